namespace SnnCluster.Model.Networks;

/// <summary>The state variables of a population, which recordings and digests refer to.</summary>
public static class StateVariables
{
    /// <summary>Their names: the neuron model's fields, then "receptor.Field" for each receptor's.</summary>
    public static IReadOnlyList<string> Of(PopulationDescription population) =>
    [
        .. StateLayout.FieldNames(population.Model.ModelType),
        .. population.Receptors.SelectMany(receptor =>
            StateLayout.FieldNames(receptor.Model.ModelType).Select(field => $"{receptor.Name}.{field}")),
    ];
}

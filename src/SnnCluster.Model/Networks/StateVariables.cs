using SnnCluster.Model.Inputs;

namespace SnnCluster.Model.Networks;

/// <summary>The state variables of a population, which recordings and digests refer to.</summary>
public static class StateVariables
{
    /// <summary>Their names: those of the population itself, then "input.Field" for each input's.</summary>
    /// <param name="network">The network.</param>
    /// <param name="population">Number of the population.</param>
    public static IReadOnlyList<string> Of(NetworkDescription network, int population) =>
    [
        .. Of(network.Populations[population]),
        .. from input in network.Inputs.OfType<InputModelDescription>()
           where input.Population == network.Populations[population].Name
           from field in StateLayout.FieldNames(input.ModelType)
           select $"{input.Name}.{field}",
    ];

    /// <summary>Their names: the neuron model's fields, then "receptor.Field" for each receptor's, then "elements.Name".</summary>
    public static IReadOnlyList<string> Of(PopulationDescription population) =>
    [
        .. StateLayout.FieldNames(population.Model.ModelType),
        .. population.Receptors.SelectMany(receptor =>
            StateLayout.FieldNames(receptor.Model.ModelType).Select(field => $"{receptor.Name}.{field}")),
        .. population.Elements?.Variables ?? [],
    ];
}

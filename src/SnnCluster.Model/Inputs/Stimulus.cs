using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Inputs;

/// <summary>
/// Sets state variables of neurons from outside, once every period, before the neurons advance. It is called for
/// each partition with that partition's neurons, so what it sets must depend on its arguments alone.
/// </summary>
public abstract record Stimulus : InputDescription
{
    /// <summary>Time between two presentations [ms], a whole number of steps.</summary>
    public abstract double PeriodMs { get; }

    /// <summary>Names of the model's fields that are set.</summary>
    public abstract IReadOnlyList<string> Fields { get; }

    /// <summary>
    /// The stimulus as it is presented in a network: itself, or one that has worked out before what depends on the population's grid or on the step. It is called
    /// once for each partition.
    /// </summary>
    /// <param name="population">The population that gets it.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    public virtual Stimulus In(PopulationDescription population, double dtMs) => this;

    /// <summary>Gives the values of one presentation.</summary>
    /// <param name="presentation">Its number, from 0.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="field">Index into <see cref="Fields"/>.</param>
    /// <param name="firstNeuron">Id of the first neuron to set.</param>
    /// <param name="values">One value per neuron, to be filled; of neurons that are not selected it is not used.</param>
    public abstract void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values);

    /// <inheritdoc/>
    public override void Validate(string name, PopulationDescription population, double dtMs, ValidationErrors errors)
    {
    }

    private protected override void Check(string name, PopulationDescription population, double dtMs, ValidationErrors errors)
    {
        errors.Steps($"{name} period", PeriodMs, dtMs, atLeast: 1);
        IReadOnlyList<string> there = StateLayout.FieldNames(population.Model.ModelType);
        foreach (string field in Fields.Where(field => !there.Contains(field)))
        {
            errors.Add($"{name} sets the field '{field}': model {population.Model.Name} has {string.Join(", ", there)}");
        }
    }
}

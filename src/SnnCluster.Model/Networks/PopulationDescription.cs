using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Model.Networks;

/// <summary>Neurons of one model with one parameter set, with ids 0 to <see cref="Size"/> - 1.</summary>
public sealed record PopulationDescription
{
    /// <summary>The most neurons of a population: 2^30, as many as the largest grid has.</summary>
    public const int MostNeurons = 1 << 30;

    /// <summary>Name, unique in its network.</summary>
    public required string Name { get; init; }

    /// <summary>Number of neurons, 1 to <see cref="MostNeurons"/>.</summary>
    public required int Size { get; init; }

    /// <summary>Model and parameters.</summary>
    public required NeuronModelDescription Model { get; init; }

    /// <summary>Where the neurons are; of <see cref="Size"/> positions. None by default.</summary>
    public GridGeometry? Grid { get; init; }

    /// <summary>What turns the spikes that arrive into input, by the name that projections use. None by default.</summary>
    public IReadOnlyList<ReceptorDescription> Receptors { get; init; } = [];

    /// <summary>What sets state from outside while the network runs. None by default.</summary>
    public Stimulus? Stimulus { get; init; }

    /// <summary>The constants of one of its receptors, which depend on the neurons' membrane.</summary>
    /// <param name="receptor">One of <see cref="Receptors"/>.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    public ValueType CreateConstants(ReceptorDescription receptor, double dtMs) =>
        receptor.Model.CreateConstants(dtMs, Model.PassiveTimeConstantMs);
}

/// <summary>A receptor of a population: a post-synaptic model that projections deliver to.</summary>
/// <param name="Name">Name, unique in its population.</param>
/// <param name="Model">Model and parameters.</param>
public sealed record ReceptorDescription(string Name, PostsynapticDescription Model);

/// <summary>
/// Sets state variables of neurons from outside, once every period, before the neurons advance. It is called for
/// each partition with that partition's neurons, so what it sets must depend on its arguments alone.
/// </summary>
public abstract class Stimulus
{
    /// <summary>Time between two presentations [ms], a whole number of steps.</summary>
    public abstract double PeriodMs { get; }

    /// <summary>Names of the model's fields that are set.</summary>
    public abstract IReadOnlyList<string> Fields { get; }

    /// <summary>Adds an error for every parameter out of range, and notes, such as on rates. Nothing by default.</summary>
    /// <param name="name">What to call the population in messages.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="errors">Where to add them.</param>
    public virtual void Validate(string name, double dtMs, ValidationErrors errors)
    {
    }

    /// <summary>Gives the values of one presentation.</summary>
    /// <param name="presentation">Its number, from 0.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="field">Index into <see cref="Fields"/>.</param>
    /// <param name="firstNeuron">Id of the first neuron to set.</param>
    /// <param name="values">One value per neuron, to be filled.</param>
    public abstract void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values);
}

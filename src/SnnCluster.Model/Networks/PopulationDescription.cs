using SnnCluster.Model.Neurons;
using SnnCluster.Model.Rewiring;
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

    /// <summary>
    /// Values of state variables at the start, by name as in <see cref="StateVariables"/> ("excitatory.Conductance"), in place of those that models give. None
    /// by default.
    /// </summary>
    public IReadOnlyDictionary<string, InitialValue> InitialState { get; init; } = new Dictionary<string, InitialValue>();

    /// <summary>How a state variable begins; null where it begins at 0.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    public InitialValue? InitialOf(string name, double dtMs) =>
        InitialState.TryGetValue(name, out InitialValue? own) || Model.InitialState(dtMs).TryGetValue(name, out own) ? own : null;

    /// <summary>What turns the spikes that arrive into input, by the name that projections use. None by default.</summary>
    public IReadOnlyList<ReceptorDescription> Receptors { get; init; } = [];

    /// <summary>What its synapses grow from, for projections that are rewired by free elements; none by default.</summary>
    public SynapticElements? Elements { get; init; }

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

using System.Runtime.CompilerServices;

namespace SnnCluster.Model.Random;

/// <summary>What a random number is for; numbers for different purposes never share a stream.</summary>
public enum RandomPurpose
{
    /// <summary>Initial values of neuron state.</summary>
    InitialState = 1,

    /// <summary>Draws of a neuron model while it runs.</summary>
    NeuronUpdate = 2,

    /// <summary>Stimuli.</summary>
    Stimulus = 3,

    /// <summary>Which synapses a network starts with.</summary>
    Connectivity = 4,

    /// <summary>Weights and delays at the start.</summary>
    InitialSynapse = 5,

    /// <summary>How many rewiring attempts each block of targets gets.</summary>
    RewiringSplit = 6,

    /// <summary>Pairs and decisions of rewiring attempts.</summary>
    RewiringAttempt = 7,

    /// <summary>Decisions and new sources of rewiring sweeps.</summary>
    RewiringSweep = 8,

    /// <summary>The sign of a potential connection.</summary>
    ConnectionSign = 9,

    /// <summary>Generated data sets.</summary>
    DataSet = 10,

    /// <summary>The order in which examples are learnt.</summary>
    ExampleOrder = 11,

    /// <summary>Which neurons a selection draws.</summary>
    Selection = 12,

    /// <summary>Events of Poisson drives.</summary>
    PoissonDrive = 13,

    /// <summary>State of synapses at the start.</summary>
    SynapseState = 14,

    /// <summary>Draws of input models.</summary>
    Input = 15,

    /// <summary>Parameters of each neuron.</summary>
    NeuronParameter = 16,

    /// <summary>Which synapses go for want of elements.</summary>
    ElementPriority = 17,

    /// <summary>Which free elements meet.</summary>
    ElementMeeting = 18,

    /// <summary>The first value that a user's own code may use.</summary>
    User = 64,
}

/// <summary>
/// The part of a random stream's key that is fixed for one purpose of one population or projection:
/// the seed, the purpose and the object's number. What remains (neuron id, step or attempt, draw) is the counter.
/// </summary>
/// <param name="Key0">Lower half of the seed.</param>
/// <param name="Key1">Upper half of the seed.</param>
/// <param name="Domain">Purpose and object in one word.</param>
public readonly record struct RandomKey(uint Key0, uint Key1, uint Domain)
{
    /// <summary>The key of one purpose.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="objectIndex">Number of the population or projection, 0 to 2^24 - 1.</param>
    public static RandomKey For(ulong seed, RandomPurpose purpose, int objectIndex) =>
        new((uint)seed, (uint)(seed >> 32), ((uint)purpose << 24) | (uint)objectIndex);

    /// <summary>Four random words.</summary>
    /// <param name="id">Global id: of a neuron, a block or the like.</param>
    /// <param name="step">Step, update or second id.</param>
    /// <param name="draw">Number of the draw.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Words Generate(uint id, uint step, uint draw) =>
        Philox.Generate(new Words(id, step, draw, Domain), Key0, Key1);

    /// <summary>A sequence of draws that belong together.</summary>
    /// <param name="id">Global id: of a neuron, a block or the like.</param>
    /// <param name="step">Step, update or second id.</param>
    public RandomStream Stream(uint id, uint step) => new(this, id, step);
}

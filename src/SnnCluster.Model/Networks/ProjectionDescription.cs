using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Model.Networks;

/// <summary>Synapses from one population to another (or the same).</summary>
public sealed record ProjectionDescription
{
    /// <summary>Name, unique in its network.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the source population.</summary>
    public required string Source { get; init; }

    /// <summary>Name of the target population.</summary>
    public required string Target { get; init; }

    /// <summary>Name of the target's receptor; its first by default.</summary>
    public string? Receptor { get; init; }

    /// <summary>The synapses at the start.</summary>
    public required ConnectivityDescription Connectivity { get; init; }

    /// <summary>Weights at the start, in the unit of the receptor, where the connectivity gives none of its own.</summary>
    public required InitialValue Weight { get; init; }

    /// <summary>
    /// Bits of a weight: 32, single precision, by default; or 16, for weights that never change: they are then rounded to multiples of a power of two, by at most 1/32,767 of
    /// the largest weight that the distribution or the list allows (<see cref="Synapses.SixteenBitWeights"/>). Large networks are smaller so and run faster on the host; results differ.
    /// </summary>
    public int WeightBits { get; init; } = 32;

    /// <summary>Axonal delay [ms], a whole number of steps, at least one.</summary>
    public required double DelayMs { get; init; }

    /// <summary>
    /// Dendritic delay per synapse [ms], at least 0, rounded to whole steps, at most 255 of them. It shifts the input
    /// and not the pairing of plasticity, which <see cref="BackPropagationDelayMs"/> shifts. A new synapse of a rewired projection draws its own. None by default. Where the connectivity
    /// gives delays of its own, what they have beyond the axonal delay takes its place.
    /// </summary>
    public InitialValue? DendriticDelayMs { get; init; }

    /// <summary>
    /// How long a target's spike takes to reach the synapses [ms], a whole number of steps: 0 by default, so that plasticity
    /// pairs it with the source event of its own step.
    /// </summary>
    public double BackPropagationDelayMs { get; init; }

    /// <summary>What synapses deliver and how they change; weights that never change by default.</summary>
    public SynapseDescription Synapse { get; init; } = new StaticSynapseDescription();

    /// <summary>Name of the modulator, for a synapse model that is modulated.</summary>
    public string? Modulator { get; init; }

    /// <summary>How wiring changes; not at all by default.</summary>
    public RewiringDescription? Rewiring { get; init; }

    /// <summary>Whether a neuron may connect to itself; true by default.</summary>
    public bool AllowAutapses { get; init; } = true;

    /// <summary>Whether a pair of neurons may have several synapses.</summary>
    public bool MakesMultapses => Connectivity.MakesMultapses || Rewiring?.Candidates is CandidateSource.FreeElements;

    /// <summary>The largest absolute weight that a synapse starts with, at the start of a run or by rewiring.</summary>
    public double LargestNewWeight =>
        Math.Max(Connectivity.WeightBound ?? Weight.Bound, Rewiring?.NewWeightBound ?? 0);

    /// <summary>The largest dendritic delay that a synapse can have [ms].</summary>
    public double LargestDendriticDelayMs =>
        Math.Max(DendriticDelayMs?.Bound ?? 0, Connectivity.DelayRangeMs is var (_, most) ? most - DelayMs : 0);

    /// <summary>Steps that a dendritic delay may have.</summary>
    internal const int MostDendriticSteps = 255;

    /// <summary>The largest absolute weight that a synapse can have, as its rules declare it.</summary>
    public double WeightBound => Math.Max(LargestNewWeight, Synapse.WeightBound);

    /// <summary>The largest absolute value that a synapse can deliver.</summary>
    public double DeliveredBound => Synapse.DeliveredBound(WeightBound);

    /// <summary>Whether synapses change while the network runs: they come and go, or their weights change.</summary>
    public bool Changes => Rewiring is not null || !SynapseLayout.Of(Synapse.CreateModel(1)).IsStatic;
}

using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Studies;

/// <summary>A case of a study: one network, cut in one way. It is run once for each repetition.</summary>
/// <param name="Name">Name, unique in the study, such as "scale 7, 2 partitions".</param>
/// <param name="Size">The parameter that the experiment declares as its size; null where it declares none.</param>
/// <param name="Partitions">Number of partitions.</param>
/// <param name="Options">What the case is run with, except for the seed.</param>
public sealed record StudyCase(string Name, double? Size, int Partitions, RunOptions Options)
{
    /// <summary>Neurons of the network.</summary>
    public long Neurons { get; init; }

    /// <summary>Synapses that it is expected to have.</summary>
    public double Synapses { get; init; }

    /// <summary>The simulator that runs it; null for ours.</summary>
    public Peers.Peer? Peer { get; init; }
}

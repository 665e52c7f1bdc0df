using SnnCluster.Engine.Probes;

namespace SnnCluster.Engine.Recording;

/// <summary>
/// What is seen of a whole network at one time, whoever simulates it: the start, the end, and the times between at which
/// something was to be reported.
/// </summary>
public sealed record NetworkSample
{
    /// <summary>Steps done; 0 at the start.</summary>
    public required int Step { get; init; }

    /// <summary>Whether no step is done after it.</summary>
    public bool IsLast { get; init; }

    /// <summary>Whether what comes between it and the sample before is lost.</summary>
    public bool FollowsLoss { get; init; }

    /// <summary>Counts since the start; at the start and at the end of the run.</summary>
    public NetworkCounts? Counts { get; init; }

    /// <summary>What each probe reports; an empty report where it has nothing to say.</summary>
    public IReadOnlyList<ProbeReport> Probes { get; init; } = [];

    /// <summary>
    /// Synapses by projection, null for those that are as they were the first time because they never change; empty where connectivity
    /// is not observed at this time.
    /// </summary>
    public IReadOnlyList<SynapseStream?> Synapses { get; init; } = [];
}

/// <summary>What is counted whether there are probes or not.</summary>
/// <param name="Spikes">Spikes since the start, by population.</param>
/// <param name="Synapses">Synapses that there are, by projection.</param>
/// <param name="Rewiring">What rewiring did since the start, by projection; null for those whose wiring is fixed.</param>
public sealed record NetworkCounts(
    IReadOnlyList<long> Spikes, IReadOnlyList<long> Synapses, IReadOnlyList<RewiringSample?> Rewiring);

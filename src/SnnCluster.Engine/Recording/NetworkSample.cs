namespace SnnCluster.Engine.Recording;

/// <summary>
/// What is seen of a whole network at one time, whoever simulates it: the start, the end, and the times between at which
/// something was to be recorded.
/// </summary>
public sealed record NetworkSample
{
    /// <summary>Steps done; 0 at the start.</summary>
    public required int Step { get; init; }

    /// <summary>Whether no step is done after it.</summary>
    public bool IsLast { get; init; }

    /// <summary>Spikes since the start, by population; empty where rates are not sampled at this time.</summary>
    public IReadOnlyList<long> SpikeCounts { get; init; } = [];

    /// <summary>
    /// Synapses in the order of (source, target, k), by projection, null for those that are as they were at the start
    /// because they never change; empty where connectivity is not sampled at this time.
    /// </summary>
    public IReadOnlyList<Synapse[]?> Synapses { get; init; } = [];

    /// <summary>What rewiring did since the start, by projection; null for those whose wiring is fixed.</summary>
    public IReadOnlyList<RewiringSample?> Rewiring { get; init; } = [];

    /// <summary>Values of the first neurons, for each state variable that is recorded; empty where none is at this time.</summary>
    public IReadOnlyList<float[]> States { get; init; } = [];

    /// <summary>Spikes since the sample before, in the order of (step, population, neuron).</summary>
    public ReadOnlyMemory<RecordedSpike> Spikes { get; init; }
}

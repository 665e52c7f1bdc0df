namespace SnnCluster.Engine.Snapshots;

/// <summary>A partition's neurons of one population; arrays are by neuron of its slice where nothing else is said.</summary>
public sealed class PopulationSnapshot
{
    /// <summary>Neurons of the whole population.</summary>
    public required int Size { get; init; }

    /// <summary>State variables: the neuron model's, then its receptors'.</summary>
    public required IReadOnlyList<float[]> States { get; init; }

    /// <summary>Spikes of each neuron since the start.</summary>
    public required long[] SpikeCounts { get; init; }

    /// <summary>What plasticity knows of its spikes: one for each kind of state that projections onto it need.</summary>
    public required IReadOnlyList<HistorySnapshot> Histories { get; init; }

    /// <summary>Input that is on its way to each receptor.</summary>
    public required IReadOnlyList<InputSnapshot> Inputs { get; init; }

    /// <summary>
    /// Spikes whose axonal delay is not over: of the partition's own neurons, and in a snapshot that a partition is built
    /// from, of the whole population.
    /// </summary>
    public required SpikesSnapshot Spikes { get; init; }

    /// <summary>What probes keep for each neuron, column by column, in the order of the probes; none where they keep nothing.</summary>
    public IReadOnlyList<long[]> Observed { get; internal set; } = [];

    /// <summary>About how much memory it takes [bytes].</summary>
    public long Bytes => States.Sum(state => 4L * state.Length)
        + (8L * SpikeCounts.Length)
        + Observed.Sum(column => 8L * column.Length)
        + Histories.Sum(history => 4L * history.Last.Length * (1 + history.State.Count))
        + Inputs.Sum(input => 16L * input.Sums.Length)
        + (8L * Spikes.Steps.Length);
}

/// <summary>A history of spikes. All synapses are brought up to date, so the last spike is all that is needed.</summary>
/// <param name="Last">Step of the last spike; -2^30 before the first.</param>
/// <param name="State">State just after it: the fields of the synapse model's, one array each.</param>
public sealed record HistorySnapshot(int[] Last, IReadOnlyList<float[]> State);

/// <summary>Sums of weights on their way to one receptor that are not zero, in the order of (step, neuron).</summary>
/// <param name="Steps">The step that uses the sum: from the snapshot's on.</param>
/// <param name="Neurons">Global ids.</param>
/// <param name="Sums">In fixed point.</param>
public sealed record InputSnapshot(int[] Steps, int[] Neurons, long[] Sums);

/// <summary>Spikes, in the order of (step, neuron).</summary>
/// <param name="Steps">Steps of the spikes.</param>
/// <param name="Neurons">Global ids.</param>
public sealed record SpikesSnapshot(int[] Steps, int[] Neurons);

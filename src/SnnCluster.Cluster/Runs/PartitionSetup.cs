using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Live;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Runs;

/// <summary>What a partition of an attempt at a run needs to know.</summary>
internal sealed record PartitionSetup
{
    /// <summary>The attempt.</summary>
    public required string RunId { get; init; }

    public required int Index { get; init; }

    public required NetworkDescription Network { get; init; }

    public required IReadOnlyList<Slice> Slices { get; init; }

    public required string Device { get; init; }

    public required FrameExchange Exchange { get; init; }

    /// <summary>What is observed.</summary>
    public required ObservationPlan Observation { get; init; }

    /// <summary>Whether it makes hashes for the full digest at the end.</summary>
    public bool HasFullDigest { get; init; }

    /// <summary>Is told how far it has come.</summary>
    public required PartitionProgress Progress { get; init; }

    /// <summary>Lets others watch it; null where nobody can.</summary>
    public LiveObserver? Live { get; init; }

    /// <summary>Where its checkpoints go; null where it has none.</summary>
    public CheckpointOrder? Checkpoints { get; init; }

    /// <summary>The folder of checkpoints; null where there is none.</summary>
    public ICheckpointStorage? Storage { get; init; }

    /// <summary>How many bytes of reports wait for the coordinator before it makes no more of them, and stands still.</summary>
    public int ReportBytesAhead { get; init; } = 8 << 20;

    /// <summary>
    /// How long it steps before it looks at its messages: long enough that one costs nothing beside it, short enough that
    /// a request is heard at once. With none it steps a little, and never waits.
    /// </summary>
    public TimeSpan SliceOfTime { get; init; } = TimeSpan.FromMilliseconds(5);
}

/// <summary>How far a partition has come, or the furthest of several, for another thread to look at.</summary>
internal sealed class PartitionProgress
{
    private int _step;
    private double _loopSeconds;

    private long _framesNeeded;

    public int Step => Volatile.Read(ref _step);

    public double LoopSeconds => Volatile.Read(ref _loopSeconds);

    /// <summary>How many frames of others it last waited for.</summary>
    public long FramesNeeded => Volatile.Read(ref _framesNeeded);

    public void Set(int step, double loopSeconds, long framesNeeded = 0)
    {
        Volatile.Write(ref _framesNeeded, framesNeeded);
        Volatile.Write(ref _loopSeconds, loopSeconds);
        Volatile.Write(ref _step, step);
    }
}

/// <summary>A partition has built its neurons and synapses, and knows whose spikes it takes.</summary>
internal sealed record PartitionBuilt(SpikeTaker Taker);

/// <summary>The states of a partition.</summary>
internal enum PartitionState
{
    /// <summary>It opens its device and builds its neurons and synapses, anew or from a checkpoint.</summary>
    Building,

    /// <summary>It is built and has reported its start.</summary>
    Ready,

    /// <summary>It steps.</summary>
    Running,

    /// <summary>It stands still, in the middle of a run or until the parts of its report are taken.</summary>
    Paused,

    /// <summary>It has reported its end.</summary>
    Finished,

    /// <summary>It could not go on.</summary>
    Failed,
}

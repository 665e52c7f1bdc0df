using System.Diagnostics;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// The checkpoints of one partition. A snapshot is taken between two steps and written beside the simulation; a second one
/// may be taken meanwhile, and then the partition stands still, so that memory cannot grow.
/// </summary>
/// <param name="setup">What the partition knows.</param>
internal sealed class PartitionCheckpoints(PartitionSetup setup)
{
    private bool _isWriting;
    private Func<PartWritten>? _next;

    /// <summary>Whether something is being written.</summary>
    public bool IsWriting => _isWriting;

    /// <summary>Whether the partition has to wait for its disk.</summary>
    public bool Blocks => _next is not null;

    /// <summary>What the partition starts from; null where it starts at step 0.</summary>
    /// <exception cref="SnapshotFormatException">The checkpoint is not whole, or cannot be read.</exception>
    public PartitionSnapshot? Start()
    {
        if (setup.Checkpoints is not { StartFiles.Count: > 0 } order)
        {
            return null;
        }

        try
        {
            return SnapshotFile.Load(
                setup.Network, setup.Slices, setup.Index == 0, order.StartFiles, setup.Storage!.OpenRead, setup.Observation.NeuronColumns);
        }
        catch (IOException exception)
        {
            throw new SnapshotFormatException($"the checkpoint of step {order.StartStep} cannot be read: {exception.Message}");
        }
    }

    /// <summary>Takes a snapshot.</summary>
    /// <param name="worker">The partition, between two steps.</param>
    /// <returns>Writes it, beside the simulation; null where that has to wait.</returns>
    public Func<PartWritten>? Capture(PartitionWorker worker)
    {
        long began = Stopwatch.GetTimestamp();
        PartitionSnapshot snapshot = worker.Probes.Capture();
        double pause = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double loopSeconds = worker.LoopSeconds;
        PartWritten WriteIt() => Write(snapshot, pause, loopSeconds);
        if (_isWriting)
        {
            _next = WriteIt;
            return null;
        }

        _isWriting = true;
        return WriteIt;
    }

    /// <summary>What was to be written is.</summary>
    /// <returns>What is to be written next; null where there is nothing.</returns>
    public Func<PartWritten>? Written()
    {
        Func<PartWritten>? next = _next;
        _next = null;
        _isWriting = next is not null;
        return next;
    }

    private PartWritten Write(PartitionSnapshot snapshot, double pauseSeconds, double loopSeconds)
    {
        long began = Stopwatch.GetTimestamp();
        string file = CheckpointNames.Part(snapshot.Step, setup.Checkpoints!.Epoch, setup.RunId, setup.Index);
        var part = new PartWritten
        {
            RunId = setup.RunId,
            Partition = setup.Index,
            Step = snapshot.Step,
            File = file,
            PauseSeconds = pauseSeconds,
            LoopSeconds = loopSeconds,
        };
        try
        {
            long bytes = setup.Storage!.Write(file, stream => SnapshotFile.Write(stream, snapshot));
            return part with { Bytes = bytes, WriteSeconds = Stopwatch.GetElapsedTime(began).TotalSeconds };
        }
        catch (Exception exception)
        {
            // Whatever it is, the partition has to hear that the writing is over: it waits for that before it ends.
            return part with { Failure = $"partition {setup.Index} could not write {file}: {exception.Message}" };
        }
    }
}

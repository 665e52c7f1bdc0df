using System.Diagnostics;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// One partition in an attempt at a run: builds it, steps it in slices of time, reports what is recorded, and writes its
/// checkpoints. It knows no actor: whoever carries it calls it from one thread and does what it asks for.
/// </summary>
/// <param name="setup">What it needs to know.</param>
/// <param name="host">Carries it.</param>
internal sealed class PartitionRun(PartitionSetup setup, IPartitionHost host) : IDisposable
{
    // So many parts may be on their way to the coordinator, and so many more wait here before it stands still.
    private const int PartsInFlight = 16;
    private const int PartsWaiting = 512;

    private readonly Queue<ReportPart> _parts = new();
    private readonly PartitionCheckpoints _checkpoints = new(setup);
    private IDevice? _device;
    private PartitionWorker? _worker;
    private PartitionReporter? _reporter;
    private int _partsInFlight;
    private long _partsMade;
    private long _bytesWaiting;
    private IEnumerator<ReportPart>? _report;
    private Action? _afterReport;
    private int _target;
    private int _reported = -1;
    private int _lastStep = int.MaxValue;
    private bool _endsWhenWritten;

    public PartitionState State { get; private set; } = PartitionState.Building;

    /// <summary>Builds the partition.</summary>
    public void Build() => Guarded(() =>
    {
        long began = Stopwatch.GetTimestamp();
        _device = DeviceCatalog.Open(setup.Device, DeviceCatalog.NeuronsOf(setup.Network));
        PartitionSnapshot? start = _checkpoints.Start();
        IPartition partition = _device.CreatePartition(setup.Network, setup.Slices, start);
        _worker = new PartitionWorker(setup.Index, partition, setup.Exchange, setup.Observation, start, setup.Live)
        {
            LoopSeconds = setup.Checkpoints?.StartLoopSeconds ?? 0,
        };
        _reporter = new PartitionReporter(
            setup.RunId,
            setup.Index,
            setup.Observation,
            setup.HasFullDigest,
            setup.Exchange,
            Stopwatch.GetElapsedTime(began).TotalSeconds);
        setup.Progress.Set(_worker.Step, _worker.LoopSeconds);
        if (start is null)
        {
            Report(IsReady);
        }
        else
        {
            // What was recorded up to here was reported by the attempt that wrote the checkpoint.
            _reported = start.Step;
            IsReady();
        }
    });

    /// <summary>Lets it run up to a step.</summary>
    public void RunTo(RunTo message)
    {
        if (State is PartitionState.Finished or PartitionState.Failed)
        {
            return;
        }

        _target = message.Step;
        _lastStep = message.IsLast ? message.Step : int.MaxValue;
        _endsWhenWritten = false;
        State = PartitionState.Running;
        host.ContinueSoon();
    }

    /// <summary>Has it stand still and say where.</summary>
    public void Hold()
    {
        if (State == PartitionState.Running)
        {
            State = PartitionState.Paused;
        }

        host.ToNode(new PartitionHeld
        {
            RunId = setup.RunId,
            Partition = setup.Index,
            Step = _worker?.Step ?? 0,
        });
    }

    /// <summary>Runs a slice of time, where it runs.</summary>
    public void Continue() => Guarded(() =>
    {
        if (State != PartitionState.Running || _report is not null || _parts.Count > PartsWaiting || _checkpoints.Blocks || _endsWhenWritten)
        {
            return;
        }

        PartitionWorker worker = _worker!;

        // Time may be over just when a stop is reached: it is reported before the next one is looked for.
        if (!worker.HasReached || _reported == worker.Step)
        {
            worker.RunTo(setup.Observation.NextStop(worker.Step, _target));
        }

        SliceEnd end = worker.RunSlice(setup.SliceOfTime);
        setup.Progress.Set(worker.Step, worker.LoopSeconds, worker.FramesNeeded);
        if (end == SliceEnd.Stopped)
        {
            AtStop(worker);
        }

        if (State == PartitionState.Running && !_checkpoints.Blocks && _report is null)
        {
            host.ContinueSoon();
        }
    });

    /// <summary>The coordinator has kept parts of a report.</summary>
    public void Taken(int parts) => Guarded(() =>
    {
        if (parts < 1 || parts > _partsInFlight)
        {
            throw new InvalidDataException($"{parts} parts of reports were taken, but {_partsInFlight} are on their way");
        }

        _partsInFlight -= parts;
        SendParts();
        MakeParts();
        ContinueWhereItRuns();
    });

    /// <summary>A part of a checkpoint is written, or could not be.</summary>
    public void Written(PartWritten part) => Guarded(() =>
    {
        host.ToCoordinator(part);
        if (_checkpoints.Written() is Func<PartWritten> next)
        {
            host.Write(next);
        }
        else if (_endsWhenWritten && State == PartitionState.Running)
        {
            _endsWhenWritten = false;
            AtStop(_worker!);
        }

        ContinueWhereItRuns();
    });

    public void Dispose()
    {
        _report?.Dispose();
        _worker?.Dispose();
        _device?.Dispose();
    }

    private void ContinueWhereItRuns()
    {
        if (State == PartitionState.Running)
        {
            host.ContinueSoon();
        }
    }

    // A run is over when all partitions have reported their end: what is still being written then would be left half made.
    private void AtStop(PartitionWorker worker)
    {
        if (worker.Step == _lastStep && _checkpoints.IsWriting)
        {
            _endsWhenWritten = true;
            return;
        }

        bool isEnd = worker.Step == _lastStep;
        Report(() => AfterStop(worker, isEnd));
    }

    private void AfterStop(PartitionWorker worker, bool isEnd)
    {
        // While its report was taken, the run may have turned out to end here: then it reports once more.
        if (!isEnd && worker.Step == _lastStep)
        {
            return;
        }

        if (!isEnd && setup.Observation.ChecksAt(worker.Step)
            && _checkpoints.Capture(worker) is Func<PartWritten> write)
        {
            host.Write(write);
        }

        if (worker.Step == _target)
        {
            State = isEnd ? PartitionState.Finished : PartitionState.Paused;
        }
    }

    private void IsReady()
    {
        State = PartitionState.Ready;
        host.ToNode(new PartitionBuilt(SpikeSubscriptions.TakerOf(setup.Exchange.Layout, setup.Index, _worker!.Partition)));
    }

    // A report of all synapses may be larger than memory: it is made as fast as it is taken, while the partition stands still.
    private void Report(Action then)
    {
        _reported = _worker!.Step;
        _report = _reporter!.Report(_worker, _lastStep).GetEnumerator();
        _afterReport = then;
        MakeParts();
    }

    private void MakeParts()
    {
        while (_report is not null && _bytesWaiting < setup.ReportBytesAhead)
        {
            if (_report.MoveNext())
            {
                _bytesWaiting += _report.Current.Data.Length;
                _parts.Enqueue(_report.Current with { Number = ++_partsMade });
                SendParts();
            }
            else
            {
                _report.Dispose();
                _report = null;
                _afterReport!();
            }
        }
    }

    private void SendParts()
    {
        while (_partsInFlight < PartsInFlight && _parts.TryDequeue(out ReportPart? part))
        {
            _partsInFlight++;
            _bytesWaiting -= part.Data.Length;
            host.ToCoordinator(part);
        }
    }

    // Whatever goes wrong in a partition ends the attempt with one clear error; nothing is restarted with half a state.
    private void Guarded(Action action)
    {
        if (State == PartitionState.Failed)
        {
            return;
        }

        try
        {
            action();
        }
        catch (Exception exception)
        {
            State = PartitionState.Failed;
            host.ToNode(new RunFailure
            {
                RunId = setup.RunId,
                Node = setup.Exchange.Node,
                Partition = setup.Index,
                Step = _worker?.Step ?? -1,
                LostNode = exception is PeerLostException lost ? lost.Peer : -1,
                Reason = exception switch
                {
                    PeerLostException peer => peer.Reason,
                    InvalidDescriptionException or SimulationException or FrameFormatException
                        or SnapshotFormatException => exception.Message,
                    OutOfMemoryException => "it ran out of memory",
                    _ => $"{exception.GetType().Name}: {exception.Message}",
                },
                IsInput = exception is InvalidDescriptionException,
                IsCheckpoint = exception is SnapshotFormatException,
            });
            if (exception is not (PeerLostException or InvalidDescriptionException or SimulationException
                or SnapshotFormatException))
            {
                host.Log(exception);
            }
        }
    }
}

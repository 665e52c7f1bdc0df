using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Actors;

/// <summary>The states of a partition.</summary>
internal enum PartitionState
{
    /// <summary>It opens its device and builds its neurons and synapses.</summary>
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

/// <summary>What a partition needs to know.</summary>
internal sealed record PartitionSetup
{
    public required string RunId { get; init; }

    public required int Index { get; init; }

    public required NetworkDescription Network { get; init; }

    public required IReadOnlyList<Slice> Slices { get; init; }

    public required string Device { get; init; }

    public required FrameExchange Exchange { get; init; }

    public required SamplingPlan Sampling { get; init; }

    /// <summary>Takes the parts of its reports.</summary>
    public required IActorRef Coordinator { get; init; }

    /// <summary>Is told how far it has come.</summary>
    public required PartitionProgress Progress { get; init; }
}

/// <summary>How far a partition has come, for another thread to look at.</summary>
internal sealed class PartitionProgress
{
    private int _step;
    private double _loopSeconds;

    public int Step => Volatile.Read(ref _step);

    public double LoopSeconds => Volatile.Read(ref _loopSeconds);

    public void Set(int step, double loopSeconds)
    {
        Volatile.Write(ref _loopSeconds, loopSeconds);
        Volatile.Write(ref _step, step);
    }
}

/// <summary>A partition has built its neurons and synapses.</summary>
internal sealed record PartitionBuilt(int Index);

/// <summary>
/// One partition: owns its device, on a thread of its own (a pinned dispatcher), since a device is used by one thread
/// only and a step must not wait for a pool. It comes back to its mailbox every few milliseconds.
/// </summary>
internal sealed class PartitionActor : ReceiveActor
{
    // Long enough that an actor's message costs nothing beside it, short enough that a request is heard at once.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(5);

    // So many parts may be on their way to the coordinator, and so many more wait here before it stands still.
    private const int PartsInFlight = 16;
    private const int PartsWaiting = 512;

    private readonly PartitionSetup _setup;
    private readonly Queue<ReportPart> _parts = new();
    private PartitionState _state = PartitionState.Building;
    private IDevice? _device;
    private PartitionWorker? _worker;
    private PartitionReporter? _reporter;
    private int _partsInFlight;
    private int _target;
    private int _reported = -1;
    private int _lastStep = int.MaxValue;
    private bool _isContinuing;

    public PartitionActor(PartitionSetup setup)
    {
        _setup = setup;
        Receive<Build>(_ => Guarded(OnBuild));
        Receive<RunTo>(message => Guarded(() => OnRunTo(message)));
        Receive<HoldRun>(_ => OnHold());
        Receive<Continue>(_ =>
        {
            _isContinuing = false;
            Guarded(OnContinue);
        });
        Receive<ReportTaken>(message => Guarded(() => OnTaken(message.Parts)));
    }

    public static Props Props(PartitionSetup setup) =>
        Akka.Actor.Props.Create(() => new PartitionActor(setup)).WithDispatcher(NodeConfiguration.PinnedDispatcher);

    protected override void PreStart() => Self.Tell(Build.Instance);

    protected override void PostStop()
    {
        _worker?.Dispose();
        _device?.Dispose();
    }

    private void OnBuild()
    {
        long began = Stopwatch.GetTimestamp();
        _device = DeviceCatalog.Open(
            _setup.Device, _setup.Network.Populations.Sum(population => (double)population.Size));
        IPartition partition = _device.CreatePartition(_setup.Network, _setup.Slices);
        _worker = new PartitionWorker(_setup.Index, partition, _setup.Exchange, _setup.Sampling.RecordsSpikes);
        _reporter = new PartitionReporter(
            _setup.RunId,
            _setup.Index,
            _setup.Network,
            _setup.Sampling,
            _setup.Exchange,
            Stopwatch.GetElapsedTime(began).TotalSeconds);
        Report();
        _state = PartitionState.Ready;
        Context.Parent.Tell(new PartitionBuilt(_setup.Index));
    }

    private void OnRunTo(RunTo message)
    {
        if (_state is PartitionState.Finished or PartitionState.Failed)
        {
            return;
        }

        _target = message.Step;
        _lastStep = message.IsLast ? message.Step : int.MaxValue;
        _state = PartitionState.Running;
        Continue();
    }

    private void OnHold()
    {
        if (_state == PartitionState.Running)
        {
            _state = PartitionState.Paused;
        }

        Context.Parent.Tell(new PartitionHeld
        {
            RunId = _setup.RunId,
            Partition = _setup.Index,
            Step = _worker?.Step ?? 0,
        });
    }

    private void OnContinue()
    {
        if (_state != PartitionState.Running || _parts.Count > PartsWaiting)
        {
            return;
        }

        PartitionWorker worker = _worker!;

        // Time may be over just when a stop is reached: it is reported before the next one is looked for.
        if (!worker.HasReached || _reported == worker.Step)
        {
            worker.RunTo(_setup.Sampling.NextStop(worker.Step, _target));
        }

        SliceEnd end = worker.RunSlice(Slice);
        _setup.Progress.Set(worker.Step, worker.LoopSeconds);
        if (end == SliceEnd.Stopped)
        {
            AtStop();
        }

        if (_state == PartitionState.Running)
        {
            Continue();
        }
    }

    private void AtStop()
    {
        Report();
        if (_worker!.Step == _target)
        {
            _state = _worker.Step == _lastStep ? PartitionState.Finished : PartitionState.Paused;
        }
    }

    private void Report()
    {
        _reported = _worker!.Step;
        foreach (ReportPart part in _reporter!.Report(_worker, _lastStep))
        {
            _parts.Enqueue(part);
            SendParts();
        }
    }

    private void SendParts()
    {
        while (_partsInFlight < PartsInFlight && _parts.TryDequeue(out ReportPart? part))
        {
            _partsInFlight++;
            _setup.Coordinator.Tell(part);
        }
    }

    private void OnTaken(int parts)
    {
        _partsInFlight -= parts;
        SendParts();
        Continue();
    }

    private void Continue()
    {
        if (_state == PartitionState.Running && !_isContinuing)
        {
            _isContinuing = true;
            Self.Tell(Actors.Continue.Instance);
        }
    }

    // Whatever goes wrong in a partition ends the run with one clear error; nothing is restarted with half a state.
    private void Guarded(Action action)
    {
        if (_state == PartitionState.Failed)
        {
            return;
        }

        try
        {
            action();
        }
        catch (Exception exception)
        {
            _state = PartitionState.Failed;
            Context.Parent.Tell(new RunFailure
            {
                RunId = _setup.RunId,
                Node = _setup.Exchange.Node,
                Partition = _setup.Index,
                Step = _worker?.Step ?? -1,
                LostNode = exception is PeerLostException lost ? lost.Peer : -1,
                Reason = exception switch
                {
                    PeerLostException peer => peer.Reason,
                    InvalidDescriptionException or SimulationException or FrameFormatException => exception.Message,
                    OutOfMemoryException => "it ran out of memory",
                    _ => $"{exception.GetType().Name}: {exception.Message}",
                },
                IsInput = exception is InvalidDescriptionException,
            });
            if (exception is not (PeerLostException or InvalidDescriptionException or SimulationException))
            {
                Context.GetLogger().Error(exception, "partition {0} failed", _setup.Index);
            }
        }
    }
}

/// <summary>Asks a partition to build.</summary>
internal sealed class Build
{
    public static readonly Build Instance = new();
}

/// <summary>Asks a partition to run another slice.</summary>
internal sealed class Continue
{
    public static readonly Continue Instance = new();
}

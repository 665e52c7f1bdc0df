using Akka.Actor;
using Akka.Event;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Actors;

/// <summary>
/// Carries a <see cref="PartitionRun"/> on a thread of its own (a pinned dispatcher), since a device is used by one thread
/// only and a step must not wait for a pool. It comes back to its mailbox every few milliseconds.
/// </summary>
internal sealed class PartitionActor : PeerActor, IPartitionHost
{
    private readonly PartitionRun _run;
    private readonly IActorRef _coordinator;
    private bool _isContinuing;

    public PartitionActor(PartitionSetup setup, IActorRef coordinator)
    {
        _run = new PartitionRun(setup, this);
        _coordinator = coordinator;
        Receive<Build>(_ => _run.Build());
        Receive<RunTo>(_run.RunTo);
        Receive<HoldRun>(_ => _run.Hold());
        Receive<Continue>(_ =>
        {
            _isContinuing = false;
            _run.Continue();
        });
        Receive<ReportTaken>(message => _run.Taken(message.Parts));
        Receive<PartWritten>(_run.Written);
    }

    public static Props Props(PartitionSetup setup, IActorRef coordinator) => Akka.Actor.Props
        .Create(() => new PartitionActor(setup, coordinator)).WithDispatcher(NodeConfiguration.PinnedDispatcher);

    void IPartitionHost.ToNode(object message) => Context.Parent.Tell(message);

    void IPartitionHost.ToCoordinator(IWireMessage message) => _coordinator.Tell(message);

    void IPartitionHost.ContinueSoon()
    {
        if (!_isContinuing)
        {
            _isContinuing = true;
            Self.Tell(Continue.Instance);
        }
    }

    // It may wait for other nodes: a thread of its own keeps those of the pool free for their answers.
    void IPartitionHost.Write(Func<PartWritten> write) => Task.Factory.StartNew(
        write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).PipeTo(Self, Self);

    void IPartitionHost.Log(Exception exception) => Context.GetLogger().Error(exception, "a partition failed");

    protected override void PreStart()
    {
        ThreadSlice.Shorten();
        Self.Tell(Build.Instance);
    }

    protected override void PostStop() => _run.Dispose();
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

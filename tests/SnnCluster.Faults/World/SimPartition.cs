using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Faults.World;

/// <summary>Plays the actor of a partition.</summary>
internal sealed class SimPartition : SimActor, IPartitionHost
{
    private readonly SimNodeRun _parent;
    private readonly SimActor _coordinator;
    private readonly PartitionRun _run;
    private readonly PartitionProgress _progress;
    private long _idle;
    private int _lastStep = -1;
    private bool _isContinuing;

    public SimPartition(SimNodeRun parent, SimActor coordinator, PartitionSetup setup)
        : base(parent.Process, $"partition-{setup.Index}")
    {
        _parent = parent;
        _coordinator = coordinator;
        _progress = setup.Progress;

        // Reports are made part by part, as those of large networks are.
        _run = new PartitionRun(setup with { SliceOfTime = TimeSpan.Zero, ReportBytesAhead = 1000 }, this);
        Process!.After(World.Schedule.BuildTime(Scheduler), () =>
        {
            if (!IsStopped)
            {
                _run.Build();
            }
        });
    }

    private Cluster World => _parent.World;

    private Scheduling.Scheduler Scheduler => World.Scheduler;

    /// <summary>Its thread does not get on until then [us].</summary>
    public long StuckUntil { get; set; }

    public override void Receive(object message, SimActor sender)
    {
        switch (message)
        {
            case RunTo runTo:
                _run.RunTo(runTo);
                break;
            case HoldRun:
                _run.Hold();
                break;
            case ReportTaken taken:
                _run.Taken(taken.Parts);
                break;
        }
    }

    public void Stop()
    {
        if (!IsStopped)
        {
            IsStopped = true;
            _run.Dispose();
        }
    }

    void IPartitionHost.ToNode(object message) => World.Network.Tell(this, _parent, message);

    void IPartitionHost.ToCoordinator(IWireMessage message) => World.Network.Tell(this, _coordinator, message);

    // A slice that got on takes the time of its steps; one that waits looks again after a while.
    void IPartitionHost.ContinueSoon()
    {
        if (_isContinuing)
        {
            return;
        }

        _isContinuing = true;
        bool got = _progress.Step != _lastStep;
        _lastStep = _progress.Step;
        _idle = got ? 0 : Math.Min(20_000, Math.Max(100, 2 * _idle));
        long delay = got ? Scheduler.Skewed(30, World.Schedule.SliceMost) : Scheduler.Even(_idle / 2, _idle);
        Process!.After(Math.Max(delay, StuckUntil - Scheduler.Now), () =>
        {
            if (!IsStopped)
            {
                _isContinuing = false;
                _run.Continue();
            }
        });
    }

    // Goes on where the partition has been stopped meanwhile, as a thread of the pool does.
    void IPartitionHost.Write(Func<PartWritten> write) => Process!.After(World.Disks.Of(Process.Address).Time(), () =>
    {
        Scheduler.Trace.Add(Scheduler.Now, Name, "writes its part");
        PartWritten written = write();
        Process.After(Scheduler.Even(5, 300), () =>
        {
            if (!IsStopped)
            {
                _run.Written(written);
            }
        });
    });

    void IPartitionHost.Log(Exception exception) => World.Exceptions.Add(exception);
}

using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Faults.Scheduling;
using SnnCluster.Faults.Storage;
using SnnCluster.Faults.World;
using SimCluster = SnnCluster.Faults.World.Cluster;

namespace SnnCluster.Faults.Schedules;

/// <summary>Does what a schedule says goes wrong.</summary>
/// <param name="world">Where.</param>
/// <param name="client">The client whose run may be cancelled.</param>
/// <param name="others">Clients of other runs.</param>
/// <param name="log">Counts what went wrong.</param>
internal sealed class FaultInjector(SimCluster world, SimClient client, IReadOnlyList<SimClient> others, FaultLog log)
{
    /// <summary>The moment before the coordinator claims a folder or completes a checkpoint.</summary>
    public const string AtFolder = "at the folder";

    private readonly List<Fault> _waiting = [];
    private readonly Dictionary<string, int> _seen = [];

    private Scheduler Scheduler => world.Scheduler;

    private Random Random => world.Scheduler.Random;

    /// <summary>The run was taken: the faults' time begins.</summary>
    public void Begin()
    {
        world.Injector = this;
        world.Network.OnMessage = message => At(message.GetType().Name);
        foreach (Fault fault in world.Schedule.Faults)
        {
            if (fault.Message is null)
            {
                Scheduler.After(fault.Time, () => Inject(fault));
            }
            else
            {
                _waiting.Add(fault);
            }
        }
    }

    /// <summary>The coordinator is about to use the folder of checkpoints.</summary>
    public void AtWork() => At(AtFolder);

    private void At(string moment)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        int count = _seen[moment] = _seen.GetValueOrDefault(moment) + 1;
        foreach (Fault fault in _waiting.FindAll(fault => fault.Message == moment && fault.Count <= count))
        {
            _waiting.Remove(fault);
            Inject(fault);
        }
    }

    private void Inject(Fault fault)
    {
        // What happens after the end is no test of anything.
        if ((client.IsDone && others.All(other => other.IsDone)) || !Inject(fault.Kind))
        {
            return;
        }

        Scheduler.Trace.Add(Scheduler.Now, "FAULT", fault.Kind.ToString());
        if (fault.Kind is not (FaultKind.WriteFailed or FaultKind.NoRoom))
        {
            log.Count(fault.Kind);
        }
    }

    private bool Inject(FaultKind kind) => kind switch
    {
        FaultKind.WorkerKilled => Kill(Pick(process => world.CoordinatorAt(process) is null)),
        FaultKind.CoordinatorKilled => Kill(Pick(process => world.CoordinatorAt(process) is not null)),
        FaultKind.NodeFrozenShort => Freeze(Scheduler.Even(1000, 2_500_000)),
        FaultKind.NodeFrozenLong => Freeze(Scheduler.Even(3_000_000, 25_000_000)),
        FaultKind.PartitionStuck => Stick(),
        FaultKind.RunActorBroken => Break(),
        FaultKind.CutShort => Cut(Scheduler.Even(1000, 2_500_000)),
        FaultKind.CutLong => Cut(Scheduler.Even(3_000_000, 30_000_000)),
        FaultKind.DirectLinkBroken => BreakLink(),
        FaultKind.ConnectionBroken => BreakConnection(),
        FaultKind.WriteFailed => FailWrites(),
        FaultKind.NoRoom => Fill(),
        FaultKind.DiskSlow => Slow(),
        FaultKind.FolderUnseen => Unsee(),
        FaultKind.CheckpointDamaged => Damage(),
        FaultKind.Cancelled => Cancel(),
        _ => false,
    };

    private Process? Pick(Predicate<Process> which)
    {
        Process[] all = [.. world.Processes.Where(process => process.IsAtWork && which(process))];
        return all.Length == 0 ? null : all[Random.Next(all.Length)];
    }

    // Most nodes are started again, by whoever watches over them.
    private bool Kill(Process? process)
    {
        if (process is null)
        {
            return false;
        }

        if (log.KilledAt == 0)
        {
            log.KilledAt = Scheduler.Now;
            log.CompleteAtKill = world.Disks.LastComplete;
        }

        process.Kill();
        if (world.Disks.AreOwn && Scheduler.Chance(0.6))
        {
            world.Disks.Of(process.Address).Files.Clear();
            log.Count(FaultKind.DiskLost);
        }

        if (Scheduler.Chance(0.7))
        {
            Scheduler.After(Scheduler.Skewed(200_000, 25_000_000), () =>
            {
                if (world.Processes.All(other => other.Address != process.Address || !other.IsAlive))
                {
                    log.Count(FaultKind.NodeStartedAgain);
                    world.Start(process.Address);
                }
            });
        }

        return true;
    }

    private bool Freeze(long time)
    {
        if (Pick(_ => true) is not Process process)
        {
            return false;
        }

        process.Freeze(time);
        Scheduler.After(time, process.Thaw);
        return true;
    }

    private bool Stick()
    {
        if (Pick(process => PartitionsAt(process).Length > 0) is not Process process)
        {
            return false;
        }

        SimPartition[] partitions = PartitionsAt(process);
        partitions[Random.Next(partitions.Length)].StuckUntil = Scheduler.Now + Scheduler.Even(1000, 5_000_000);
        return true;
    }

    private bool Break()
    {
        if (Pick(process => world.NodeAt(process).Runs.Any(run => !run.IsStopped)) is not Process process)
        {
            return false;
        }

        SimNodeRun[] runs = [.. world.NodeAt(process).Runs.Where(run => !run.IsStopped)];
        world.NodeAt(process).Break(runs[Random.Next(runs.Length)]);
        return true;
    }

    private SimPartition[] PartitionsAt(Process process) => [.. world.NodeAt(process).Runs.SelectMany(run => run.Partitions)];

    private bool Cut(long time)
    {
        string[] addresses = [.. world.Processes.Where(process => process.IsAlive).Select(process => process.Address).Distinct()];
        if (addresses.Length < 2)
        {
            return false;
        }

        Random.Shuffle(addresses);
        world.Network.Cut(addresses.Take(Random.Next(1, addresses.Length)), time);
        Scheduler.After(time, world.Network.Heal);
        return true;
    }

    private bool BreakLink()
    {
        SimNodeRun[] runs = [.. world.Processes.Where(process => process.IsAlive).SelectMany(process => world.NodeAt(process).Runs)];
        if (runs.Length < 2 || runs.All(run => !run.IsDirect))
        {
            return false;
        }

        Random.Shuffle(runs);
        if (runs[0].RunId != runs[1].RunId || !runs[0].IsDirect)
        {
            return false;
        }

        world.Direct.Break(runs[0], runs[1]);
        return true;
    }

    private bool BreakConnection()
    {
        string[] addresses = [.. world.Processes.Where(process => process.IsAtWork).Select(process => process.Address).Distinct()];
        if (addresses.Length < 2)
        {
            return false;
        }

        Random.Shuffle(addresses);
        world.BreakConnection(addresses[0], addresses[1]);
        return true;
    }

    private bool FailWrites()
    {
        PickDisk().FailingWrites += Random.Next(1, 4);
        return true;
    }

    private Disk PickDisk() => world.Disks.AreOwn
        ? world.Disks.Of(SimCluster.AddressOf(Random.Next(world.Schedule.Nodes)))
        : world.Disks.Of("");

    // In most cases somebody makes room again.
    private bool Fill()
    {
        Disk disk = PickDisk();
        disk.Room = Random.Next(30_000);
        if (Scheduler.Chance(0.6))
        {
            Scheduler.After(Scheduler.Skewed(10_000, 10_000_000), () => disk.Room = long.MaxValue);
        }

        return true;
    }

    private bool Slow()
    {
        PickDisk().SlowUntil = Scheduler.Now + Scheduler.Even(10_000, 6_000_000);
        return true;
    }

    private bool Unsee()
    {
        string address = SimCluster.AddressOf(Random.Next(world.Schedule.Nodes));
        if (world.Disks.AreOwn)
        {
            return false;
        }

        world.Disks.Of(address).SetApart(address);
        return true;
    }

    private bool Damage()
    {
        Dictionary<string, SimFile> files = PickDisk().Files;
        string[] all =
        [
            .. files.Keys.Where(name => CheckpointNames.IsReports(name) || name.EndsWith(".snapshot", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
        if (all.Length == 0)
        {
            return false;
        }

        string damaged = all[Random.Next(all.Length)];
        log.DamagedReports |= CheckpointNames.IsReports(damaged);
        files[damaged].Damage(Random);
        return true;
    }

    private bool Cancel()
    {
        client.Cancel();
        return !client.IsDone;
    }
}

using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Faults.Schedules;
using SnnCluster.Faults.Scheduling;
using SnnCluster.Faults.Storage;

namespace SnnCluster.Faults.World;

/// <summary>A whole cluster in one thread.</summary>
internal sealed class Cluster
{
    private readonly Dictionary<Process, SimCoordinator> _coordinators = [];
    private readonly Dictionary<Process, SimNode> _nodes = [];
    private int _processes;
    private int _ids;

    /// <param name="schedule">What it is like.</param>
    /// <param name="disks">The folder of checkpoints that all nodes see, or that of each.</param>
    /// <param name="scheduler">Its time.</param>
    /// <param name="faults">Counts what goes wrong.</param>
    public Cluster(Schedule schedule, Disks disks, Scheduler scheduler, FaultLog faults)
    {
        // A schedule may not take as long as the limit is by default: what stands still is found.
        Settings = schedule.LostInSilence is null
            ? new NodeSettings()
            : new NodeSettings { Recovery = new RecoveryOptions { SilenceLimit = TimeSpan.FromMinutes(5) } };
        Schedule = schedule;
        Scheduler = scheduler;
        Disks = disks;
        Network = new Network(scheduler, schedule, faults);
        Membership = new Membership(this);
        for (int node = 0; node < schedule.Nodes; node++)
        {
            Start(AddressOf(node));
        }
    }

    public Schedule Schedule { get; }

    public Scheduler Scheduler { get; }

    public Disks Disks { get; }

    public Network Network { get; }

    public Membership Membership { get; }

    public DirectEnds Direct { get; } = new();

    public TinyNetworks Networks { get; } = new();

    public NodeSettings Settings { get; }

    public FaultInjector? Injector { get; set; }

    /// <summary>The most runs that were on one node at a time.</summary>
    public int MostTogether { get; private set; }

    /// <summary>So many runs are on one node.</summary>
    public void SawTogether(int runs) => MostTogether = Math.Max(MostTogether, runs);

    /// <summary>What nobody foresaw.</summary>
    public List<Exception> Exceptions { get; } = [];

    /// <summary>All processes that there ever were.</summary>
    public IEnumerable<Process> Processes => _nodes.Keys;

    public IEnumerable<SimCoordinator> Coordinators => _coordinators.Values;

    public static string AddressOf(int node) => $"{(char)('a' + node)}:1";

    public string NewRunId() => $"{Schedule.RunPrefix}{++_ids}";

    public NodeReport ReportOf(string address) => new()
    {
        ProtocolVersion = WireProtocol.Version,
        Address = address,
        ProgramVersion = "0",
        Devices =
        [
            .. Enumerable.Repeat(
                new DeviceOffer { Name = "host", Kind = "host", MemoryBytes = Schedule.MemoryBytes }, Schedule.DevicesPerNode),
        ],
        Machine = address,
    };

    /// <summary>Starts a process.</summary>
    public Process Start(string address)
    {
        var process = new Process(Scheduler, address, _processes++);
        Membership.Join(process);
        _nodes[process] = new SimNode(this, process);
        Disks.Of(address).Add(process);
        return process;
    }

    public SimNode NodeAt(Process process) => _nodes[process];

    public SimCoordinator? CoordinatorAt(Process process) => process.IsAlive ? _coordinators.GetValueOrDefault(process) : null;

    public SimCoordinator StartCoordinator(Process process)
    {
        Scheduler.Trace.Add(Scheduler.Now, process.Name, "coordinates");
        return _coordinators[process] = new SimCoordinator(this, process);
    }

    /// <summary>The part of an attempt at an address, of its last process; null where it has none.</summary>
    public SimNodeRun? RunAt(string address, string runId) =>
        _nodes.Last(node => node.Key.Address == address).Value.Runs.FirstOrDefault(run => run.RunId == runId && !run.IsStopped);

    public bool Reaches(Process from, Process to) => to.IsAtWork && Network.Connects(from, to);

    /// <summary>The connection of two nodes breaks, and is there again after a while.</summary>
    public void BreakConnection(string a, string b)
    {
        Network.Break(a, b, Scheduler.Even(0, 1_000_000));
        foreach ((string here, string there) in new[] { (a, b), (b, a) })
        {
            if (_nodes.Keys.LastOrDefault(process => process.Address == here && process.IsAlive) is Process process)
            {
                process.After(Scheduler.Even(5, 50_000), () => CoordinatorAt(process)?.Desk.ConnectionLost(there));
            }
        }
    }

    /// <summary>Whether some living node holds anything of a run.</summary>
    public bool HoldsAnything => _nodes.Any(node => node.Key.IsAlive && node.Value.Runs.Count > 0);

    /// <summary>Frees the memory of all that still runs.</summary>
    public void Dispose()
    {
        foreach (SimNodeRun run in _nodes.Values.SelectMany(node => node.Runs))
        {
            run.Stop();
        }
    }
}

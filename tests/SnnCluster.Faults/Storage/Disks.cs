using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Faults.Schedules;
using SnnCluster.Faults.Scheduling;
using SnnCluster.Faults.World;
using SimCluster = SnnCluster.Faults.World.Cluster;

namespace SnnCluster.Faults.Storage;

/// <summary>One disk that all nodes see, or one for each.</summary>
internal sealed class Disks
{
    private readonly SortedDictionary<string, Disk> _disks = new(StringComparer.Ordinal);
    private readonly Disk _shared;
    private readonly string _experiment;

    /// <param name="schedule">Says which.</param>
    /// <param name="scheduler">Its time.</param>
    /// <param name="log">Counts what goes wrong.</param>
    /// <param name="before">Disks whose files they hold; null: none.</param>
    public Disks(Schedule schedule, Scheduler scheduler, FaultLog log, Disks? before = null)
    {
        _experiment = schedule.Run.Network.Experiment;
        AreOwn = schedule.Run.CheckpointReplicas > 1;
        _shared = new Disk(scheduler, log) { Files = before?._shared.Files ?? [] };
        for (int node = 0; AreOwn && node < schedule.Nodes; node++)
        {
            string address = SimCluster.AddressOf(node);
            _disks[address] = new Disk(scheduler, log) { Files = before?.Of(address).Files ?? [] };
        }
    }

    /// <summary>Whether each node has its own.</summary>
    public bool AreOwn { get; }

    /// <summary>The step of the newest checkpoint of the run of which all is on some disk; 0 where there is none.</summary>
    public int LastComplete => (AreOwn ? Tokens().Select(All) : [_shared.Folder()])
        .SelectMany(storage => new CheckpointStore(storage, Schedule.Folder).All())
        .Where(manifest => manifest.Specification.Network.Experiment == _experiment)
        .Select(manifest => manifest.Step).DefaultIfEmpty().Max();

    /// <summary>Whether nodes have checkpoints of different runs.</summary>
    public bool AreOfTwoRuns => Tokens().Length > 1;

    /// <summary>The disk of a node.</summary>
    public Disk Of(string address) => AreOwn ? _disks[address] : _shared;

    /// <summary>Nothing goes wrong with them any more.</summary>
    public void Repair()
    {
        _shared.Repair();
        foreach (Disk disk in _disks.Values)
        {
            disk.Repair();
        }
    }

    private string[] Tokens() =>
        [.. _disks.Values.Select(disk => new CheckpointCopies(disk.Folder()).Token()).OfType<string>().Distinct()];

    // What is on any of them that is of one run: seen from a node that has nothing.
    private ICheckpointStorage All(string token)
    {
        var nothing = new SimFolder(_shared, null, []);
        return new ReplicatedStorage(
            nothing, new SimPeers("", () => [.. _disks.Keys], peer => _disks[peer].Folder(), nothing), 2, token);
    }
}

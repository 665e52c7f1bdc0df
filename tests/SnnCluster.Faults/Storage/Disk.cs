using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Faults.Schedules;
using SnnCluster.Faults.Scheduling;
using SnnCluster.Faults.World;

namespace SnnCluster.Faults.Storage;

/// <summary>A disk with one folder, which all nodes see or one of them, and what goes wrong with it.</summary>
internal sealed class Disk(Scheduler scheduler, FaultLog faults)
{
    private readonly Dictionary<string, Dictionary<string, SimFile>> _apart = [];

    /// <summary>The files.</summary>
    public Dictionary<string, SimFile> Files { get; init; } = [];

    /// <summary>How much room is left [bytes].</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>So many of the next writes fail.</summary>
    public int FailingWrites { get; set; }

    /// <summary>Until when everything takes long [us].</summary>
    public long SlowUntil { get; set; }

    /// <summary>Until when nothing that is asked of it comes back [us].</summary>
    public long HangsUntil { get; set; }

    /// <summary>How long it takes to do something [us].</summary>
    public long Time() => Math.Max(0, HangsUntil - scheduler.Now) + TimeAtWork();

    private long TimeAtWork() => scheduler.Now < SlowUntil ? scheduler.Even(10_000, 2_500_000) : scheduler.Skewed(100, 15_000);

    public void Add(Process process) => process.Killed += () =>
    {
        foreach ((Process owner, SimFile file) in _open.Where(open => open.Owner == process))
        {
            file.Lose();
        }
    };

    private readonly List<(Process Owner, SimFile File)> _open = [];

    /// <summary>The folder as a process sees it.</summary>
    public ICheckpointDisk Folder(Process process) =>
        new SimFolder(this, process, _apart.GetValueOrDefault(process.Address) ?? Files);

    /// <summary>The folder as it is, and nothing goes wrong with it.</summary>
    public ICheckpointDisk Folder() => new SimFolder(this, null, Files);

    /// <summary>Nothing goes wrong with it any more.</summary>
    public void Repair()
    {
        Room = long.MaxValue;
        FailingWrites = 0;
        SlowUntil = 0;
    }

    /// <summary>A node has another folder under the same name.</summary>
    public void SetApart(string address) => _apart.TryAdd(address, []);

    /// <summary>Something is written.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    public void Take(long bytes)
    {
        if (FailingWrites > 0)
        {
            FailingWrites--;
            faults.Count(FaultKind.WriteFailed);
            throw new IOException("an error of the device");
        }

        if (bytes > Room)
        {
            faults.Count(FaultKind.NoRoom);
            throw new IOException("there is no room left");
        }

        Room -= Room == long.MaxValue ? 0 : bytes;
    }

    public SimFile Create(Process? process)
    {
        Take(0);
        var file = new SimFile(this);
        if (process is not null)
        {
            _open.Add((process, file));
        }

        return file;
    }
}

using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Faults.Schedules;

namespace SnnCluster.Faults.World;

/// <summary>Plays what asks other nodes for their folders of checkpoints. It takes no time.</summary>
/// <param name="self">This node.</param>
/// <param name="reachable">The others, as this node sees them.</param>
/// <param name="folderOf">Their folders; throws where one does not answer.</param>
/// <param name="own">This node's folder, which others copy from.</param>
/// <param name="interrupts">Whether a copy that another takes comes to an end halfway.</param>
/// <param name="copiesNothing">Whether others take no copies at all.</param>
internal sealed class SimPeers(
    string self,
    Func<IReadOnlyList<string>> reachable,
    Func<string, ICheckpointDisk> folderOf,
    ICheckpointDisk own,
    Func<bool>? interrupts = null,
    bool copiesNothing = false) : ICheckpointPeers
{
    // As ClusterPeers has it [us]: whoever goes on within it answers in the end.
    private const long Patience = 12_000_000;

    public string Self => self;

    public IReadOnlyList<string> Reachable => reachable();

    /// <summary>The other nodes of a cluster.</summary>
    public static SimPeers Of(Cluster world, Process process)
    {
        // While it was waited for in vain, the failure detector has found out.
        var silent = new HashSet<Process>();
        Process[] Members() => [.. world.Membership.ReachableFrom(process).Where(other => !silent.Contains(other) || Answers(world, process, other))];
        ICheckpointDisk FolderOf(string peer)
        {
            Process? other = Members().FirstOrDefault(member => member.Address == peer);
            if (other is not null && Answers(world, process, other))
            {
                return world.Disks.Of(peer).Folder(other);
            }

            if (other is not null)
            {
                silent.Add(other);
            }

            throw new IOException($"node {peer} does not answer");
        }

        return new SimPeers(
            process.Address,
            () => world.Disks.AreOwn ? [.. Members().Select(member => member.Address).Distinct()] : [],
            FolderOf,
            world.Disks.Of(process.Address).Folder(process),
            () => world.Scheduler.Chance(0.01),
            world.Schedule.Bug == PlantedBug.CopiesNothing);
    }

    public FolderListing List(string peer) => new CheckpointCopies(folderOf(peer)).List();

    public bool Create(string peer, string name, byte[] content, string? token) =>
        new CheckpointCopies(folderOf(peer)).Create(name, content, token);

    public void Take(string peer, string name, long bytes, string? token)
    {
        CheckpointCopies folder = new(folderOf(peer));
        if (copiesNothing)
        {
            return;
        }

        folder.Take(name, bytes, token, (from, into) =>
        {
            byte[] all = new CheckpointCopies(own).Read(name, from, (int)(bytes - from));
            if (interrupts?.Invoke() == true)
            {
                into.Write(all.AsSpan(0, all.Length / 2));
                throw new IOException("it was interrupted");
            }

            into.Write(all);
        });
    }

    public void Fetch(string peer, string name, long from, long to, Stream into) =>
        into.Write(new CheckpointCopies(folderOf(peer)).Read(name, from, (int)(to - from)));

    public void Delete(string peer, string name) => new CheckpointCopies(folderOf(peer)).Delete(name);

    private static bool Answers(Cluster world, Process from, Process other)
    {
        long until = world.Scheduler.Now + Patience;
        return other.IsAlive && !world.Network.IsQuarantined(from, other)
            && (!other.IsFrozen || other.FrozenUntil < until)
            && (world.Network.Connects(from, other) || world.Network.CutUntil < until);
    }
}

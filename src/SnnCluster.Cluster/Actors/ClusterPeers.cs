using System.Diagnostics;
using System.IO.Hashing;
using Akka.Actor;
using Akka.Cluster;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Actors;

/// <summary>
/// Asks the <see cref="CopiesActor"/>s of other nodes, from a thread that waits. Every request can be repeated, and is:
/// messages are lost with connections.
/// </summary>
/// <param name="system">This node.</param>
/// <param name="folder">The folder of checkpoints.</param>
internal sealed class ClusterPeers(ActorSystem system, string folder) : ICheckpointPeers
{
    // Longer than the failure detector takes: by the end of it a node that does not answer is known to be gone, and no copy
    // of it is wanted any more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(3);

    // A node that takes copies more slowly is of no use.
    private const double LeastBytesPerSecond = 1 << 20;

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public string Self => NodeAddress.Of(_cluster.SelfAddress);

    public IReadOnlyList<string> Reachable
    {
        get
        {
            ClusterEvent.CurrentClusterState state = _cluster.State;
            return
            [
                .. state.Members.Except(state.Unreachable)
                    .Where(member => member.Status == MemberStatus.Up && member.Address != _cluster.SelfAddress)
                    .Select(member => NodeAddress.Of(member.Address)),
            ];
        }
    }

    /// <summary>The other nodes of a cluster; none where the system is a process by itself.</summary>
    public static ICheckpointPeers Of(ActorSystem system, string folder) =>
        system.Settings.ProviderClass.Contains("Cluster", StringComparison.Ordinal) ? new ClusterPeers(system, folder) : new NoPeers();

    public FolderListing List(string peer)
    {
        CopiesListed listed = Ask<CopiesListed>(peer, new ListCopies { Folder = folder });
        var files = new Dictionary<string, long>();
        foreach (CopiedFile file in listed.Files.Where(file => CheckpointNames.IsCopied(file.Name)))
        {
            files[file.Name] = file.Bytes;
        }

        return new FolderListing(listed.Token, files);
    }

    public bool Create(string peer, string name, byte[] content, string? token) => Ask<CopyDone>(
        peer, new CreateCopy { Folder = folder, Name = name, Content = content, Token = token }).IsThere;

    public void Take(string peer, string name, long bytes, string? token) => Ask<CopyDone>(
        peer,
        new TakeCopy { Folder = folder, Name = name, Bytes = bytes, Token = token },
        TimeSpan.FromSeconds(bytes / LeastBytesPerSecond));

    public void Fetch(string peer, string name, long from, long to, Stream into)
    {
        for (long offset = from; offset < to; offset += ReadCopy.MaxBytes)
        {
            int count = (int)Math.Min(ReadCopy.MaxBytes, to - offset);
            CopyRead read = Ask<CopyRead>(peer, new ReadCopy { Folder = folder, Name = name, Offset = offset, Count = count });
            if (read.Data.Length != count || XxHash3.HashToUInt64(read.Data) != read.Checksum)
            {
                throw new IOException($"node {peer} has sent something else than {count} bytes of {name} from {offset} on");
            }

            into.Write(read.Data);
        }
    }

    public void Delete(string peer, string name) => Ask<CopyDone>(peer, new DeleteCopy { Folder = folder, Name = name });

    private T Ask<T>(string peer, IWireMessage request, TimeSpan extra = default)
        where T : class
    {
        if (!Reachable.Contains(peer))
        {
            throw new IOException($"node {peer} cannot be reached");
        }

        ActorSelection copies = system.ActorSelection(NodeAddress.In(system, peer) / "user" / ActorNames.Copies);
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return copies.Ask<object>(request, AskAgainAfter).GetAwaiter().GetResult() switch
                {
                    T answer => answer,
                    CopyFailed failed => throw new IOException($"node {peer}: {failed.Reason}"),
                    _ => throw new IOException($"node {peer} gives no answer to {request.GetType().Name}"),
                };
            }
            catch (AskTimeoutException exception)
            {
                if (Stopwatch.GetElapsedTime(began) > Patience + extra || !Reachable.Contains(peer))
                {
                    throw new IOException($"node {peer} does not answer", exception);
                }
            }
        }
    }
}

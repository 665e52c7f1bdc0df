using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>
/// A folder of checkpoints that lies on the disks of several nodes. What is written is written here, and counts when other
/// nodes have copies of it: of a partition's part and of the reports as many as were asked for, of what is small all nodes.
/// What is read may come from any node; of several copies of a file the longest counts, and one that is whole in the place of one
/// that is damaged. Where fewer nodes can be reached
/// than copies were asked for, all of those have one.
/// </summary>
/// <param name="local">The folder on this node's disk.</param>
/// <param name="peers">Those of the other nodes.</param>
/// <param name="copies">On how many nodes everything is to lie, this one included.</param>
/// <param name="token">Token of the run's folders; null where it is not known yet.</param>
internal sealed class ReplicatedStorage(
    ICheckpointDisk local, ICheckpointPeers peers, int copies, string? token = null) : ICheckpointStorage
{
    // A coordinator's number has twelve digits from the first on, so that names sort as numbers do.
    private const long Coordinators = 1_000_000;
    private const long First = 100_000;

    private readonly CheckpointCopies _here = new(local);

    // Each file is looked through once: all partitions of a node read all parts of a checkpoint.
    private readonly ConcurrentDictionary<string, Lazy<bool>> _looked = [];
    private volatile string? _token = token;
    private volatile Dictionary<string, FolderListing>? _survey;

    /// <summary>A folder on this node's disk, or on those of several.</summary>
    public static ICheckpointStorage Of(ICheckpointDisk local, ICheckpointPeers peers, int copies, string? token = null) =>
        copies > 1 ? new ReplicatedStorage(local, peers, copies, token) : local;

    /// <inheritdoc/>
    public long SegmentBytes => local.SegmentBytes;

    /// <inheritdoc/>
    /// <remarks>
    /// Two coordinators that cannot see each other's claims must not have the same number, since all that they write has it
    /// in its name: half of it counts, the other half is the node's.
    /// </remarks>
    public long NextEpoch(long highest) =>
        ((Math.Max(First, highest / Coordinators) + 1) * Coordinators)
        + (long)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(peers.Self)) % Coordinators);

    /// <inheritdoc/>
    public bool TryCreate(string name, ReadOnlySpan<byte> content)
    {
        byte[] bytes = content.ToArray();
        if (Survey().Values.Any(listing => listing.Files.ContainsKey(name)) || !local.TryCreate(name, bytes))
        {
            return false;
        }

        if (name == CheckpointNames.Token)
        {
            _token = Encoding.ASCII.GetString(bytes);
        }

        bool isRefused = false;
        Spread(name, toAll: true, peer => isRefused |= !peers.Create(peer, name, bytes, _token));
        return !isRefused;
    }

    /// <inheritdoc/>
    public long Write(string name, Action<Stream> write)
    {
        long bytes = local.Write(name, write);
        _looked.TryRemove(name, out _);
        Spread(name, toAll: !CheckpointNames.IsPart(name), peer => peers.Take(peer, name, bytes, _token));
        return bytes;
    }

    /// <inheritdoc/>
    public Stream Create(string name) => new ReplicatedLog(
        local.Create(name),
        bytes => Spread(name, toAll: false, peer => peers.Take(peer, name, bytes, _token)));

    /// <inheritdoc/>
    public long LengthOf(string name)
    {
        long bytes = Copies(name).Select(copy => copy.Bytes).Append(_here.LengthOf(name)).Max();
        return bytes >= 0 ? bytes : throw Missing(name, null);
    }

    /// <inheritdoc/>
    /// <remarks>What is fetched stays here: after a loss there is one copy more again.</remarks>
    public Stream OpenRead(string name)
    {
        long have = _here.LengthOf(name);
        IOException? last = null;
        foreach ((string peer, long bytes) in Copies(name).Where(copy => copy.Bytes > have).OrderByDescending(copy => copy.Bytes))
        {
            try
            {
                _here.Take(name, bytes, null, (from, into) => peers.Fetch(peer, name, from, bytes, into));
                have = bytes;
                break;
            }
            catch (IOException exception)
            {
                last = exception;
            }
        }

        if (have < 0)
        {
            throw Missing(name, last);
        }

        // Where it cannot be mended, whoever reads it says what is damaged.
        _ = _looked.GetOrAdd(name, _ => new Lazy<bool>(() => Mend(name))).Value;
        return local.OpenRead(name);
    }

    // Another node may have a whole copy of what is damaged here.
    private bool Mend(string name)
    {
        long have;
        using (Stream here = local.OpenRead(name))
        {
            have = here.Length;
            if (CheckpointDamage.IsWhole(name, here))
            {
                return true;
            }
        }

        // Of reports a copy that ends earlier may lack what is whole here.
        foreach ((string peer, long bytes) in Copies(name)
            .Where(copy => copy.Bytes >= have || !CheckpointNames.IsReports(name)).OrderByDescending(copy => copy.Bytes))
        {
            try
            {
                local.Write(name, into =>
                {
                    peers.Fetch(peer, name, 0, bytes, into);
                    into.Position = 0;
                    if (!CheckpointDamage.IsWhole(name, into))
                    {
                        throw new IOException("it is damaged there, too");
                    }
                });
                return true;
            }
            catch (IOException)
            {
                // The next one may have it.
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => NamesOf(Survey());

    /// <inheritdoc/>
    public IReadOnlyList<string> ListAll() => NamesOf(Survey(ofAnyRun: true));

    /// <inheritdoc/>
    /// <remarks>On this node's disk alone: those of other nodes are theirs.</remarks>
    public void DeleteUnfinished(long epoch) => local.DeleteUnfinished(epoch);

    /// <inheritdoc/>
    /// <remarks>A node that does not answer keeps it until somebody lists and removes it again.</remarks>
    public void Delete(string name)
    {
        local.Delete(name);
        if (name == CheckpointNames.Token)
        {
            // What begins here now is another run, and nodes that have missed that must not count as its own.
            _token = null;
        }

        foreach ((string peer, _) in Copies(_survey ?? Survey(), name))
        {
            try
            {
                peers.Delete(peer, name);
            }
            catch (IOException)
            {
                // Nothing depends on it. Each of its files would take as long again.
                _survey = _survey?.Where(pair => pair.Key != peer).ToDictionary();
            }
        }
    }

    private IReadOnlyList<string> NamesOf(Dictionary<string, FolderListing> survey) =>
        [.. survey.Values.SelectMany(listing => listing.Files.Keys).Concat(local.List()).Distinct().Order(StringComparer.Ordinal)];

    private static FileNotFoundException Missing(string name, IOException? last) =>
        new(last is null ? $"no node that answers has {name}" : $"no node that answers can give {name}: {last.Message}", last);

    // The other nodes from the next on, so that the copies of a run's parts are spread over all.
    private IEnumerable<string> Ring() => peers.Reachable
        .OrderBy(peer => string.CompareOrdinal(peer, peers.Self) < 0).ThenBy(peer => peer, StringComparer.Ordinal);

    private void Spread(string name, bool toAll, Action<string> copy)
    {
        int made = 1;
        IOException? last = null;
        foreach (string peer in Ring())
        {
            if (made >= copies && !toAll)
            {
                return;
            }

            try
            {
                copy(peer);
                made++;
            }
            catch (IOException exception)
            {
                last = exception;
            }
        }

        // Of whoever has been lost meanwhile no copy can be wanted.
        int wanted = Math.Min(copies, 1 + peers.Reachable.Count);
        if (made < wanted)
        {
            throw new IOException($"{name} is on {made} of {wanted} nodes: {last?.Message}", last);
        }
    }

    // What the last look found, and where that was nothing, a new one.
    private IEnumerable<(string Peer, long Bytes)> Copies(string name)
    {
        (string, long)[] found = _survey is { } last ? Copies(last, name) : [];
        return found.Length > 0 || (_survey is not null && _here.LengthOf(name) >= 0) ? found : Copies(Survey(), name);
    }

    private static (string Peer, long Bytes)[] Copies(Dictionary<string, FolderListing> survey, string name) =>
    [
        .. survey.Where(pair => pair.Value.Files.ContainsKey(name)).Select(pair => (pair.Key, pair.Value.Files[name])),
    ];

    private Dictionary<string, FolderListing> Survey(bool ofAnyRun = false)
    {
        var found = new Dictionary<string, FolderListing>();
        foreach (string peer in peers.Reachable)
        {
            try
            {
                found[peer] = peers.List(peer);
            }
            catch (IOException)
            {
                // Whoever does not answer counts as lost: that is what there are copies for.
            }
        }

        if (!ofAnyRun)
        {
            Agree(found);
        }

        return _survey = found;
    }

    // Before it is known whose run this is, nodes that have another one's checkpoints are a finding. Later, such a node may
    // have been away when the folder was begun: it has no part in this run.
    private void Agree(Dictionary<string, FolderListing> found)
    {
        string? here = _here.Token();
        if (_token is not string known)
        {
            (string Node, string Token)[] all =
            [
                .. found.Select(pair => (pair.Key, pair.Value.Token)).Append((peers.Self, here))
                    .Where(pair => pair.Item2 is not null).Select(pair => (pair.Item1, pair.Item2!)),
            ];
            if (all.FirstOrDefault(one => one.Token != all[0].Token) is (string other, _))
            {
                throw new IOException(
                    $"it holds the checkpoints of one run on node {all[0].Node} and of another on node {other}: remove those that are not wanted");
            }

            _token = all.FirstOrDefault().Token;
            return;
        }

        if (here is not null && here != known)
        {
            throw new IOException($"it holds the checkpoints of another run on node {peers.Self}");
        }

        foreach (string foreign in found.Where(pair => pair.Value.Token is string other && other != known).Select(pair => pair.Key).ToArray())
        {
            found.Remove(foreign);
        }
    }
}

using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Cluster.Tests.Checkpoints;

/// <summary>Bits that flip in folders of checkpoints, where other nodes have copies and where none has.</summary>
public sealed class DamagedCopyTests : IDisposable
{
    private static readonly Lazy<byte[]> Snapshot = new(Capture);

    private readonly FolderPeers _nodes = new("a:1", "b:1", "c:1");

    public void Dispose() => _nodes.Dispose();

    /// <summary>Whatever is damaged on this node, another one has it whole: it is taken, and stays.</summary>
    [Fact]
    public void A_copy_that_is_damaged_here_makes_way_for_one_that_is_whole()
    {
        CheckpointClaim claim = WriteCheckpoint();
        string folder = _nodes.PathOf("a:1");
        string[] files = [.. _nodes.Disk("a:1").List().Where(file => file != CheckpointNames.Token)];
        Assert.Equal(4, files.Length);
        var whole = files.ToDictionary(file => file, file => File.ReadAllBytes(Path.Combine(folder, file)));
        foreach (string file in files)
        {
            for (int place = 1; place <= 5; place++)
            {
                byte[] damaged = [.. whole[file]];
                damaged[damaged.Length * place / 6] ^= 0x10;
                File.WriteAllBytes(Path.Combine(folder, file), damaged);
                CheckpointManifest found = Assert.Single(new CheckpointStore(_nodes.Storage("a:1"), "it").All());
                Assert.Equal(10, found.Step);
                using Stream read = _nodes.Storage("a:1").OpenRead(file);
                Assert.Equal(whole[file], ReadAll(read));
                Assert.Equal(whole[file], File.ReadAllBytes(Path.Combine(folder, file)));
            }
        }

        // All of it at once, and a run goes on from it.
        foreach (string file in files)
        {
            Flip(Path.Combine(folder, file), 8 * (whole[file].Length / 2));
        }

        OpenedArchive opened = RunArchive.Open(
            new CheckpointStore(_nodes.Storage("a:1", token: claim.Token), "it"), "r1", FolderUse.Adopt, int.MaxValue);
        opened.Log!.Dispose();
        Assert.Equal((10, 1L), (opened.Last!.Step, opened.Log.Count));
        Assert.Empty(opened.Notes);
    }

    [Fact]
    public void What_is_damaged_everywhere_is_named_and_no_copy_is_made_worse()
    {
        WriteCheckpoint();
        string manifest = _nodes.Disk("a:1").List().Single(file => file.EndsWith("manifest.json", StringComparison.Ordinal));
        foreach (string node in _nodes.Nodes)
        {
            Flip(Path.Combine(_nodes.PathOf(node), manifest), 8 * 200);
        }

        CheckpointListing listing = new CheckpointStore(_nodes.Storage("a:1"), "it").Look();
        Assert.Empty(listing.Whole);
        Assert.Contains($"{manifest} is damaged", Assert.Single(listing.Damaged), StringComparison.Ordinal);
    }

    /// <summary>A claim says of which run the checkpoints are, and a token whose folder it is: neither becomes another's.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_bit_of_a_claim_or_a_token_makes_it_anothers(bool isToken)
    {
        var disk = _nodes.Disk("a:1");
        var store = new CheckpointStore(disk, "it");
        CheckpointClaim claim = store.Claim("r1", isNew: true);
        string name = isToken ? CheckpointNames.Token : CheckpointNames.Claim(claim.Epoch);
        string path = Path.Combine(_nodes.PathOf("a:1"), name);
        byte[] whole = File.ReadAllBytes(path);
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            File.WriteAllBytes(path, whole);
            Flip(path, bit);
            if (isToken)
            {
                string? read = Caught(store.Token, out string error);
                Assert.True(read != claim.Token);
                Assert.True(read is not null || error.Contains("it/token is damaged", StringComparison.Ordinal));
            }
            else
            {
                bool? isOf = Caught<bool?>(() => store.IsOf("r1"), out string error);
                Assert.Null(isOf);
                Assert.Contains($"it/{name} is damaged", error, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Claims_and_tokens_of_the_version_before_are_read_and_known_to_have_no_hash()
    {
        var store = new CheckpointStore(_nodes.Disk("a:1"), "it");
        File.WriteAllText(Path.Combine(_nodes.PathOf("a:1"), "token"), "0123456789abcdef0123456789abcdef");
        File.WriteAllText(Path.Combine(_nodes.PathOf("a:1"), "coordinator-000001"), "r1 host");
        Assert.Equal((true, false), (store.IsOf("r1"), store.IsOf("r2")));
        Assert.Equal("0123456789abcdef0123456789abcdef", store.Token());
        store.Storage.Write("step-0000000010-000001/x", stream => stream.WriteByte(1));
        store.Commit(CheckpointFolderTests.Manifest(epoch: 1, step: 10) with { Reports = [] });
        OpenedArchive opened = RunArchive.Open(store, "r1", FolderUse.Resume, int.MaxValue);
        opened.Log!.Dispose();
        Assert.Contains("token and the claims with it are of an earlier version and carry no hash", Assert.Single(opened.Notes));
    }

    // A checkpoint of step 10 on all three nodes.
    private CheckpointClaim WriteCheckpoint()
    {
        var store = new CheckpointStore(_nodes.Storage("a:1", copies: 3), "it");
        CheckpointClaim claim = store.Claim("r1", isNew: true);
        string part = CheckpointNames.Part(10, claim.Epoch, "r1", 0);
        store.Storage.Write(part, stream => stream.Write(Snapshot.Value));
        using var log = new RunLog(number => store.Storage.Create(CheckpointNames.Reports(claim.Epoch, number)), long.MaxValue);
        log.Add(new ReportPart { RunId = "r1", Partition = 0, Step = 5, Kind = ReportKind.List, Data = [.. Enumerable.Range(0, 99).Select(i => (byte)i)] });
        IReadOnlyList<SegmentMark> marks = log.Mark();
        log.Flush(marks);
        CheckpointManifest manifest = CheckpointFolderTests.Manifest(claim.Epoch, 10);
        store.Commit(manifest with
        {
            RunId = "r1",
            Specification = manifest.Specification with { CheckpointReplicas = 3 },
            Parts = [new CheckpointPart(part, Snapshot.Value.Length)],
            Reports = RunArchive.ReportsOf(claim.Epoch, marks),
        });
        return claim;
    }

    private static byte[] Capture()
    {
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(SmallMap.Named("delay-10").Describe(), device);
        simulation.Run(10);
        using var stream = new MemoryStream();
        SnapshotFile.Write(stream, simulation.Capture()[0]);
        return stream.ToArray();
    }

    private static void Flip(string path, int bit)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        File.WriteAllBytes(path, bytes);
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    private static T? Caught<T>(Func<T> action, out string error)
    {
        try
        {
            error = "";
            return action();
        }
        catch (CheckpointException exception)
        {
            error = exception.Message;
            return default;
        }
    }
}

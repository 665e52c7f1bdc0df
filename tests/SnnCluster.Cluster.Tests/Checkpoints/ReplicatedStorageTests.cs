using System.Text;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Protocol;

namespace SnnCluster.Cluster.Tests.Checkpoints;

public sealed class ReplicatedStorageTests : IDisposable
{
    private const string Part = "step-0000000010-100001000001/run-partition-0000.snapshot";
    private const string Manifest = "step-0000000010-100001000001/manifest.json";
    private const string Log = "reports-100001000001.log";

    private readonly FolderPeers _nodes = new("a:1", "b:1", "c:1", "d:1");

    public void Dispose() => _nodes.Dispose();

    [Fact]
    public void A_part_has_as_many_copies_as_were_asked_for_from_the_next_node_on_and_what_is_small_is_everywhere()
    {
        Assert.Equal(3, Write(_nodes.Storage("c:1", copies: 3), Part, "abc"));
        Assert.Equal(["a:1", "c:1", "d:1"], _nodes.Having(Part));
        Write(_nodes.Storage("c:1"), Manifest, "{}");
        Assert.Equal(["a:1", "b:1", "c:1", "d:1"], _nodes.Having(Manifest));
    }

    [Fact]
    public void A_node_that_does_not_answer_is_passed_over()
    {
        _nodes.Silent.Add("b:1");
        Write(_nodes.Storage("a:1"), Part, "abc");
        Assert.Equal(["a:1", "c:1"], _nodes.Having(Part));
        Write(_nodes.Storage("a:1"), Manifest, "{}");
        Assert.Equal(["a:1", "c:1", "d:1"], _nodes.Having(Manifest));
    }

    [Fact]
    public void Too_few_copies_are_an_error_unless_no_more_nodes_are_there()
    {
        _nodes.Silent.UnionWith(["b:1", "c:1", "d:1"]);
        IOException refused = Assert.Throws<IOException>(() => Write(_nodes.Storage("a:1"), Part, "abc"));
        Assert.Contains($"{Part} is on 1 of 2 nodes: node d:1 does not answer", refused.Message);
        _nodes.Nodes.RemoveAll(_nodes.Silent.Contains);
        Assert.Equal(3, Write(_nodes.Storage("a:1"), Part, "abc"));
    }

    [Fact]
    public void What_is_lost_here_is_fetched_and_stays()
    {
        Write(_nodes.Storage("a:1"), Part, "abc");
        Directory.Delete(_nodes.PathOf("a:1"), recursive: true);
        Assert.Equal(["b:1"], _nodes.Having(Part));
        ReplicatedStorage other = _nodes.Storage("d:1");
        Assert.Equal(3, other.LengthOf(Part));
        Assert.Equal("abc", Read(other, Part));
        Assert.Equal(["b:1", "d:1"], _nodes.Having(Part));
        _nodes.Silent.UnionWith(["b:1", "d:1"]);
        Assert.Contains("no node that answers has", Assert.Throws<FileNotFoundException>(() => Read(_nodes.Storage("c:1"), Part)).Message);
    }

    [Fact]
    public void A_copy_that_was_cut_short_makes_way_for_the_longest()
    {
        Write(_nodes.Storage("a:1"), Part, "abc");
        File.WriteAllText(Path.Combine(_nodes.PathOf("a:1"), Part), "a");
        Assert.Equal(3, _nodes.Storage("a:1").LengthOf(Part));
        Assert.Equal("abc", Read(_nodes.Storage("a:1"), Part));
    }

    [Fact]
    public void What_is_listed_is_on_any_node_and_what_is_removed_is_removed_on_all()
    {
        Write(_nodes.Storage("a:1"), Part, "abc");
        ReplicatedStorage other = _nodes.Storage("d:1");
        Assert.Equal([Part], other.List());
        other.Delete(Part);
        Assert.Empty(_nodes.Having(Part));
        Assert.Empty(other.List());
    }

    [Fact]
    public void Of_reports_others_have_what_was_flushed()
    {
        using (Stream log = _nodes.Storage("a:1").Create(Log))
        {
            log.Write("one,"u8);
            Assert.Equal(["a:1"], _nodes.Having(Log));
            log.Flush();
            _nodes.Silent.Add("b:1");
            log.Write("two,"u8);
            log.Flush();
            _nodes.Silent.Clear();
            log.Write("three"u8);
        }

        // One has the beginning, the next all that was flushed, and the longest counts.
        Assert.Equal("one,", File.ReadAllText(Path.Combine(_nodes.PathOf("b:1"), Log)));
        Directory.Delete(_nodes.PathOf("a:1"), recursive: true);
        Assert.Equal(8, _nodes.Storage("b:1").LengthOf(Log));
        Assert.Equal("one,two,", Read(_nodes.Storage("b:1"), Log));
    }

    [Fact]
    public void A_log_whose_copy_fell_behind_catches_up()
    {
        using Stream log = _nodes.Storage("a:1").Create(Log);
        log.Write("one,"u8);
        log.Flush();
        File.Delete(Path.Combine(_nodes.PathOf("b:1"), Log));
        log.Write("two"u8);
        log.Flush();
        Assert.Equal("one,two", File.ReadAllText(Path.Combine(_nodes.PathOf("b:1"), Log)));
    }

    [Fact]
    public void Whoever_claims_the_folder_last_has_it_on_whichever_node()
    {
        var first = new CheckpointStore(_nodes.Storage("a:1"), "it");
        CheckpointClaim old = first.Claim("r1", isNew: true);
        Assert.Throws<CheckpointException>(() => new CheckpointStore(_nodes.Storage("b:1"), "it").Claim("r1", isNew: true));

        // The folder that it was begun in need not be there any more.
        Directory.Delete(_nodes.PathOf("a:1"), recursive: true);
        var second = new CheckpointStore(_nodes.Storage("d:1"), "it");
        CheckpointClaim current = second.Claim("r1", isNew: false);
        Assert.Equal(old.Token, current.Token);
        Assert.True(current.Epoch > old.Epoch);
        CheckpointException refused = Assert.Throws<CheckpointException>(() => first.Commit(CheckpointFolderTests.Manifest(old.Epoch, 10)));
        Assert.True(refused.IsTakenOver);
        second.Commit(CheckpointFolderTests.Manifest(current.Epoch, 10));
    }

    /// <summary>On two sides of a split, neither sees the other's claim: all that they write has their number in its name.</summary>
    [Fact]
    public void Two_that_do_not_see_each_other_have_numbers_of_their_own()
    {
        using var other = new FolderPeers("d:1");
        long one = new CheckpointStore(_nodes.Storage("a:1"), "it").Claim("r1", isNew: true).Epoch;
        long two = new CheckpointStore(other.Storage("d:1"), "it").Claim("r1", isNew: true).Epoch;
        Assert.NotEqual(one, two);
        Assert.Equal((12, 12), ($"{one}".Length, $"{two}".Length));
        Assert.Equal($"reports-{one}-000001.log", CheckpointNames.Reports(one, 1));
    }

    [Fact]
    public void A_node_with_the_checkpoints_of_another_run_is_a_finding_and_has_no_part_in_this_one()
    {
        File.WriteAllText(Path.Combine(_nodes.PathOf("b:1"), "token"), "other");
        Write(_nodes.Storage("d:1", token: "this"), Manifest, "{}");
        Assert.Equal(["a:1", "c:1", "d:1"], _nodes.Having(Manifest));
        Assert.Contains(
            "of one run on node a:1 and of another on node b:1",
            Assert.Throws<CheckpointException>(() => new CheckpointStore(_nodes.Storage("c:1"), "it").All()).Message);
        Assert.Contains(
            "holds the checkpoints of another run on node b:1",
            Assert.Throws<IOException>(() => _nodes.Storage("b:1", token: "this").List()).Message);
        File.WriteAllText(Path.Combine(_nodes.PathOf("b:1"), "coordinator-999999"), "");
        Assert.DoesNotContain("coordinator-999999", _nodes.Storage("d:1", token: "this").List());
    }

    [Fact]
    public void What_is_replaced_is_removed_everywhere_and_a_node_that_missed_it_is_none_of_the_new_run()
    {
        CheckpointClaim old = new CheckpointStore(_nodes.Storage("a:1"), "it").Claim("r1", isNew: true);
        _nodes.Silent.Add("c:1");
        OpenedArchive opened = RunArchive.Open(
            new CheckpointStore(_nodes.Storage("b:1"), "it"), "r2", FolderUse.New, int.MaxValue, replaces: true);
        opened.Log!.Dispose();
        Assert.Null(opened.Failure);
        Assert.NotEqual(old.Token, opened.Claim!.Token);
        Assert.Equal(["c:1"], _nodes.Having(CheckpointNames.Claim(old.Epoch)));
        _nodes.Silent.Clear();
        Assert.Contains("of another on node c:1", RunArchive.Open(
            new CheckpointStore(_nodes.Storage("d:1"), "it"), "r2", FolderUse.Adopt, int.MaxValue).Failure);

        // Whoever knows whose run it is goes on without that node; and who replaces it as well removes that, too.
        OpenedArchive adopted = RunArchive.Open(
            new CheckpointStore(_nodes.Storage("d:1", token: opened.Claim.Token), "it"), "r2", FolderUse.Adopt, int.MaxValue);
        adopted.Log!.Dispose();
        Assert.Equal(opened.Claim.Token, adopted.Claim!.Token);
        OpenedArchive third = RunArchive.Open(
            new CheckpointStore(_nodes.Storage("d:1"), "it"), "r3", FolderUse.New, int.MaxValue, replaces: true);
        third.Log!.Dispose();
        Assert.Null(third.Failure);
        Assert.Empty(_nodes.Having(CheckpointNames.Claim(old.Epoch)));
    }

    [Fact]
    public void A_node_that_does_not_answer_is_asked_to_remove_one_file_and_no_more()
    {
        string[] parts = [.. Enumerable.Range(0, 5).Select(partition => CheckpointNames.Part(10, 100001000001, "run", partition))];
        ReplicatedStorage storage = _nodes.Storage("a:1");
        foreach (string part in parts)
        {
            Write(storage, part, "x");
        }

        Assert.Equal(parts, storage.List());
        _nodes.Silent.Add("b:1");
        int before = _nodes.Asked("b:1");
        foreach (string part in parts)
        {
            storage.Delete(part);
        }

        Assert.Equal(1, _nodes.Asked("b:1") - before);
        Assert.All(parts, part => Assert.Equal(["b:1"], _nodes.Having(part)));
    }

    [Fact]
    public void A_resume_finds_out_from_any_node_how_many_copies_there_are()
    {
        CheckpointStore store = new(_nodes.Storage("a:1"), "it");
        CheckpointClaim claim = store.Claim("r1", isNew: true);
        CheckpointManifest manifest = CheckpointFolderTests.Manifest(claim.Epoch, 10);
        string part = CheckpointNames.Part(10, claim.Epoch, "run", 0);
        Write(_nodes.Storage("c:1"), part, "x");
        using Stream log = store.Storage.Create(CheckpointNames.Reports(claim.Epoch, 1));
        log.Flush();
        store.Commit(manifest with
        {
            Specification = manifest.Specification with { CheckpointReplicas = 2 },
            Parts = [new CheckpointPart(part, 1)],
            Reports = [new CheckpointReports(CheckpointNames.Reports(claim.Epoch, 1), 0)],
        });
        Directory.Delete(_nodes.PathOf("a:1"), recursive: true);
        Assert.Equal(2, RunArchive.ReplicasOf(_nodes.Disk("a:1"), _nodes.Of("a:1"), "it"));
        using var nothing = new FolderPeers("a:1");
        Assert.Equal(1, RunArchive.ReplicasOf(nothing.Disk("a:1"), nothing.Of("a:1"), "it"));
    }

    private static long Write(ReplicatedStorage storage, string name, string text) =>
        storage.Write(name, stream => stream.Write(Encoding.ASCII.GetBytes(text)));

    private static string Read(ReplicatedStorage storage, string name)
    {
        using var reader = new StreamReader(storage.OpenRead(name));
        return reader.ReadToEnd();
    }
}

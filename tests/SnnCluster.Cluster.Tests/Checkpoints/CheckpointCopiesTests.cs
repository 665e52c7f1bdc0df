using SnnCluster.Cluster.Checkpoints;

namespace SnnCluster.Cluster.Tests.Checkpoints;

/// <summary>What other nodes may ask of a folder: nothing but files of checkpoints.</summary>
public sealed class CheckpointCopiesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snncluster-cluster-").FullName;
    private readonly CheckpointCopies _copies;

    public CheckpointCopiesTests() => _copies = new CheckpointCopies(new CheckpointDirectory(_folder));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("summary.json")]
    [InlineData("../token")]
    [InlineData("/etc/passwd")]
    [InlineData("token\n")]
    [InlineData("coordinator-1")]
    [InlineData("coordinator-000001/token")]
    [InlineData("reports-000001.log/../../x")]
    [InlineData("step-0000000001-000001/x")]
    [InlineData("step-0000000001-000001/../manifest.json")]
    [InlineData("step-0000000001-000001/manifest.json\n")]
    [InlineData("step-0000000001-000001/a/b-partition-0000.snapshot")]
    [InlineData("step-0000000001-000001/..\\b-partition-0000.snapshot")]
    public void Other_names_are_refused(string name)
    {
        Assert.Throws<IOException>(() => _copies.Create(name, [], null));
        Assert.Throws<IOException>(() => _copies.Take(name, 1, null, (_, into) => into.WriteByte(1)));
        Assert.Throws<IOException>(() => _copies.Read(name, 0, 0));
        Assert.Throws<IOException>(() => _copies.Delete(name));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Only_files_of_checkpoints_are_listed()
    {
        File.WriteAllText(Path.Combine(_folder, "private.txt"), "x");
        Assert.True(_copies.Create("coordinator-000001", [1, 2], "token of the run"));
        FolderListing listing = _copies.List();
        Assert.Equal("token of the run", listing.Token);
        Assert.Equal(["coordinator-000001", "token"], listing.Files.Keys.Order());
        Assert.Equal(2, listing.Files["coordinator-000001"]);
    }

    [Fact]
    public void A_claim_that_comes_again_is_the_same_one_and_another_is_refused()
    {
        Assert.True(_copies.Create("coordinator-000001", [1, 2], null));
        Assert.True(_copies.Create("coordinator-000001", [1, 2], null));
        Assert.False(_copies.Create("coordinator-000001", [1, 3], null));
        Assert.False(_copies.Create("coordinator-000001", [1, 2, 3], null));
        Assert.Throws<IOException>(() => _copies.Create("coordinator-000002", new byte[5000], null));
    }

    [Fact]
    public void A_folder_of_another_run_takes_nothing()
    {
        _copies.RequireToken("this");
        Assert.Contains("another run", Assert.Throws<IOException>(() => _copies.Create("coordinator-000001", [], "other")).Message);
        Assert.Throws<IOException>(() => _copies.Take("reports-000001.log", 1, "other", (_, into) => into.WriteByte(1)));
        Assert.Equal(["token"], _copies.List().Files.Keys);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 4)]
    [InlineData(4, 1)]
    [InlineData(long.MaxValue, 2)]
    public void What_lies_outside_a_file_is_not_read(long offset, int count)
    {
        _copies.Create("coordinator-000001", [1, 2, 3], null);
        Assert.Equal([2, 3], _copies.Read("coordinator-000001", 1, 2));
        Assert.Throws<IOException>(() => _copies.Read("coordinator-000001", offset, count));
    }

    [Fact]
    public void A_copy_that_is_interrupted_leaves_nothing_and_a_log_what_it_has()
    {
        const string Part = "step-0000000001-000001/r-partition-0000.snapshot";
        static void Half(long from, Stream into)
        {
            into.WriteByte(1);
            throw new IOException("lost");
        }

        Assert.Throws<IOException>(() => _copies.Take(Part, -1, null, (_, _) => { }));
        Assert.Throws<IOException>(() => _copies.Take(Part, 2, null, Half));
        Assert.Equal(-1, _copies.LengthOf(Part));
        Assert.Throws<IOException>(() => _copies.Take("reports-000001.log", 2, null, Half));
        Assert.Equal(1, _copies.LengthOf("reports-000001.log"));
        long began = -1;
        _copies.Take("reports-000001.log", 3, null, (from, into) =>
        {
            began = from;
            into.Write([2, 3]);
        });
        Assert.Equal(1, began);
        Assert.Equal([1, 2, 3], _copies.Read("reports-000001.log", 0, 3));
    }
}

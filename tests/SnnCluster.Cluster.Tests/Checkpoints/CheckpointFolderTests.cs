using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Checkpoints;

/// <summary>Folders of checkpoints that somebody else changes at the same time, or that are others than they seem.</summary>
public sealed class CheckpointFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snncluster-cluster-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_checkpoint_whose_folder_was_removed_is_none()
    {
        var directory = new CheckpointDirectory(_folder);
        Assert.Throws<FileNotFoundException>(() => directory.OpenRead("step-0000000001-000001/manifest.json"));
    }

    [Fact]
    public void A_folder_without_token_is_another_than_the_coordinators() => Assert.Contains(
        "folder of checkpoints here is another one there than at the coordinator",
        Assert.Throws<CheckpointException>(() => new CheckpointStore(new CheckpointDirectory(_folder), "here").Token()).Message);

    [Fact]
    public void Of_two_coordinators_the_first_completes_no_checkpoint_any_more()
    {
        var first = new CheckpointStore(new CheckpointDirectory(_folder), "first");
        var second = new CheckpointStore(new CheckpointDirectory(_folder), "second");
        CheckpointClaim old = first.Claim(isNew: true);
        first.Commit(Manifest(old.Epoch, step: 10));
        CheckpointClaim current = second.Claim(isNew: false);
        Assert.Equal(old.Token, current.Token);
        Assert.True(current.Epoch > old.Epoch);

        CheckpointException refused = Assert.Throws<CheckpointException>(() => first.Commit(Manifest(old.Epoch, step: 20)));
        Assert.True(refused.IsTakenOver);
        Assert.Contains("was taken over by another coordinator", refused.Message);
        second.Commit(Manifest(current.Epoch, step: 20));
    }

    [Fact]
    public void A_folder_with_checkpoints_is_not_begun_anew()
    {
        var store = new CheckpointStore(new CheckpointDirectory(_folder), "it");
        store.Claim(isNew: true);
        Assert.Contains(
            "has checkpoints of another run",
            Assert.Throws<CheckpointException>(() => store.Claim(isNew: true)).Message);
    }

    internal static CheckpointManifest Manifest(long epoch, int step) => new()
    {
        RunId = "run",
        Epoch = epoch,
        Step = step,
        DeviceKind = "host",
        Specification = new RunSpecification
        {
            Network = new NetworkReference { Experiment = "topographic-map", Seed = 1, DtMs = 0.1 },
            Steps = 100,
        },
        Parts = [new CheckpointPart("x", 1)],
        Reports = new CheckpointReports("reports-000001.log", 0),
        LoopSeconds = 1,
    };
}

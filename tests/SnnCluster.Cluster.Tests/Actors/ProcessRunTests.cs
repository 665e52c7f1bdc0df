using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Tests.Actors;

/// <summary>Whole runs by the actors of one process.</summary>
public sealed class ProcessRunTests
{
    private readonly TestNetworks _networks = new();

    [Theory]
    [InlineData("delay-1", 1)]
    [InlineData("delay-1", 2)]
    [InlineData("delay-1", 3)]
    [InlineData("delay-10", 2)]
    [InlineData("delay-10", 4)]
    public async Task The_digest_is_that_of_one_partition(string map, int partitions)
    {
        await using RunClient client = RunClients.OfProcess(_networks, "host,host");
        var follower = new Follower();
        RunOutcome outcome = await Run(client, TestNetworks.Run(map, 600, partitions), follower, default);
        Assert.Equal(TestNetworks.DigestOf(map, 600), outcome.Digest);
        Assert.Equal(partitions, outcome.Partitions.Count);
        Assert.False(outcome.WasCancelled);
        Assert.Equal([0, 600], follower.Steps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_run_that_is_cancelled_ends_as_if_it_had_been_so_long(int partitions)
    {
        await using RunClient client = RunClients.OfProcess(_networks, "host,host");
        using var cancellation = new CancellationTokenSource();
        var follower = new Follower { OnStep = _ => cancellation.Cancel() };
        RunOutcome outcome =
            await Run(client, TestNetworks.Run("delay-10", 100_000_000, partitions), follower, cancellation.Token);
        Assert.True(outcome.WasCancelled);
        Assert.InRange(follower.Steps[^1], 1, 100_000_000 - 1);
        Assert.Equal(TestNetworks.DigestOf("delay-10", follower.Steps[^1]), outcome.Digest);
    }

    // The run ends while its last checkpoints are being written.
    [Theory]
    [InlineData(1, 299)]
    [InlineData(3, 599)]
    public async Task A_complete_run_leaves_the_checkpoints_that_it_counts_and_no_other(int partitions, int every)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"snncluster-{Guid.NewGuid():N}");
        try
        {
            await using RunClient client = RunClients.OfProcess(_networks, "host,host");
            RunOutcome outcome = await Run(
                client,
                TestNetworks.Run("delay-10", 600, partitions) with { CheckpointSteps = every, CheckpointFolder = folder },
                new Follower(),
                default);
            string[] checkpoints = Directory.GetDirectories(folder);
            Assert.All(checkpoints, checkpoint => Assert.True(File.Exists(Path.Combine(checkpoint, "manifest.json")), checkpoint));
            Assert.Equal(600 / every, checkpoints.Length);
            Assert.Equal(checkpoints.Length, outcome.Checkpoints!.Written);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_run_that_breaks_says_where_and_the_next_one_runs()
    {
        await using RunClient client = RunClients.OfProcess(_networks, "host,host");
        ClusterException exception = await Assert.ThrowsAsync<ClusterException>(
            () => Run(client, TestNetworks.Run(TestNetworks.Broken, 1000, 2), new Follower(), default));
        Assert.Matches("partition [01] on node local failed after 400 steps: the stimulus is out of bounds", exception.Message);
        RunOutcome outcome = await Run(client, TestNetworks.Run("delay-10", 100, 2), new Follower(), default);
        Assert.Equal(TestNetworks.DigestOf("delay-10", 100), outcome.Digest);
    }

    [Fact]
    public async Task What_cannot_be_described_is_refused()
    {
        await using RunClient client = RunClients.OfProcess(_networks, "host");
        InvalidDescriptionException exception = await Assert.ThrowsAsync<InvalidDescriptionException>(
            () => client.SubmitAsync(TestNetworks.Run(TestNetworks.Throws, 1)));
        Assert.Contains("makes no network: NotSupportedException: not today", exception.Message, StringComparison.Ordinal);
        Assert.Equal("local", (await client.StatusAsync()).Coordinator);
    }

    private async Task<RunOutcome> Run(
        RunClient client, RunSpecification run, Follower follower, CancellationToken cancellation) => await client.FollowAsync(
            (await client.SubmitAsync(run)).RunId, asked => RunChecks.Observe(asked, _networks), follower, cancellation);

    private sealed class Follower : IRunFollower
    {
        public Action<int> OnStep { get; init; } = _ => { };

        public List<int> Steps { get; } = [];

        public void OnPlaced(RunSpecification specification, RunPlacement placement)
        {
        }

        public void OnSample(NetworkSample sample) => Steps.Add(sample.Step);

        public void OnProgress(RunPage page)
        {
            if (page.Step > 0)
            {
                OnStep(page.Step);
            }
        }
    }
}

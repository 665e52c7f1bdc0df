using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Tests.Exchange;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Cluster.Tests.Runs;

/// <summary>However a network is cut, spread and delayed, its state is that of one partition.</summary>
public sealed class PartitionWorkerTests
{
    private const int Steps = 1200;

    private static readonly Lazy<Dictionary<string, string>> References = new(() =>
        new[] { "delay-1", "delay-10", "small-populations" }.ToDictionary(name => name, name => Reference(name, Steps)));

    [Theory]
    [InlineData("delay-1", new[] { 0 })]
    [InlineData("delay-1", new[] { 0, 0 })]
    [InlineData("delay-1", new[] { 0, 1 })]
    [InlineData("delay-1", new[] { 0, 0, 1 })]
    [InlineData("delay-1", new[] { 0, 1, 1, 2, 2 })]
    [InlineData("delay-10", new[] { 0 })]
    [InlineData("delay-10", new[] { 1, 0 })]
    [InlineData("delay-10", new[] { 0, 1, 2 })]
    [InlineData("delay-10", new[] { 0, 0, 0, 0, 0 })]
    [InlineData("delay-10", new[] { 2, 1, 0, 1, 2 })]
    [InlineData("small-populations", new[] { 0, 1, 0, 2 })]
    public void The_digest_is_that_of_one_partition(string map, int[] nodeOfPartition)
    {
        int seed = 100 + nodeOfPartition.Length;
        var between = new ShuffledNetwork(seed);
        using var cluster = new WorkerCluster(SmallMap.Named(map).Describe(), nodeOfPartition, between, seed);
        cluster.Run(Steps);
        Assert.All(cluster.Workers, worker => Assert.True(worker.HasReached && worker.Step == Steps));
        Assert.Equal(References.Value[map], cluster.Digest());
        if (nodeOfPartition.Max() > 0)
        {
            // Enough went wrong to show that it does not matter.
            Assert.True(between.Repeats > 20, $"{between.Repeats} messages came twice");
            Assert.True(between.Overtakings > 20, $"{between.Overtakings} messages came before an earlier one");
        }
    }

    [Theory]
    [InlineData("delay-1")]
    [InlineData("delay-10")]
    public void A_run_that_is_held_anywhere_ends_where_the_furthest_is(string map)
    {
        using var cluster = new WorkerCluster(
            SmallMap.Named(map).Describe(), [0, 1, 0], new ShuffledNetwork(5), seed: 5);

        int furthest = cluster.RunPartly(Steps, slices: 77);
        Assert.Contains(cluster.Workers, worker => worker.Step < furthest);
        Assert.InRange(furthest, 1, Steps - 1);
        cluster.Run(furthest);
        Assert.Equal(Reference(map, furthest), cluster.Digest());
    }

    [Fact]
    public void Spikes_are_recorded_once_each()
    {
        NetworkDescription network = SmallMap.Named("delay-1").Describe();
        ObservationPlan plan = ObservationLog.Plan(network, 300, SampleTimes.None, "spikes");
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(network, device, observation: plan);
        simulation.Run(300);
        string[] one = ObservationLog.Of(plan, [simulation.Sample(300)])[0];
        using var cluster = new WorkerCluster(network, [0, 1], new ShuffledNetwork(1), seed: 1, plan);
        cluster.Run(150);
        cluster.Run(300);
        ProbeReport all = ProbeReport.Merge(cluster.Workers.Select(worker => worker.Probes.Report(300)[0]));
        Assert.Equal(one, ObservationLog.Of(plan, [new NetworkSample { Step = 300, Probes = [all] }])[0]);
        Assert.NotEmpty(one);
    }

    [Fact]
    public void A_worker_that_waits_in_vain_comes_back()
    {
        using var cluster = new WorkerCluster(
            SmallMap.Named("delay-10").Describe(), [0, 1], new ShuffledNetwork(1), seed: 1);
        cluster.Workers[0].RunTo(Steps);
        for (int slice = 0; slice < 10; slice++)
        {
            Assert.Equal(SliceEnd.TimeOver, cluster.Workers[0].RunSlice(TimeSpan.FromMilliseconds(2)));
        }

        // Step 10 is the first that needs what another did.
        Assert.Equal(10, cluster.Workers[0].Step);
    }

    private static string Reference(string map, int steps)
    {
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(SmallMap.Named(map).Describe(), device);
        simulation.Run(steps);
        return simulation.Digest();
    }
}

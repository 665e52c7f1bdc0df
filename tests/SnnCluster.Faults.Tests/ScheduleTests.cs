using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Faults.Schedules;

namespace SnnCluster.Faults.Tests;

public sealed class ScheduleTests
{
    /// <summary>The answer of a quiet cluster is that of one partition, and there is something to get wrong in it.</summary>
    [Theory]
    [InlineData("delay-1", 1, 0)]
    [InlineData("delay-2", 3, 15)]
    [InlineData("delay-8", 5, 40)]
    [InlineData("local-2", 5, 15)]
    [InlineData("elements-1", 3, 15)]
    [InlineData("elements-8", 5, 40)]
    public void A_quiet_cluster_gives_the_digest(string network, int partitions, int checkpointSteps)
    {
        RunSpecification run = TinyNetworks.Run(network, checkpointSteps) with { Partitions = partitions };
        ScheduleResult result = ScheduleRunner.Run(
            new Schedule { Seed = 1, Nodes = 3, DevicesPerNode = 2, Run = run });
        Assert.Null(result.Finding);
        Assert.Equal("finished", result.Ending);
        Assert.NotEqual(Reference.DigestOf(run, TinyNetworks.Steps), Reference.DigestOf(run, TinyNetworks.Steps - 1));
    }

    /// <summary>A message that never comes, without a sign of it, holds nothing up for ever.</summary>
    [Theory]
    [InlineData(nameof(PrepareRun))]
    [InlineData(nameof(NodePrepared))]
    [InlineData(nameof(ConnectRun))]
    [InlineData(nameof(NodeConnected))]
    [InlineData(nameof(RunTo))]
    [InlineData(nameof(ReportPart))]
    [InlineData(nameof(PartWritten))]
    [InlineData(nameof(ReleaseRun))]
    [InlineData(nameof(NodeReleased))]
    public void A_message_that_is_lost_in_silence_ends_no_run(string message)
    {
        ScheduleResult result = ScheduleRunner.Run(new Schedule
        {
            Seed = 1,
            Nodes = 3,
            DevicesPerNode = 1,
            Run = TinyNetworks.Run("delay-2", checkpointSteps: 15) with { Partitions = 3 },
            LostInSilence = message,
        });
        Assert.Null(result.Finding);
        Assert.Equal("finished", result.Ending);
    }

    /// <summary>
    /// Whatever goes wrong, a run ends with the digest and the recordings of an undisturbed one, or with one clear error
    /// and a checkpoint that goes on to them.
    /// </summary>
    [Fact]
    public void A_thousand_schedules_end_as_they_should()
    {
        var table = new FaultTable();
        var findings = new List<string>();
        Batch.Run(1, 1000, 1, result =>
        {
            table.Add(result);
            if (result.Finding is not null)
            {
                findings.Add($"snncluster-faults --seeds {result.Seed}..{result.Seed} --trace: {result.Finding}");
            }
        });
        Assert.True(findings.Count == 0, string.Join('\n', findings) + '\n' + table);
        Assert.True(table.Together > 10, table.ToString());
    }

    /// <summary>
    /// The coordinator dies, and is back within a second while the network is cut: it must not stand alone, and a client that it
    /// tells of no run must ask the others.
    /// </summary>
    [Fact]
    public void A_coordinator_that_is_back_at_once_finds_the_others_and_the_client_its_run()
    {
        ScheduleResult result = ScheduleRunner.Run(Schedule.Of(25164));
        Assert.True(result.Finding is null, $"{result.Finding}\n{string.Join('\n', result.Trace)}");
        Assert.Equal("finished", result.Ending);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(13)]
    public void A_seed_goes_the_same_way_again(int seed)
    {
        ScheduleResult first = ScheduleRunner.Run(Schedule.Of(seed));
        ScheduleResult again = ScheduleRunner.Run(Schedule.Of(seed));
        Assert.Equal((first.Hash, first.Events, first.Ending), (again.Hash, again.Events, again.Ending));
        Assert.True(first.Events > 100);
    }
}

using CsCheck;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Tests.Exchange;

namespace SnnCluster.Cluster.Tests.Protocol;

public sealed class PartitionProtocolTests
{
    [Fact]
    public void Partitions_that_act_in_any_order_reach_their_step_and_no_further() =>
        Gen.Select(Gen.Int[1, 25], Gen.Int[2, 5], Gen.Int[0, 200], Gen.Int).Sample((delay, partitions, steps, seed) =>
        {
            ExchangeSchedule schedule = ExchangeScheduleTests.ScheduleOf(delay);
            PartitionProtocol[] all = Start(schedule, partitions, steps);
            Drive(schedule, all, new Random(seed), actions: int.MaxValue);
            Assert.All(all, one => Assert.Equal(steps, one.Step));

            // All frames that a result after the last step needs have come, and no more is asked of anyone.
            Assert.All(all, one => Assert.Equal(schedule.IntervalsBefore(steps), one.IntervalsTaken));
            Assert.All(all, one => Assert.Equal(schedule.IntervalsAfter(steps), one.IntervalsPublished));
        });

    [Fact]
    public void A_run_that_is_ended_early_stops_at_the_step_of_the_furthest() =>
        Gen.Select(Gen.Int[1, 25], Gen.Int[2, 5], Gen.Int[0, 300], Gen.Int).Sample((delay, partitions, actions, seed) =>
        {
            ExchangeSchedule schedule = ExchangeScheduleTests.ScheduleOf(delay);
            var random = new Random(seed);
            PartitionProtocol[] all = Start(schedule, partitions, steps: 1000);
            Drive(schedule, all, random, actions);
            int furthest = all.Max(one => one.Step);
            Array.ForEach(all, one => one.RunTo(furthest));
            Drive(schedule, all, random, actions: int.MaxValue);
            Assert.All(all, one => Assert.Equal(furthest, one.Step));
        });

    [Fact]
    public void A_step_that_is_done_cannot_be_the_one_to_run_to()
    {
        var protocol = new PartitionProtocol(new ExchangeSchedule(1, 1), 1);
        protocol.RunTo(5);
        protocol.Stepped();
        protocol.Stepped();
        Assert.Throws<ArgumentOutOfRangeException>(() => protocol.RunTo(1));
        protocol.RunTo(2);
        Assert.Equal(PartitionAction.Stop, protocol.Next(0));
        protocol.RunTo(3);
        Assert.Equal(PartitionAction.Step, protocol.Next(0));
    }

    [Fact]
    public void One_alone_sends_and_waits_for_nothing()
    {
        var protocol = new PartitionProtocol(new ExchangeSchedule(1, 1), 1);
        protocol.RunTo(100);
        for (int step = 0; step < 100; step++)
        {
            Assert.Equal(PartitionAction.Step, protocol.Next(0));
            protocol.Stepped();
        }

        Assert.Equal(PartitionAction.Stop, protocol.Next(0));
        Assert.Equal(0, protocol.IntervalsPublished);
    }

    private static PartitionProtocol[] Start(ExchangeSchedule schedule, int partitions, int steps)
    {
        PartitionProtocol[] all =
            [.. Enumerable.Range(0, partitions).Select(_ => new PartitionProtocol(schedule, partitions))];
        Array.ForEach(all, one => one.RunTo(steps));
        return all;
    }

    // Each action is that of a random partition among those that have one: if none had, they would wait for each other.
    private static void Drive(ExchangeSchedule schedule, PartitionProtocol[] all, Random random, int actions)
    {
        for (int action = 0; action < actions && all.Any(one => Next(all, one) != PartitionAction.Stop); action++)
        {
            PartitionProtocol[] able =
                [.. all.Where(one => Next(all, one) is not (PartitionAction.Wait or PartitionAction.Stop))];
            Assert.NotEmpty(able);
            PartitionProtocol chosen = able[random.Next(able.Length)];
            switch (Next(all, chosen))
            {
                case PartitionAction.Step:
                    // Every spike that reaches a synapse before this step is there.
                    Assert.True(chosen.IntervalsTaken >= schedule.IntervalsBefore(chosen.Step));
                    Assert.True(chosen.Step < chosen.Target);
                    chosen.Stepped();
                    break;
                case PartitionAction.Publish:
                    chosen.Published();
                    break;
                default:
                    Assert.All(all, other => Assert.True(other.IntervalsPublished > chosen.IntervalsTaken));
                    chosen.Taken();
                    break;
            }

            // Nobody is further ahead of the slowest than the delay and an interval that is not complete.
            Assert.True(all.Max(one => one.Step) - all.Min(one => one.Step) < schedule.DelaySteps + schedule.IntervalSteps);
        }
    }

    private static PartitionAction Next(PartitionProtocol[] all, PartitionProtocol one) =>
        one.Next(all.Min(other => other.IntervalsPublished));
}

using CsCheck;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Tests.Exchange;
using SnnCluster.Engine.Rewiring;

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

    [Fact]
    public void All_take_the_offers_of_all_before_anyone_goes_on_or_stops() =>
        Gen.Select(Gen.Int[1, 25], Gen.Int[2, 5], Gen.Int[0, 60], Gen.Int[1, 40], Gen.Int).Sample((delay, partitions, first, interval, seed) =>
        {
            ExchangeSchedule schedule = ExchangeScheduleTests.ScheduleOf(delay) with { Wiring = WiringSchedule.Every(interval) };
            int steps = first + 150;
            PartitionProtocol[] all = [.. Enumerable.Range(0, partitions).Select(_ => new PartitionProtocol(schedule, partitions, first))];
            Array.ForEach(all, one => one.RunTo(steps));
            Drive(schedule, all, new Random(seed), actions: int.MaxValue);
            int exchanges = (steps / interval) - (first / interval);
            Assert.All(all, one => Assert.Equal(schedule.IntervalsAfter(steps - first) + (WiringSchedule.Rounds * exchanges), one.FramesPublished));
            Assert.All(all, one => Assert.Equal(schedule.RoundsAfter(steps), one.RoundsTaken));
        });

    [Fact]
    public void One_alone_offers_and_takes_its_own()
    {
        var protocol = new PartitionProtocol(new ExchangeSchedule(1, 1) { Wiring = WiringSchedule.Every(2) }, 1);
        protocol.RunTo(3);
        List<PartitionAction> actions = [];
        for (PartitionAction next; (next = protocol.Next(protocol.FramesPublished)) != PartitionAction.Stop;)
        {
            actions.Add(next);
            switch (next)
            {
                case PartitionAction.Step:
                    protocol.Stepped();
                    break;
                case PartitionAction.Offer:
                    protocol.Offered();
                    break;
                default:
                    protocol.Taken();
                    break;
            }
        }

        PartitionAction[] rounds = [.. Enumerable.Repeat(new[] { PartitionAction.Offer, PartitionAction.TakeOffers }, WiringSchedule.Rounds).SelectMany(round => round)];
        Assert.Equal([PartitionAction.Step, PartitionAction.Step, .. rounds, PartitionAction.Step], actions);
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
                    // Some make several steps at once.
                    for (int steps = random.Next(1, chosen.StepsAtOnce + 1); steps > 0; steps--)
                    {
                        // Every spike that reaches a synapse before this step is there, and nobody waits for a frame that is complete.
                        Assert.True(chosen.IntervalsTaken >= schedule.IntervalsBefore(chosen.Step - chosen.FirstStep));
                        Assert.Equal(schedule.IntervalsAfter(chosen.Step - chosen.FirstStep), chosen.IntervalsPublished);
                        Assert.True(chosen.Step == chosen.FirstStep || chosen.RoundsTaken == schedule.RoundsAfter(chosen.Step));
                        Assert.True(chosen.Step < chosen.Target);
                        chosen.Stepped();
                    }

                    break;
                case PartitionAction.Publish:
                    chosen.Published();
                    break;
                case PartitionAction.Offer:
                    chosen.Offered();
                    break;
                case PartitionAction.TakeOffers:
                    Assert.All(all, other => Assert.True(other.FramesPublished > chosen.FramesTaken));
                    chosen.Taken();
                    break;
                default:
                    Assert.All(all, other => Assert.True(other.IntervalsPublished > chosen.IntervalsTaken));
                    chosen.Taken();
                    break;
            }

            // No frame is written over that someone has not taken, the one that is being written included.
            Assert.True(all.Max(one => one.FramesPublished) - all.Min(one => one.FramesTaken) < ExchangeSchedule.FramesInFlight);

            // Nobody is further ahead of the slowest than the delay and an interval that is not complete.
            Assert.True(all.Max(one => one.Step) - all.Min(one => one.Step) < schedule.DelaySteps + schedule.IntervalSteps);
        }
    }

    private static PartitionAction Next(PartitionProtocol[] all, PartitionProtocol one) =>
        one.Next(all.Min(other => other.FramesPublished));
}

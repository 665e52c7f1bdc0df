using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Tests.Exchange;

public sealed class ExchangeScheduleTests
{
    private static readonly int[] Delays = [.. Enumerable.Range(1, 40)];

    public static TheoryData<int> AllDelays => [.. Delays];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    [InlineData(10, 5)]
    [InlineData(39, 19)]
    public void The_interval_is_half_the_smallest_delay(int delay, int interval)
    {
        NetworkDescription network = SmallMap.Named("delay-1").Describe();
        network = network with
        {
            Projections =
            [
                network.Projections[0] with { DelayMs = (delay + 7) * network.DtMs },
                network.Projections[1] with { DelayMs = delay * network.DtMs },
            ],
        };
        Assert.Equal(new ExchangeSchedule(delay, interval), ExchangeSchedule.Of(network));
    }

    [Fact]
    public void A_modulator_waits_for_no_spike_longer_than_its_delay()
    {
        NetworkDescription network = SmallMap.Named("delay-1").Describe();
        network = network with
        {
            Projections = [.. network.Projections.Select(projection => projection with { DelayMs = 4 * network.DtMs })],
        };
        Assert.Equal(4, ExchangeSchedule.Of(network).DelaySteps);
        network = network with
        {
            Modulators =
            [
                new ModulatorDescription { Name = "m", Source = network.Populations[0].Name, DelayMs = 2 * network.DtMs },
            ],
        };
        Assert.Equal(new ExchangeSchedule(2, 1), ExchangeSchedule.Of(network));
    }

    [Fact]
    public void A_network_without_projections_has_a_schedule() => Assert.Equal(
        new ExchangeSchedule(1, 1), ExchangeSchedule.Of(SmallMap.Named("delay-1").Describe() with { Projections = [] }));

    [Theory]
    [MemberData(nameof(AllDelays))]
    public void A_step_needs_the_intervals_whose_spikes_can_reach_it(int delay)
    {
        ExchangeSchedule schedule = ScheduleOf(delay);
        for (int step = 0; step < 10 * delay; step++)
        {
            // The interval of the last step whose spikes have reached synapses before this step, and all before it.
            long needed = Enumerable.Range(0, step + 1).Count(s => s + delay <= step && s % schedule.IntervalSteps == 0);
            Assert.Equal(needed, schedule.IntervalsBefore(step));

            // What is needed can be complete by then: nobody waits for a step that waits for him.
            Assert.True(needed <= schedule.IntervalsAfter(step));
        }
    }

    [Theory]
    [MemberData(nameof(AllDelays))]
    public void Intervals_follow_each_other_without_a_gap(int delay)
    {
        ExchangeSchedule schedule = ScheduleOf(delay);
        for (long interval = 0; interval < 20; interval++)
        {
            int first = schedule.FirstStep(interval);
            Assert.Equal(interval, schedule.IntervalsAfter(first));
            Assert.Equal(interval, schedule.IntervalsAfter(first + schedule.IntervalSteps - 1));
            Assert.Equal(interval + 1, schedule.IntervalsAfter(first + schedule.IntervalSteps));
        }
    }

    [Theory]
    [MemberData(nameof(AllDelays))]
    public void No_slot_is_overwritten_before_everyone_has_taken_it(int delay)
    {
        ExchangeSchedule schedule = ScheduleOf(delay);
        foreach (int partitions in new[] { 2, 3 })
        {
            for (int leader = 0; leader < partitions; leader++)
            {
                RunAhead(schedule, partitions, leader);
            }
        }
    }

    internal static ExchangeSchedule ScheduleOf(int delay) => new(delay, delay == 1 ? 1 : delay / 2);

    // The leader goes as far as it can before each single action of another: the furthest that any order allows, since
    // an action of a partition only ever enables those of others.
    private static void RunAhead(ExchangeSchedule schedule, int partitions, int leader)
    {
        int steps = 20 * schedule.IntervalSteps * ExchangeSchedule.FramesInFlight;
        PartitionProtocol[] all =
            [.. Enumerable.Range(0, partitions).Select(_ => new PartitionProtocol(schedule, partitions))];
        Array.ForEach(all, one => one.RunTo(steps));
        for (int turn = 0; all.Any(one => one.Step < steps); turn++)
        {
            while (Act(schedule, all, leader))
            {
            }

            if (turn % partitions != leader)
            {
                Act(schedule, all, turn % partitions);
            }
        }
    }

    private static bool Act(ExchangeSchedule schedule, PartitionProtocol[] all, int index)
    {
        PartitionProtocol one = all[index];
        IEnumerable<PartitionProtocol> others = all.Where(other => other != one);
        switch (one.Next(all.Min(other => other.IntervalsPublished)))
        {
            case PartitionAction.Step:
                one.Stepped();

                // Its spikes go into the slot of this interval, which held the frame of eight intervals ago.
                long overwritten = schedule.IntervalsAfter(one.Step - 1) - ExchangeSchedule.FramesInFlight;
                Assert.All(others, other => Assert.True(other.IntervalsTaken > overwritten));
                return true;
            case PartitionAction.Publish:
                one.Published();
                return true;
            case PartitionAction.Take:
                one.Taken();
                return true;
            default:
                return false;
        }
    }
}

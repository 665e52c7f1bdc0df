using System.Collections.Concurrent;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Tests.Gpu;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>A reward answers what the whole network did, in every partition alike, and from any snapshot.</summary>
public class RewardTests
{
    private const int Steps = 300;
    private const int Period = 7;

    private static readonly CountedSpikes[] Counted =
        [new("target") { Neurons = new NeuronSelection.Range(3, 20) }, new("source"), new("target") { Neurons = new NeuronSelection.Every(4) }];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void It_is_given_the_spikes_of_each_period(int partitions)
    {
        var given = new ConcurrentDictionary<(int Period, ulong Seed), long[]>();
        NetworkDescription network = With(new Logged(given) { PeriodMs = Period * 0.1, Counted = Counted });
        using Simulation simulation = Simulation.Create(network, new HostDevice(), partitions, recordSpikes: true);
        simulation.Run(Steps);
        RecordedSpike[] spikes = simulation.Spikes!.Spikes.ToArray();
        Assert.InRange(given.Count, (Steps / Period) - 2, Steps / Period);
        foreach (((int period, ulong seed), long[] counts) in given)
        {
            Assert.Equal(network.Seed, seed);
            long Count(int population, Func<int, bool> selected) => spikes.Count(
                spike => spike.Population == population && spike.Step / Period == period && selected(spike.Neuron));
            Assert.Equal([Count(1, id => id is >= 3 and < 23), Count(0, _ => true), Count(1, id => id % 4 == 0)], counts);
        }

        Assert.Contains(given.Values, counts => counts[0] > 0 && counts[1] > 0);
    }

    [Fact]
    public void It_changes_what_is_learnt_and_no_cut_or_snapshot_does()
    {
        NetworkDescription network = TinyNetworks.Rewarded;
        string expected = Digest(network, 1);
        Assert.NotEqual(expected, Digest(network with { Modulators = [network.Modulators[0] with { DelayMs = 0.9 }] }, 1));
        Assert.All(new[] { 2, 3, 5 }, partitions => Assert.Equal(expected, Digest(network, partitions)));

        // In the middle of a period.
        using Simulation before = Simulation.Create(network, new HostDevice(), partitions: 2);
        before.Run(143);
        Assert.Contains(before.Capture()[0].Modulators[0].Counted, count => count > 0);
        using Simulation after = Simulation.Create(network, new HostDevice(), partitions: 3, from: before.Capture());
        after.Run(Steps - 143);
        Assert.Equal(expected, after.Digest());
    }

    [Fact]
    public void An_amount_that_is_no_number_ends_the_run()
    {
        using Simulation simulation = Simulation.Create(
            With(new Endless { PeriodMs = 1, Counted = Counted }), new HostDevice());
        Assert.Equal(
            "the reward of modulator dopamine is NaN at the end of step 29: must be a finite number of single precision",
            Assert.Throws<SimulationException>(() => simulation.Run(Steps)).Message);
    }

    private static NetworkDescription With(Reward reward)
    {
        NetworkDescription network = TinyNetworks.Rewarded;
        return network with { Modulators = [network.Modulators[0] with { Reward = reward }] };
    }

    private static string Digest(NetworkDescription network, int partitions)
    {
        using Simulation simulation = Simulation.Create(network, new HostDevice(), partitions);
        simulation.Run(Steps);
        return simulation.Digest();
    }

    // Every partition asks, and all must be told the same.
    private sealed record Logged(ConcurrentDictionary<(int Period, ulong Seed), long[]> Given) : Reward
    {
        public override double Amount(int period, ReadOnlySpan<long> spikes, ulong seed)
        {
            long[] counts = spikes.ToArray();
            Assert.Equal(counts, Given.GetOrAdd((period, seed), counts));
            return 0.01 * counts[0];
        }
    }

    private sealed record Endless : Reward
    {
        public override double Amount(int period, ReadOnlySpan<long> spikes, ulong seed) => period == 2 ? double.NaN : 0;
    }
}

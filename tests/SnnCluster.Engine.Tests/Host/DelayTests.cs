using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Host;

public sealed class DelayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void A_spike_of_step_s_is_used_in_step_s_plus_the_delay_and_in_no_other(int delay)
    {
        // Spikes in the first step, in consecutive steps and further apart than the ring is long.
        int[] spikes = [0, 1, 2, 9, 13, 40];
        SpikeTable source = new(1);
        foreach (int step in spikes)
        {
            source.Add(step, 0);
        }

        NetworkDescription network = TinyNetwork.Of(
            source, SpikeTable.Silent(1), TinyNetwork.Projection(new AllToAll(), weight: 0.25) with { DelayMs = delay });
        using Simulation simulation = TinyNetwork.Simulate(network);
        Assert.Equal(spikes.Select(step => step + delay), StepsWithInput(simulation, 60, 0.25f));
    }

    [Fact]
    public void Projections_with_different_delays_share_a_population()
    {
        SpikeTable source = new SpikeTable(1).Add(3, 0).Add(8, 0);
        ProjectionDescription fast = TinyNetwork.Projection(new AllToAll(), weight: 0.5);
        NetworkDescription network = TinyNetwork.Of(
            source, SpikeTable.Silent(1), fast, fast with { Name = "slow", DelayMs = 5, Weight = 2 });
        using Simulation simulation = TinyNetwork.Simulate(network);
        var inputs = new List<(int, float)>();
        for (int step = 0; step < 20; step++)
        {
            simulation.Run(1);
            float jump = simulation.Jumps()[0];
            if (jump != 0)
            {
                inputs.Add((step, jump));
            }
        }

        Assert.Equal([(4, 0.5f), (8, 2f), (9, 0.5f), (13, 2f)], inputs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(255)]
    public void A_dendritic_delay_adds_to_the_axonal_one(int dendritic)
    {
        int[] spikes = [0, 1, 5, 300, 301];
        SpikeTable source = new(1);
        foreach (int step in spikes)
        {
            source.Add(step, 0);
        }

        NetworkDescription network = TinyNetwork.Of(
            source,
            SpikeTable.Silent(1),
            TinyNetwork.Projection(new AllToAll(), weight: 0.25) with { DelayMs = 2, DendriticDelayMs = dendritic });
        using Simulation simulation = TinyNetwork.Simulate(network);
        Assert.Equal(spikes.Select(step => step + 2 + dendritic), StepsWithInput(simulation, 600, 0.25f));
        Assert.Equal(2 + dendritic, Assert.Single(simulation.ReadSynapses(0)).DelaySteps);
    }

    [Fact]
    public void Listed_synapses_have_their_own_weights_and_delays()
    {
        SpikeTable source = new SpikeTable(3).Add(0, 0).Add(10, 1).Add(20, 2);
        NetworkDescription network = TinyNetwork.Of(
            source,
            SpikeTable.Silent(2),
            TinyNetwork.Projection(new ConnectionList([2, 0, 1, 0], [0, 0, 0, 0], AllowMultapses: true)
            {
                Weights = [4, 0.25f, 2, 0.5f],
                DelaysMs = [2, 5, 3, 4],
            }) with
            { DelayMs = 2 });
        using Simulation simulation = TinyNetwork.Simulate(network);
        var inputs = new List<(int, float)>();
        for (int step = 0; step < 40; step++)
        {
            simulation.Run(1);
            Assert.Equal(0, simulation.Jumps()[1]);
            if (simulation.Jumps()[0] is not 0 and float jump)
            {
                inputs.Add((step, jump));
            }
        }

        Assert.Equal([(4, 0.5f), (5, 0.25f), (13, 2f), (22, 4f)], inputs);
        Assert.Equal(
            [(0, 0, 0.25f, 5), (0, 1, 0.5f, 4), (1, 0, 2f, 3), (2, 0, 4f, 2)],
            simulation.ReadSynapses(0).OrderBy(synapse => (synapse.Source, synapse.K))
                .Select(synapse => (synapse.Source, synapse.K, synapse.Weight, synapse.DelaySteps)));
    }

    [Fact]
    public void Drawn_dendritic_delays_hold_for_each_synapse_by_itself()
    {
        const int Sources = 40;
        SpikeTable source = new(Sources);
        for (int i = 0; i < Sources; i++)
        {
            source.Add(50 * i, i);
        }

        NetworkDescription network = TinyNetwork.Of(
            source,
            SpikeTable.Silent(3),
            TinyNetwork.Projection(new AllToAll()) with { DelayMs = 3, DendriticDelayMs = new InitialValue.Uniform(0, 20) });
        using Simulation simulation = TinyNetwork.Simulate(network);
        var delays = simulation.ReadSynapses(0).ToDictionary(synapse => (synapse.Source, synapse.Target), s => s.DelaySteps);
        Assert.True(delays.Values.Distinct().Count() > 10);
        Assert.All(delays.Values, delay => Assert.InRange(delay, 3, 23));
        for (int step = 0; step < 50 * Sources; step++)
        {
            simulation.Run(1);
            float[] jumps = simulation.Jumps();
            for (int target = 0; target < 3; target++)
            {
                Assert.Equal(delays[(step / 50, target)] == step % 50 ? 1f : 0f, jumps[target]);
            }
        }
    }

    [Fact]
    public void A_dendritic_delay_does_not_shift_the_pairing_of_plasticity()
    {
        SpikeTable source = SpikeTable.Random(4, 300, seed: 5);
        SpikeTable target = SpikeTable.Random(4, 300, seed: 6);
        float[] Weights(double? dendritic)
        {
            using Simulation simulation = TinyNetwork.Simulate(TinyNetwork.Of(
                source,
                target,
                TinyNetwork.Projection(new AllToAll(), weight: 0.1) with
                {
                    DendriticDelayMs = dendritic,
                    Synapse = new PairStdpDescription(),
                }));
            simulation.Run(300);
            return [.. simulation.ReadSynapses(0).Select(synapse => synapse.Weight)];
        }

        float[] without = Weights(null);
        Assert.True(without.Distinct().Count() > 5);
        Assert.Equal(without, Weights(9));
    }

    [Theory]
    [InlineData(-1.0, 10.0)]
    [InlineData(0.0, 256.0)]
    [InlineData(0.0, 255.5)]
    public void Dendritic_delays_that_the_ring_cannot_hold_are_refused(double from, double to)
    {
        NetworkDescription network = TinyNetwork.Silent(1, 1, TinyNetwork.Projection(new AllToAll()) with
        {
            DendriticDelayMs = new InitialValue.Uniform(from, to),
        });
        var error = Assert.Throws<InvalidDescriptionException>(() => TinyNetwork.Simulate(network));
        Assert.Contains("dendritic delay", Assert.Single(error.Findings));
    }

    private static IEnumerable<int> StepsWithInput(Simulation simulation, int steps, float weight)
    {
        var found = new List<int>();
        for (int step = 0; step < steps; step++)
        {
            simulation.Run(1);
            float jump = simulation.Jumps()[0];
            if (jump != 0)
            {
                Assert.Equal(weight, jump);
                found.Add(step);
            }
        }

        return found;
    }
}

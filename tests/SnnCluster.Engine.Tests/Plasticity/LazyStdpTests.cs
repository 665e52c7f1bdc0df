using CsCheck;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>Lazy plasticity gives the bits of an eager reference, whenever one looks.</summary>
public sealed class LazyStdpTests
{
    private static readonly PairStdpDescription Stdp = new()
    {
        SourceTimeConstantMs = 17,
        TargetTimeConstantMs = 41,
        Potentiation = 0.031,
        Depression = 0.027,
        MaximumWeight = 1,
    };

    private static readonly InitialValue Weights = new InitialValue.Uniform(0, 1);

    [Fact]
    public void Random_spike_trains_give_the_weights_and_inputs_of_the_eager_reference() => Gen.Select(
        Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[1, 7], Gen.Int[0, 5], Gen.Int[1, 300], Gen.Int[0, 1_000_000]).Sample(
        (sources, targets, delay, dendritic, compareEvery, seed) =>
        {
            SpikeTable source = SpikeTable.Random(sources, 300, seed);
            SpikeTable target = SpikeTable.Random(targets, 300, seed + 1);
            NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new FixedProbability(0.7)) with
            {
                Weight = Weights,
                Synapse = Stdp,
                DelayMs = delay,
                DendriticDelayMs = dendritic == 0 ? null : new InitialValue.Uniform(0, dendritic),
            }) with
            { Seed = (ulong)seed };
            EagerComparison.Run(network, source, target, 300, compareEvery);
        });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(4, 1)]
    [InlineData(4, 3)]
    public void Lateral_synapses_and_autapses_pair_the_spikes_of_one_step(int delay, int partitions)
    {
        SpikeTable spikes = SpikeTable.Random(8, 400, seed: 3);
        var network = new NetworkDescription
        {
            DtMs = TinyNetwork.DtMs,
            Populations = [TinyNetwork.Scripted("population", spikes)],
            Inputs = [TinyNetwork.Script("population", spikes)],
            Projections =
            [
                TinyNetwork.Projection(new AllToAll()) with
                {
                    Source = "population", Target = "population", Weight = Weights, Synapse = Stdp, DelayMs = delay,
                },
            ],
        };
        EagerComparison.Run(network, spikes, spikes, 400, compareEvery: 50, partitions);
    }

    [Fact]
    public void An_autapse_with_a_delay_of_one_step_sees_both_traces_with_the_spike_of_its_own_step()
    {
        SpikeTable spikes = new SpikeTable(1).Add(5, 0);
        var network = new NetworkDescription
        {
            DtMs = TinyNetwork.DtMs,
            Populations = [TinyNetwork.Scripted("population", spikes)],
            Inputs = [TinyNetwork.Script("population", spikes)],
            Projections =
            [
                TinyNetwork.Projection(new AllToAll()) with
                {
                    Source = "population", Target = "population", Weight = 0.5, Synapse = Stdp,
                },
            ],
        };
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(6);
        Assert.Equal((0.5f - 0.027f) + 0.031f, Assert.Single(simulation.ReadSynapses(0)).Weight);
    }

    [Fact]
    public void Targets_that_spike_in_every_step_without_a_pool_force_sweeps_that_change_no_bit()
    {
        const int Steps = 500;
        var source = new SpikeTable(3);
        var target = new SpikeTable(2);
        for (int step = 0; step < Steps; step++)
        {
            target.Add(step, 0, 1);
            if (step % 97 == 0)
            {
                source.Add(step, step % 3);
            }
        }

        NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new AllToAll()) with
        {
            Weight = Weights,
            Synapse = Stdp,
            DelayMs = 2,
        });
        using var device = new HostDevice { SpikePoolLists = 0 };
        EagerComparison.Run(network, source, target, Steps, compareEvery: Steps, device: device);
    }

    [Theory]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(100_003)]
    public void Silences_beyond_what_a_record_can_count_change_no_bit(int gap)
    {
        // Spikes of source and target in every order before and after the silence, and time constants that are long
        // enough for traces to survive it.
        int[] bursts = [3, 4, 8, gap + 3, gap + 4, gap + 5, gap + 11];
        var source = new SpikeTable(2);
        var target = new SpikeTable(3);
        foreach (int step in bursts)
        {
            source.Add(step, 0);
            target.Add(step, 0).Add(step + 1, 1);
        }

        source.Add(gap + 20, 1);
        target.Add(6, 2);
        NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new AllToAll()) with
        {
            Weight = Weights,
            Synapse = Stdp with { SourceTimeConstantMs = 20_000, TargetTimeConstantMs = 50_000 },
        });
        EagerComparison.Run(network, source, target, gap + 40, compareEvery: gap + 40);
    }

    [Fact]
    public void Traces_that_the_decay_table_ends_before_count_as_zero()
    {
        // exp(-n/2) falls below 2^-64 between n = 88 and 89, where the table ends.
        SpikeTable source = new SpikeTable(1).Add(0, 0).Add(200, 0);
        SpikeTable target = new SpikeTable(2).Add(88, 0).Add(89, 1);
        NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new AllToAll()) with
        {
            Weight = 0,
            Synapse = Stdp with { SourceTimeConstantMs = 2, TargetTimeConstantMs = 2 },
        });
        EagerComparison.Run(network, source, target, 210, compareEvery: 10);
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(150);
        Synapse[] synapses = simulation.ReadSynapses(0);
        Assert.True(synapses[0].Weight > 0f);
        Assert.Equal(0f, synapses[1].Weight);
    }

    [Fact]
    public void Projections_with_different_time_constants_onto_one_population_keep_histories_of_their_own()
    {
        SpikeTable source = SpikeTable.Random(6, 400, seed: 11);
        SpikeTable target = SpikeTable.Random(5, 400, seed: 12);
        ProjectionDescription first = TinyNetwork.Projection(new AllToAll()) with { Weight = Weights, Synapse = Stdp };
        NetworkDescription network = TinyNetwork.Of(
            source,
            target,
            first,
            first with { Name = "slow", Synapse = Stdp with { TargetTimeConstantMs = 300 }, DelayMs = 3 },
            first with { Name = "same", Synapse = Stdp with { SourceTimeConstantMs = 100 } });
        EagerComparison.Run(network, source, target, 400, compareEvery: 80, partitions: 2);
    }

    [Fact]
    public void Reading_weights_stores_nothing()
    {
        SpikeTable source = SpikeTable.Random(6, 300, seed: 21);
        SpikeTable target = SpikeTable.Random(6, 300, seed: 22);
        NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new AllToAll()) with
        {
            Weight = Weights,
            Synapse = Stdp,
        });
        using Simulation undisturbed = TinyNetwork.Simulate(network);
        undisturbed.Run(300);
        using Simulation read = TinyNetwork.Simulate(network);
        for (int step = 0; step < 300; step++)
        {
            read.Run(1);
            read.ReadSynapses(0);
        }

        Assert.Equal(undisturbed.Digest(), read.Digest());
    }

    [Fact]
    public void Initial_weights_beyond_the_range_are_clipped_by_the_first_spike_alone()
    {
        SpikeTable source = new SpikeTable(1).Add(10, 0);
        SpikeTable target = new SpikeTable(1).Add(5, 0);
        NetworkDescription network = TinyNetwork.Of(
            source, target, TinyNetwork.Projection(new AllToAll(), weight: 3) with { Synapse = Stdp });
        EagerComparison.Run(network, source, target, 15, compareEvery: 1);
    }
}

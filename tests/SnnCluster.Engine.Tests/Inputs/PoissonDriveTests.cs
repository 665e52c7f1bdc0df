using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Engine.Tests.Inputs;

/// <summary>Poisson drives of neurons that add up what arrives, so that each event shows.</summary>
public sealed class PoissonDriveTests
{
    private const int Neurons = 77;
    private const int Steps = 50;
    private const double Weight = 0.25;

    [Theory]
    [InlineData(30, 1)]
    [InlineData(1600, 1)]
    [InlineData(1600, 3)]
    [InlineData(250_000, 2)]
    [InlineData(1600, 3, 0.1)]
    [InlineData(6000, 2, -87.81)]
    [InlineData(20, 1, 1e-7)]
    public void Each_neuron_gets_its_own_events_in_each_step(double rateHz, int partitions, double weight = Weight)
    {
        NetworkDescription network = Network(0, new PoissonDrive { Name = "d", Population = TinyNetwork.Target, RateHz = rateHz, Weight = weight });
        using Simulation simulation = TinyNetwork.Simulate(network, partitions);
        var table = PoissonTable.Create(rateHz / 1000);
        RandomKey key = RandomKey.For(network.Seed, RandomPurpose.PoissonDrive, 0);
        for (uint step = 0; step < Steps; step++)
        {
            simulation.Run(1);
            Assert.Equal(
                Enumerable.Range(0, Neurons).Select(neuron => (float)weight * (table.First
                    + PoissonDraw.Passed(in table, PoissonDraw.Word(key, (uint)neuron, step), key, (uint)neuron, step))),
                simulation.Jumps());
        }
    }

    [Theory]
    [InlineData(1, 0.6)]
    [InlineData(6, 0.99)]
    [InlineData(8, 0.9991)] // beyond those that all words are compared with
    [InlineData(12, 0.9)]
    public void Words_that_equal_a_threshold_are_decided_by_a_second_word(int threshold, double share)
    {
        RandomKey key = RandomKey.For(1, RandomPurpose.PoissonDrive, 0);
        uint word = (from neuron in Enumerable.Range(0, 64) // whole groups
                     from step in Enumerable.Range(0, Steps)
                     select PoissonDraw.Word(key, (uint)neuron, (uint)step)).MinBy(word => Math.Abs(word - (share * uint.MaxValue)));

        // Thresholds fall as the mean grows.
        (double low, double high) = (0, 30);
        double rateHz = 0;
        for (int i = 0; i < 100 && High(rateHz) != word; i++)
        {
            rateHz = (low + high) / 2 * 1000;
            (low, high) = High(rateHz) > word ? (rateHz / 1000, high) : (low, rateHz / 1000);
        }

        Assert.Equal(word, High(rateHz));
        Each_neuron_gets_its_own_events_in_each_step(rateHz, partitions: 1);

        uint High(double rateHz)
        {
            var table = PoissonTable.Create(rateHz / 1000);
            int i = threshold - table.First;
            return i < 0 ? 0 : i < table.High.Length ? table.High[i] : uint.MaxValue;
        }
    }

    [Fact]
    public void Drives_add_up_with_one_another_and_with_spikes()
    {
        PoissonDrive first = new() { Name = "first", Population = TinyNetwork.Target, RateHz = 700, Weight = Weight };
        PoissonDrive second = first with { Name = "second", Weight = -1, RateHz = 2000 };
        float[][] both = Jumps(Network(0.5, first, second));
        float[][] one = Jumps(Network(0.5, first));

        // The streams of a drive go by its number.
        float[][] other = Jumps(Network(0.5, first with { Weight = 0 }, second));
        float[][] spikes = Jumps(Network(0.5));
        Assert.Contains(spikes, jumps => jumps.Any(jump => jump != 0));
        for (int step = 0; step < both.Length; step++)
        {
            for (int i = 0; i < Neurons; i++)
            {
                Assert.Equal(one[step][i] + other[step][i] - spikes[step][i], both[step][i]);
            }
        }
    }

    [Fact]
    public void Only_selected_neurons_get_events_and_they_are_those_that_they_get_alone()
    {
        PoissonDrive all = new() { Name = "d", Population = TinyNetwork.Target, RateHz = 900, Weight = Weight };
        float[][] whole = Jumps(Network(0, all));
        float[][] some = Jumps(Network(0, all with { Neurons = new NeuronSelection.List([70, 3, 33]) }));
        for (int step = 0; step < whole.Length; step++)
        {
            Assert.Equal(Enumerable.Range(0, Neurons).Select(i => i is 3 or 33 or 70 ? whole[step][i] : 0), some[step]);
        }
    }

    [Theory]
    [InlineData(typeof(ScalarLane))]
    [InlineData(typeof(Lane4))]
    [InlineData(typeof(Lane8))]
    [InlineData(typeof(Lane16))]
    public void Lanes_and_going_on_from_a_snapshot_change_nothing(Type lane)
    {
        NetworkDescription network = Gpu.TinyNetworks.Driven;
        using var expected = Simulation.Create(network, new HostDevice());
        expected.Run(120);
        using var simulation = Simulation.Create(network, new HostDevice(lane), partitions: 2);
        simulation.Run(50);
        using var resumed = Simulation.Create(network, new HostDevice(lane), partitions: 3, from: simulation.Capture());
        resumed.Run(70);
        Assert.Equal(expected.Digest(), resumed.Digest());
    }

    [Fact]
    public void A_drive_that_cannot_be_is_refused()
    {
        PoissonDrive drive = new() { Name = "d", Population = TinyNetwork.Target, RateHz = 900, Weight = Weight };
        Assert.Equal(["input d rate [Hz] is -1: must be at least 0"], Findings(drive with { RateHz = -1 }));
        Assert.Equal(["input d weight is NaN: must be a finite number"], Findings(drive with { Weight = double.NaN }));
        Assert.Equal(["input d goes to 'x': must be a population of the network"], Findings(drive with { Population = "x" }));
        Assert.StartsWith("input d goes to receptor 'x' of ", Assert.Single(Findings(drive with { Receptor = "x" })));
        Assert.Equal(["input d mean number of events in a step is 200000: must be from 0 to 100000"], Findings(drive with { RateHz = 2e8 }));
        Assert.Equal(["input d selects no neuron: must select at least one"], Findings(drive with { Neurons = new NeuronSelection.List([]) }));
        Assert.Equal(["input 'd' is there already: names must be unique, not by the case of letters alone"], Findings(drive, drive));
    }

    private static IReadOnlyList<string> Findings(params PoissonDrive[] drives) =>
        Assert.Throws<InvalidDescriptionException>(() => Network(0, drives).Validate()).Findings;

    private static float[][] Jumps(NetworkDescription network)
    {
        using Simulation simulation = TinyNetwork.Simulate(network, partitions: 2);
        return [.. Enumerable.Range(0, 40).Select(_ =>
        {
            simulation.Run(1);
            return simulation.Jumps();
        })];
    }

    private static NetworkDescription Network(double connected, params PoissonDrive[] drives)
    {
        NetworkDescription network = TinyNetwork.Of(
            SpikeTable.Random(5, 40, seed: 3),
            SpikeTable.Silent(Neurons),
            TinyNetwork.Projection(new FixedProbability(connected), weight: 0.5));
        return network with { Inputs = [.. drives, .. network.Inputs] };
    }
}

using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Recording;

public sealed class SpikeRecorderTests
{
    private const int Steps = 150;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Spikes_are_kept_in_the_order_of_step_population_and_neuron(int partitions)
    {
        (NetworkDescription network, SpikeTable[] tables) = TwoPopulations();
        using Simulation simulation = TinyNetwork.Simulate(network, partitions, recordSpikes: true);
        simulation.Run(Steps);
        var expected = new List<RecordedSpike>();
        for (int step = 0; step < Steps; step++)
        {
            for (int population = 0; population < 2; population++)
            {
                expected.AddRange(tables[population].At(step).Select(neuron => new RecordedSpike(population, neuron, step)));
            }
        }

        Assert.Equal(expected, simulation.Spikes!.Spikes.ToArray());
        Assert.Equal(expected.Count(spike => spike.Population == 0), simulation.SpikeCount(0));
        Assert.Equal(expected.Count(spike => spike.Population == 1), simulation.SpikeCount(1));
    }

    [Fact]
    public void Spike_counts_are_kept_by_neuron()
    {
        (NetworkDescription network, SpikeTable[] tables) = TwoPopulations();
        using Simulation simulation = TinyNetwork.Simulate(network, partitions: 2);
        simulation.Run(Steps);
        for (int population = 0; population < 2; population++)
        {
            var counts = new List<long>();
            foreach (var partition in simulation.Partitions)
            {
                var slice = new long[partition.Slices[population].Count];
                partition.ReadSpikeCounts(population, slice);
                counts.AddRange(slice);
            }

            SpikeTable table = tables[population];
            Assert.Equal(
                Enumerable.Range(0, table.Neurons).Select(neuron => Enumerable.Range(0, Steps).LongCount(step => table.Spikes(step, neuron))),
                counts);
        }
    }

    [Fact]
    public void Cleared_spikes_are_gone_and_later_ones_are_kept()
    {
        (NetworkDescription network, SpikeTable[] tables) = TwoPopulations();
        using Simulation simulation = TinyNetwork.Simulate(network, recordSpikes: true);
        simulation.Run(50);
        simulation.Spikes!.Clear();
        Assert.Equal(0, simulation.Spikes.Spikes.Length);
        simulation.Run(1);
        Assert.Equal(
            [.. tables[0].At(50).Select(n => new RecordedSpike(0, n, 50)), .. tables[1].At(50).Select(n => new RecordedSpike(1, n, 50))],
            simulation.Spikes.Spikes.ToArray());
    }

    [Fact]
    public void Nothing_is_recorded_unless_it_was_asked_for()
    {
        using Simulation simulation = TinyNetwork.Simulate(TwoPopulations().Network);
        Assert.Null(simulation.Spikes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Synaptic_events_count_each_delivery_once_per_synapse(int partitions)
    {
        (NetworkDescription network, SpikeTable[] tables) = TwoPopulations();
        using Simulation simulation = TinyNetwork.Simulate(network, partitions);
        var outDegrees = simulation.ReadSynapses(0).CountBy(synapse => synapse.Source).ToDictionary();
        simulation.Run(Steps);
        simulation.Settle();

        // The delay is two steps, so the spikes of the last step are still under way when all else has been delivered.
        Assert.Equal(
            Enumerable.Range(0, Steps - 1).Sum(step => tables[0].At(step).Sum(neuron => outDegrees.GetValueOrDefault(neuron))),
            simulation.SynapticEvents);
    }

    private static (NetworkDescription Network, SpikeTable[] Tables) TwoPopulations()
    {
        SpikeTable[] tables = [SpikeTable.Random(5, Steps, seed: 71), SpikeTable.Random(37, Steps, seed: 72)];
        return (
            TinyNetwork.Of(tables[0], tables[1], TinyNetwork.Projection(new FixedProbability(0.4)) with { DelayMs = 2 }),
            tables);
    }
}

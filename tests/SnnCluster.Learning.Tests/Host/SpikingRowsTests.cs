using System.Numerics;
using SnnCluster.Learning.Host;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Tests.Host;

/// <summary>What spikes are written as, and the rows of theirs, against the plain way.</summary>
public sealed unsafe class SpikingRowsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(63)]
    [InlineData(64)]
    public void As_many_spikes_are_written_as_bits_are_set(int bits)
    {
        var random = new Random(bits);
        for (int attempt = 0; attempt < 20; attempt++)
        {
            int[] expected = [.. Enumerable.Range(0, 64).OrderBy(_ => random.Next()).Take(bits).Order()];
            ulong word = expected.Aggregate(0ul, (sum, bit) => sum | (1ul << bit));
            using var raster = new SpikeRaster(1, 0);

            raster.Close(SpikeRaster.Write(word, 128, raster.Open(64), 0));

            Assert.Equal(bits, BitOperations.PopCount(word));
            Assert.Equal(expected.Select(bit => 128 + bit), new ReadOnlySpan<int>(raster.At(0), raster.CountAt(0)).ToArray());
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(40, 5)]
    [InlineData(40, 16)]
    [InlineData(40, 17)]
    [InlineData(300, 33)] // more synapses than are listed at once
    [InlineData(300, 900)]
    public void Rows_are_passed_in_order_whatever_their_length(int sources, int longest)
    {
        const int Targets = 1000;
        var random = new Random(sources + longest);
        var ends = new int[sources];
        var targets = new List<int>();
        for (int source = 0; source < sources; source++)
        {
            targets.AddRange(Enumerable.Range(0, Targets).Where(_ => random.Next(Targets) < longest).Take(random.Next(longest + 1)));
            ends[source] = targets.Count;
        }

        var topology = new SparseTopology(ends, [.. targets], new float[targets.Count]);
        int[] rows = [.. Enumerable.Range(0, sources).Where(_ => random.Next(3) > 0), sources - 1];
        float[] weights = [.. targets.Select(_ => random.NextSingle())];
        float[] arrival = [.. Enumerable.Range(0, Targets).Select(_ => random.NextSingle())];
        var input = new float[Targets];
        var gradient = new float[targets.Count];
        var expectedInput = new float[Targets];
        var expectedGradient = new float[targets.Count];
        foreach (int row in rows)
        {
            for (int i = topology.RowBegin(row); i < ends[row]; i++)
            {
                expectedInput[targets[i]] += weights[i];
                expectedGradient[i] += arrival[targets[i]];
            }
        }

        using var synapses = new RowSynapses(Targets);
        fixed (int* sourcesOfRows = rows)
        {
            fixed (float* w = weights, a = arrival, sums = input, g = gradient)
            {
                for (int next = 0; next < rows.Length;)
                {
                    synapses.List(topology, sourcesOfRows, rows.Length, ref next);
                    synapses.AddToTargets(w, sums);
                    synapses.AddFromTargets(a, g);
                }
            }
        }

        Assert.Equal(expectedInput, input);
        Assert.Equal(expectedGradient, gradient);
    }

    [Fact]
    public void Steps_are_listed_by_neuron_the_latest_first_and_without_the_last_step()
    {
        const int Neurons = 7;
        const int Steps = 30;
        var random = new Random(3);
        using var raster = new SpikeRaster(Steps, 0);
        var expected = Enumerable.Range(0, Neurons).Select(_ => new List<int>()).ToArray();
        for (int step = 0; step < Steps; step++)
        {
            ulong word = (ulong)random.Next(1 << Neurons);
            raster.Close(SpikeRaster.Write(word, 0, raster.Open(Neurons), 0));
            for (int neuron = 0; step < Steps - 1 && neuron < Neurons; neuron++)
            {
                if ((word >> neuron & 1) != 0)
                {
                    expected[neuron].Insert(0, step);
                }
            }
        }

        using var steps = new SpikeSteps(Neurons);
        steps.Take(raster, Steps);
        steps.Take(raster, Steps);

        for (int neuron = 0; neuron < Neurons; neuron++)
        {
            int begin = neuron == 0 ? 0 : steps.Ends[neuron - 1];
            Assert.Equal(expected[neuron], new ReadOnlySpan<int>(steps.Steps + begin, steps.Ends[neuron] - begin).ToArray());
        }
    }
}

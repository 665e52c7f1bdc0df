using CsCheck;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Analysis;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests;

public sealed class ConnectivityStatisticsTests
{
    private static readonly Gen<(GridGeometry Grid, Synapse[] Synapses)> Networks =
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9]).SelectMany((width, height) => Gen.Select(
            Gen.Const(new GridGeometry(width, height)),
            Gen.Select(Gen.Int[0, (width * height) - 1], Gen.Int[0, (width * height) - 1], Gen.Float[0, 0.2f])
                .Select(row => new Synapse(row.Item1, row.Item2, 0, row.Item3, 1))
                .Array[0, 80]));

    [Fact]
    public void Degrees_are_those_of_all_neurons() => Networks.Sample((grid, synapses) =>
    {
        ConnectivityStatistics statistics = ConnectivityStatistics.Measure(synapses, grid.Size, grid.Size);

        Assert.Equal(synapses.Length, statistics.Synapses);
        AssertDegree(statistics.InDegree, synapses.Select(synapse => synapse.Target), grid.Size);
        AssertDegree(statistics.OutDegree, synapses.Select(synapse => synapse.Source), grid.Size);
        double meanWeight = synapses.Length == 0 ? double.NaN : synapses.Average(synapse => (double)synapse.Weight);
        Assert.Equal(meanWeight, statistics.MeanWeight, 1e-12);
    });

    [Fact]
    public void Sources_and_targets_may_differ_in_number()
    {
        ConnectivityStatistics statistics = ConnectivityStatistics.Measure(
            [new Synapse(3, 0, 0, 1, 1), new Synapse(3, 1, 0, 2, 1)], sources: 4, targets: 2);

        Assert.Equal(new DegreeStatistics(1, 0), statistics.InDegree);
        Assert.Equal(0.5, statistics.OutDegree.Mean);
        Assert.Equal(Math.Sqrt(0.75), statistics.OutDegree.StandardDeviation, 12);
        Assert.Equal(1.5, statistics.MeanWeight);
    }

    [Fact]
    public void Distance_bins_hold_every_pair_once() => Networks.Sample((grid, synapses) =>
    {
        var profile = new DistanceProfile(grid);
        DistanceCounts counts = profile.Count(synapses);
        long[] pairs = new long[profile.Bins];
        for (int source = 0; source < grid.Size; source++)
        {
            for (int target = 0; target < grid.Size; target++)
            {
                pairs[(int)Math.Floor(Math.Sqrt(grid.SquaredDistance(source, target)))]++;
            }
        }

        Assert.Equal(pairs, profile.PossiblePairs);
        for (int bin = 0; bin < profile.Bins; bin++)
        {
            Synapse[] own = [.. synapses.Where(s => (int)Math.Sqrt(grid.SquaredDistance(s.Source, s.Target)) == bin)];
            Assert.Equal((double)own.Length / pairs[bin], counts.ConnectionProbability(bin));
            Assert.Equal(own.Length == 0 ? double.NaN : own.Average(s => (double)s.Weight), counts.MeanWeight(bin), 1e-12);
        }
    });

    [Fact]
    public void Displacements_hold_every_synapse_once() => Networks.Sample((grid, synapses) =>
    {
        DisplacementMap map = DisplacementMap.Measure(synapses, grid);
        var reference = synapses.ToLookup(s => (
            Wrap(grid.X(s.Source) - grid.X(s.Target), map.FirstX, grid.Width),
            Wrap(grid.Y(s.Source) - grid.Y(s.Target), map.FirstY, grid.Height)));
        for (int dy = map.FirstY; dy <= map.LastY; dy++)
        {
            for (int dx = map.FirstX; dx <= map.LastX; dx++)
            {
                Synapse[] own = [.. reference[(dx, dy)]];
                Assert.Equal(own.Length, map.Synapses(dx, dy));
                Assert.Equal((double)own.Length / grid.Size, map.ConnectionProbability(dx, dy));
                Assert.Equal(own.Length == 0 ? double.NaN : own.Average(s => (double)s.Weight), map.MeanWeight(dx, dy), 1e-12);
            }
        }

        Assert.Equal(synapses.Length, reference.Sum(group => group.Count()));
        Assert.Equal(synapses.Length > 0, map.HasSynapses);
    });

    [Fact]
    public void A_source_to_the_right_has_a_positive_displacement()
    {
        var grid = new GridGeometry(8, 8);
        DisplacementMap map = DisplacementMap.Measure([new Synapse(Source: 1, Target: 7, 0, 0.5f, 1)], grid);

        Assert.Equal(1, map.Synapses(2, 0)); // From column 7 two columns right, across the edge.
        Assert.Equal((-4, 3), (map.FirstX, map.LastX));
    }

    private static int Wrap(int value, int first, int length)
    {
        while (value < first)
        {
            value += length;
        }

        while (value >= first + length)
        {
            value -= length;
        }

        return value;
    }

    private static void AssertDegree(DegreeStatistics actual, IEnumerable<int> ids, int neurons)
    {
        ILookup<int, int> byId = ids.ToLookup(id => id);
        double[] degrees = [.. Enumerable.Range(0, neurons).Select(id => (double)byId[id].Count())];
        double mean = degrees.Average();
        Assert.Equal(mean, actual.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(degrees.Average(degree => (degree - mean) * (degree - mean))), actual.StandardDeviation, 1e-9);
    }
}

using CsCheck;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Analysis;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests;

public sealed class DisplacementMapTests
{
    private static readonly Gen<(GridGeometry Grid, Synapse[] Synapses)> Networks =
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9]).SelectMany((width, height) => Gen.Select(
            Gen.Const(new GridGeometry(width, height)),
            Gen.Select(Gen.Int[0, (width * height) - 1], Gen.Int[0, (width * height) - 1], Gen.Float[0, 0.2f])
                .Select(row => new Synapse(row.Item1, row.Item2, 0, row.Item3, 1))
                .Array[0, 80]));

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
}

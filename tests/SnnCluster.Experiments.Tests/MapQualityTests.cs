using CsCheck;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Analysis;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests;

public sealed class MapQualityTests
{
    private static readonly GridGeometry Grid = new(16, 16);

    [Fact]
    public void One_input_from_the_own_position_is_a_perfect_map()
    {
        MapQuality quality = MapQuality.Measure([Make(5, 7, 5, 7)], Grid);

        Assert.Equal(0, quality.SigmaAff);
        Assert.Equal(0, quality.Ad);
        Assert.Equal(0, quality.SigmaAffWeighted);
        Assert.Equal(0, quality.AdWeighted);
        Assert.Equal(1, quality.Targets);
        Assert.Equal(255, quality.TargetsWithoutInputs);
    }

    [Fact]
    public void Two_inputs_of_equal_weight_have_their_centre_half_way()
    {
        // At (4, 7) and (7, 7): centre (5.5, 7), each 1.5 away; the target at (5, 7) is 0.5 from it.
        MapQuality quality = MapQuality.Measure([Make(4, 7, 5, 7), Make(7, 7, 5, 7)], Grid);

        Assert.Equal(1.5, quality.SigmaAff, 12);
        Assert.Equal(0.75, quality.SigmaAffPerAxis, 12);
        Assert.Equal(0.5, quality.Ad, 12);
        Assert.Equal(1.5, quality.MeanDistance, 12);
    }

    [Fact]
    public void Weights_pull_the_centre_to_steps_of_a_tenth()
    {
        // Weights 1 and 3 at x = 0 and x = 4: the centre is at 3, the mean square (1·9 + 3·1)/4 = 3.
        MapQuality quality = MapQuality.Measure([Make(0, 0, 0, 0, 1), Make(4, 0, 0, 0, 3)], Grid);

        Assert.Equal(2, quality.SigmaAff, 12);
        Assert.Equal(2, quality.Ad, 12);
        Assert.Equal(Math.Sqrt(3), quality.SigmaAffWeighted, 12);
        Assert.Equal(3, quality.AdWeighted, 12);
        Assert.Equal(3, quality.MeanDistanceWeighted, 12);
        Assert.Equal(2, quality.MeanWeight, 12);

        // Three inputs at 0, 0 and 1: the mean is 1/3, the nearest tenth 0.3.
        MapQuality thirds = MapQuality.Measure([Make(0, 0, 0, 0), Make(0, 1, 0, 0), Make(1, 0, 0, 0)], Grid);
        Assert.Equal(Math.Sqrt(0.18), thirds.Ad, 12);
        Assert.Equal(Math.Sqrt(2 * ((2 * 0.09) + 0.49) / 3), thirds.SigmaAff, 12);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(112)]
    public void Inputs_across_the_edge_are_neighbours(int side)
    {
        var grid = new GridGeometry(side, side);
        Synapse[] synapses =
        [
            new(grid.Size - 1, 0, 0, 0.2f, 1), // (-1, -1)
            new(side + 1, 0, 0, 0.2f, 1), // (1, 1)
        ];

        MapQuality quality = MapQuality.Measure(synapses, grid);

        Assert.Equal(Math.Sqrt(2), quality.SigmaAff, 12);
        Assert.Equal(0, quality.Ad, 12);
    }

    [Fact]
    public void A_tie_goes_to_the_smallest_id()
    {
        // Opposite on a ring of 16, two inputs have two best centres, 4 and 12; each is 4 from both.
        MapQuality near = MapQuality.Measure([Make(0, 0, 4, 0), Make(8, 0, 4, 0)], Grid);
        MapQuality far = MapQuality.Measure([Make(0, 0, 12, 0), Make(8, 0, 12, 0)], Grid);

        Assert.Equal(4, near.SigmaAff, 12);
        Assert.Equal(0, near.Ad, 12);
        Assert.Equal(8, far.Ad, 12);
    }

    [Fact]
    public void Targets_without_inputs_or_without_weight_are_counted_and_left_out()
    {
        MapQuality none = MapQuality.Measure([], Grid);
        Assert.Equal((0, 256), (none.Targets, none.TargetsWithoutInputs));
        Assert.True(double.IsNaN(none.SigmaAff));
        Assert.Null(MapQuality.ToJson(name => none.Values().Single(one => one.Name == name).Value)["sigmaAff"]);

        MapQuality weightless = MapQuality.Measure([Make(3, 3, 3, 3, 0), Make(5, 4, 4, 4, 0.1f)], Grid);
        Assert.Equal(1, weightless.TargetsWithoutWeight);
        Assert.Equal(0.5, weightless.Ad, 12);
        Assert.Equal(1, weightless.AdWeighted, 12);
    }

    [Fact]
    public void Agrees_with_a_search_of_all_points() =>
        Gen.Select(Gen.Int[1, 16], Gen.Int[1, 16])
            .SelectMany((width, height) => Gen.Select(
                Gen.Const(new GridGeometry(width, height)),
                Gen.Select(Gen.Int[0, (width * height) - 1], Gen.Int[0, (width * height) - 1], Gen.Int[0, 20])
                    .Array[1, 60]))
            .Sample((grid, rows) =>
            {
                Synapse[] synapses = [.. rows.Select(row => new Synapse(row.Item1, row.Item2, 0, row.Item3 / 100f, 1))];
                AssertClose(synapses, grid);
            });

    [Fact]
    public void Agrees_with_a_search_of_all_points_where_the_window_is_smaller_than_the_grid() =>
        Gen.Select(Gen.Int[17, 40], Gen.Int[17, 40], Gen.Int[0, 1599])
            .SelectMany((width, height, target) => Gen.Select(
                Gen.Const((Grid: new GridGeometry(width, height), Target: target % (width * height))),
                Gen.Select(Gen.Int[-5, 5], Gen.Int[-5, 5], Gen.Int[1, 20]).Array[1, 20]))
            .Sample((where, rows) =>
            {
                (GridGeometry grid, int target) = where;
                Synapse[] synapses = [.. rows.Select(row =>
                {
                    int x = (grid.X(target) + row.Item1 + grid.Width) % grid.Width;
                    int y = (grid.Y(target) + row.Item2 + grid.Height) % grid.Height;
                    return new Synapse((y * grid.Width) + x, target, 0, row.Item3 / 100f, 1);
                })];
                AssertClose(synapses, grid);
            });

    private static Synapse Make(int sourceX, int sourceY, int targetX, int targetY, float weight = 0.2f) =>
        new((sourceY * 16) + sourceX, (targetY * 16) + targetX, 0, weight, 1);

    // The width of a field is a continuous function of the inputs, so both must agree to rounding. Where two centres
    // are equally good to rounding, either search may take either: AD is compared with the set of all best centres.
    private static void AssertClose(Synapse[] synapses, GridGeometry grid)
    {
        MapQuality actual = MapQuality.Measure(synapses, grid);
        (double sigma, double adLow, double adHigh) = Reference(synapses, grid, weighted: false);
        Assert.Equal(sigma, actual.SigmaAff, 1e-9);
        Assert.InRange(actual.Ad, adLow - 1e-9, adHigh + 1e-9);
        (sigma, adLow, adHigh) = Reference(synapses, grid, weighted: true);
        Assert.Equal(sigma, actual.SigmaAffWeighted, 1e-9);
        Assert.True(double.IsNaN(adLow) == double.IsNaN(actual.AdWeighted));
        if (!double.IsNaN(adLow))
        {
            Assert.InRange(actual.AdWeighted, adLow - 1e-9, adHigh + 1e-9);
        }
    }

    private static (double Sigma, double AdLow, double AdHigh) Reference(Synapse[] synapses, GridGeometry grid, bool weighted)
    {
        var sigmas = new List<double>();
        var lows = new List<double>();
        var highs = new List<double>();
        foreach (IGrouping<int, Synapse> inputs in synapses.GroupBy(synapse => synapse.Target))
        {
            double total = inputs.Sum(input => weighted ? (double)input.Weight : 1);
            if (total == 0)
            {
                continue;
            }

            double MeanSquare(double x, double y) => inputs.Sum(input =>
                (weighted ? (double)input.Weight : 1) * Square(grid, x, y, grid.X(input.Source), grid.Y(input.Source))) / total;

            var coarse = Enumerable.Range(0, grid.Size)
                .Select(id => (Id: id, Value: MeanSquare(grid.X(id), grid.Y(id))))
                .ToArray();
            double least = coarse.Min(point => point.Value);
            int best = coarse.First(point => point.Value <= least + 1e-9).Id;
            var fine = new List<(double Value, double Ad)>();
            for (int dy = -5; dy <= 5; dy++)
            {
                for (int dx = -5; dx <= 5; dx++)
                {
                    double x = grid.X(best) + (dx / 10.0);
                    double y = grid.Y(best) + (dy / 10.0);
                    double square = Square(grid, x, y, grid.X(inputs.Key), grid.Y(inputs.Key));
                    fine.Add((MeanSquare(x, y), Math.Sqrt(square)));
                }
            }

            double smallest = fine.Min(point => point.Value);
            sigmas.Add(Math.Sqrt(Math.Max(0, smallest)));
            lows.Add(fine.Where(point => point.Value <= smallest + 1e-9).Min(point => point.Ad));
            highs.Add(fine.Where(point => point.Value <= smallest + 1e-9).Max(point => point.Ad));
        }

        return sigmas.Count == 0
            ? (double.NaN, double.NaN, double.NaN)
            : (sigmas.Average(), lows.Average(), highs.Average());
    }

    private static double Square(GridGeometry grid, double ax, double ay, double bx, double by)
    {
        double dx = Math.Abs(ax - bx) % grid.Width;
        double dy = Math.Abs(ay - by) % grid.Height;
        dx = Math.Min(dx, grid.Width - dx);
        dy = Math.Min(dy, grid.Height - dy);
        return (dx * dx) + (dy * dy);
    }
}

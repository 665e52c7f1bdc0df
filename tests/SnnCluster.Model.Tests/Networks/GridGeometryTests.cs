using CsCheck;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Tests.Networks;

public class GridGeometryTests
{
    private static readonly Gen<(GridGeometry Grid, int A, int B, int C)> GridAndThree =
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40]).SelectMany((width, height) => Gen.Int[0, (width * height) - 1].Array[3].Select(
            ids => (new GridGeometry(width, height), ids[0], ids[1], ids[2])));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(9, 1)]
    [InlineData(2, 2)]
    [InlineData(16, 16)]
    [InlineData(31, 17)]
    [InlineData(100, 3)]
    [InlineData(1023, 257)]
    public void Columns_and_rows_are_remainder_and_quotient_by_the_width(int width, int height)
    {
        GridGeometry grid = new(width, height);
        Assert.Equal(width * height, grid.Size);
        for (int id = 0; id < grid.Size; id++)
        {
            if (grid.X(id) != id % width || grid.Y(id) != id / width)
            {
                Assert.Fail($"neuron {id} is at ({grid.X(id)}, {grid.Y(id)}), not ({id % width}, {id / width})");
            }
        }
    }

    // The quotient never falls from one id to the next, so it is right everywhere if it is at both ends of each row.
    [Theory]
    [InlineData(32768, 32768)]
    [InlineData(32767, 32768)]
    [InlineData(32768, 32767)]
    [InlineData(20011, 30011)]
    [InlineData(16385, 32768)]
    [InlineData(3, 32768)]
    [InlineData(1, 32768)]
    [InlineData(32768, 1)]
    public void Columns_and_rows_are_right_on_the_largest_grids(int width, int height)
    {
        GridGeometry grid = new(width, height);
        for (int y = 0; y < height; y++)
        {
            int first = y * width;
            int last = first + width - 1;
            if ((grid.X(first), grid.Y(first), grid.X(last), grid.Y(last)) != (0, y, width - 1, y))
            {
                Assert.Fail($"row {y} goes from ({grid.X(first)}, {grid.Y(first)}) to ({grid.X(last)}, {grid.Y(last)})");
            }
        }
    }

    [Fact]
    public void The_distance_is_the_shortest_over_all_ways_round() =>
        GridAndThree.Sample(sample =>
        {
            (GridGeometry grid, int a, int b, _) = sample;
            int dx = (a % grid.Width) - (b % grid.Width);
            int dy = (a / grid.Width) - (b / grid.Width);
            int[] turns = [-1, 0, 1];
            int shortest = turns.Min(turn => Square(dx + (turn * grid.Width)))
                + turns.Min(turn => Square(dy + (turn * grid.Height)));
            return grid.SquaredDistance(a, b) == shortest;
        });

    [Fact]
    public void The_distance_is_symmetric_and_zero_only_to_oneself() =>
        GridAndThree.Sample(sample =>
            sample.Grid.SquaredDistance(sample.A, sample.B) == sample.Grid.SquaredDistance(sample.B, sample.A)
            && (sample.Grid.SquaredDistance(sample.A, sample.B) == 0) == (sample.A == sample.B));

    [Fact]
    public void The_distance_stays_the_same_when_both_neurons_move_alike_round_the_grid() =>
        GridAndThree.Sample(sample =>
        {
            (GridGeometry grid, int a, int b, int by) = sample;
            int Moved(int id) => ((((id / grid.Width) + (by / grid.Width)) % grid.Height) * grid.Width)
                + (((id % grid.Width) + (by % grid.Width)) % grid.Width);
            return grid.SquaredDistance(a, b) == grid.SquaredDistance(Moved(a), Moved(b));
        });

    [Fact]
    public void The_largest_distance_is_half_way_round_in_both_directions() =>
        Assert.Equal(2 * 16384 * 16384, new GridGeometry(32768, 32768).SquaredDistance(0, (16384 * 32768) + 16384));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, 5)]
    [InlineData(32769, 1)]
    [InlineData(1, 32769)]
    public void Sides_must_be_from_1_to_32768(int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GridGeometry(width, height));

    [Fact]
    public void Grids_are_equal_where_their_sides_are()
    {
        Assert.Equal(new GridGeometry(3, 4), new GridGeometry(3, 4));
        Assert.NotEqual(new GridGeometry(3, 4), new GridGeometry(4, 3));
    }

    private static int Square(int value) => value * value;
}

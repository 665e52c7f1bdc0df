using System.Globalization;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Connectivity;

/// <summary>What distance is at the borders of a grid.</summary>
public enum GridBorders
{
    /// <summary>The grid is a torus: the shorter way round counts in each direction.</summary>
    Periodic,

    /// <summary>The grid ends: neurons at its borders have fewer neighbours.</summary>
    Open,
}

/// <summary>A displacement on a grid and the kernel's value there.</summary>
internal readonly record struct Offset(int Dx, int Dy, double Value);

/// <summary>A kernel over the displacements of a grid, largest first.</summary>
internal sealed class DistanceProfile
{
    // 2^-64; what is smaller is left out.
    private const double SmallestValue = 5.4e-20;

    // Displacements of a kernel are listed, once for each of its projections: a gigabyte at most.
    private const double MostDisplacements = 1 << 26;

    private readonly GridBorders _borders;
    private readonly Offset[] _offsets;

    private DistanceProfile(GridGeometry grid, GridBorders borders, Offset[] offsets)
    {
        Grid = grid;
        _borders = borders;
        _offsets = offsets;
        Total = borders == GridBorders.Periodic
            ? offsets.Sum(offset => offset.Value)
            : offsets.Sum(offset => offset.Value * (grid.Width - Math.Abs(offset.Dx)) * (grid.Height - Math.Abs(offset.Dy)) / grid.Size);
    }

    public GridGeometry Grid { get; }

    /// <summary>Displacements by falling value; equal ones in the order of the grid.</summary>
    public ReadOnlySpan<Offset> Offsets => _offsets;

    /// <summary>The sum of all values, mean over targets: mean number of sources at probability 1.</summary>
    public double Total { get; }

    public static void Validate(
        string name, DistanceKernel kernel, GridBorders borders, ConnectivityContext context, ValidationErrors errors)
    {
        kernel.Validate(name, errors);
        if (!Enum.IsDefined(borders))
        {
            errors.Add($"{name} borders are {borders}: must be {nameof(GridBorders.Periodic)} or {nameof(GridBorders.Open)}");
        }

        if (context.Grid is null)
        {
            errors.Add($"{name} connects by distance: source and target need the same grid");
        }
        else if (Width(context.Grid.Value.Width) * Width(context.Grid.Value.Height) > MostDisplacements)
        {
            errors.Add($"{name} connects over distances of up to {ValidationErrors.Text(kernel.Reach)}, to more than {MostDisplacements} positions: a narrower kernel is needed");
        }

        double Width(int length) => Math.Min((2 * kernel.Reach) + 1, length);
    }

    public static DistanceProfile Create(DistanceKernel kernel, GridGeometry grid, GridBorders borders)
    {
        bool isPeriodic = borders == GridBorders.Periodic;
        var offsets = new List<Offset>();
        int Reach(int length) => (int)Math.Min(kernel.Reach, isPeriodic ? length / 2 : length - 1);
        for (int dy = -Reach(grid.Height); dy <= Reach(grid.Height); dy++)
        {
            for (int dx = -Reach(grid.Width); dx <= Reach(grid.Width); dx++)
            {
                // Half way round an even grid, both directions lead to the same neuron.
                bool twice = isPeriodic && ((2 * dx == -grid.Width) || (2 * dy == -grid.Height));
                double value = kernel.ValueAt(dx, dy);
                bool isItself = dx == 0 && dy == 0;
                if (!(value >= (isItself ? 1 : 0) && value <= 1))
                {
                    throw new InvalidDescriptionException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{kernel.GetType().Name} is {value} at the displacement ({dx}, {dy}): must be {(isItself ? "1" : "from 0 to 1")}"));
                }

                if (!twice && value > SmallestValue)
                {
                    offsets.Add(new Offset(dx, dy, value));
                }
            }
        }

        return new DistanceProfile(grid, borders, [.. offsets.OrderByDescending(offset => offset.Value)]);
    }

    /// <summary>Whether each neuron has another one within reach.</summary>
    public bool AllHaveNeighbours()
    {
        for (int target = 0; target < Grid.Size; target++)
        {
            (int x, int y) = (Grid.X(target), Grid.Y(target));
            if (!Array.Exists(_offsets, offset => At(x, y, offset) is var source && source >= 0 && source != target))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The neuron at a displacement from a position; -1 beyond an open border.</summary>
    public int At(int x, int y, Offset offset)
    {
        int sourceX = x + offset.Dx;
        int sourceY = y + offset.Dy;
        if (_borders == GridBorders.Open && ((uint)sourceX >= (uint)Grid.Width || (uint)sourceY >= (uint)Grid.Height))
        {
            return -1;
        }

        sourceX += sourceX < 0 ? Grid.Width : sourceX >= Grid.Width ? -Grid.Width : 0;
        sourceY += sourceY < 0 ? Grid.Height : sourceY >= Grid.Height ? -Grid.Height : 0;
        return (sourceY * Grid.Width) + sourceX;
    }
}

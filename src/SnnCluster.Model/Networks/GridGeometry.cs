using System.Runtime.CompilerServices;

namespace SnnCluster.Model.Networks;

/// <summary>
/// A grid of neurons with periodic boundaries and distance 1 between neighbours; neuron id = y·width + x. A width of
/// 0 stands for neurons without positions.
/// </summary>
public readonly record struct GridGeometry
{
    private const int Shift = 48;
    private const int Most = 32768;

    // A little above 2^48/width: id·reciprocal >> 48 is id/width exactly while id·width < 2^48, and the product fits 64
    // bits while id < 2^15·width. Both hold for every neuron of the largest grid.
    private readonly ulong _reciprocal;

    /// <summary>A grid of so many columns and rows.</summary>
    /// <param name="width">Columns, 1 to 32768.</param>
    /// <param name="height">Rows, 1 to 32768.</param>
    public GridGeometry(int width, int height)
    {
        Width = Checked(width, nameof(width));
        Height = Checked(height, nameof(height));
        _reciprocal = ((1UL << Shift) / (uint)width) + 1;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Number of positions.</summary>
    public int Size => Width * Height;

    /// <summary>The row of a neuron.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Y(int id) => (int)(((uint)id * _reciprocal) >> Shift);

    /// <summary>The column of a neuron.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int X(int id) => id - (Y(id) * Width);

    /// <summary>The squared distance of two neurons, the shorter way round in each direction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SquaredDistance(int a, int b)
    {
        int ya = Y(a);
        int yb = Y(b);
        int dx = Math.Abs(a - (ya * Width) - (b - (yb * Width)));
        int dy = Math.Abs(ya - yb);
        dx = Math.Min(dx, Width - dx);
        dy = Math.Min(dy, Height - dy);
        return (dx * dx) + (dy * dy);
    }

    /// <summary>Columns and rows between two neurons, the shorter way round, at least 0.</summary>
    public (int Columns, int Rows) Displacement(int a, int b)
    {
        int dx = Math.Abs((a % Width) - (b % Width));
        int dy = Math.Abs(Y(a) - Y(b));
        return (Math.Min(dx, Width - dx), Math.Min(dy, Height - dy));
    }

    private static int Checked(int value, string name) =>
        value is >= 1 and <= Most ? value : throw new ArgumentOutOfRangeException(name, $"{name} is {value}: must be from 1 to {Most}");
}

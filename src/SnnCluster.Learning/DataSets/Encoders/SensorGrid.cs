namespace SnnCluster.Learning.DataSets.Encoders;

/// <summary>
/// Spatial down-sampling of events: which channel an event of a pixel and a polarity goes to, where squares of factor x
/// factor pixels share one. Channels count columns first, then rows, then polarities.
/// </summary>
public sealed class SensorGrid
{
    private readonly int _factor;
    private readonly int _columns;
    private readonly int _rows;

    /// <summary>A sensor of one size.</summary>
    /// <param name="width">Pixels per row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="polarities">Kinds of events: 2 where brighter and darker are told apart, else 1.</param>
    /// <param name="factor">Pixels per side that share a channel, at least 1; 1: each pixel has its own.</param>
    public SensorGrid(int width, int height, int polarities, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(polarities, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        Width = width;
        Height = height;
        Polarities = polarities;
        _factor = factor;
        _columns = ((width - 1) / factor) + 1;
        _rows = ((height - 1) / factor) + 1;
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Kinds of events.</summary>
    public int Polarities { get; }

    /// <summary>Number of channels.</summary>
    public int Channels => _columns * _rows * Polarities;

    /// <summary>The channel of an event.</summary>
    /// <param name="x">Column of the pixel, 0 to <see cref="Width"/> - 1.</param>
    /// <param name="y">Row of the pixel, 0 to <see cref="Height"/> - 1.</param>
    /// <param name="polarity">Kind of event, 0 to <see cref="Polarities"/> - 1.</param>
    public int Channel(int x, int y, int polarity) => (((polarity * _rows) + (y / _factor)) * _columns) + (x / _factor);

    /// <summary>Whether there is such a pixel and polarity.</summary>
    public bool Contains(int x, int y, int polarity) =>
        (uint)x < (uint)Width && (uint)y < (uint)Height && (uint)polarity < (uint)Polarities;
}

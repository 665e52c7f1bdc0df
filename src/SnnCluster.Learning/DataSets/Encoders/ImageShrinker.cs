namespace SnnCluster.Learning.DataSets.Encoders;

/// <summary>
/// Spatial down-sampling of grey images: squares of factor x factor pixels become one pixel, their mean, rounded to the
/// nearest. Squares at the right and lower edge that the image does not fill are the mean of the pixels that they have.
/// </summary>
public sealed class ImageShrinker
{
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _factor;

    /// <summary>For images of one size.</summary>
    /// <param name="rows">Rows of pixels, at least 1.</param>
    /// <param name="columns">Columns of pixels, at least 1.</param>
    /// <param name="factor">Pixels per side that become one, at least 1; 1 changes nothing.</param>
    public ImageShrinker(int rows, int columns, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        _rows = rows;
        _columns = columns;
        _factor = factor;
        Rows = ((rows - 1) / factor) + 1;
        Columns = ((columns - 1) / factor) + 1;
    }

    /// <summary>Rows of a shrunk image.</summary>
    public int Rows { get; }

    /// <summary>Columns of a shrunk image.</summary>
    public int Columns { get; }

    /// <summary>Shrinks an image.</summary>
    /// <param name="pixels">Its pixels, row by row.</param>
    /// <param name="shrunk">Takes <see cref="Rows"/> x <see cref="Columns"/> pixels, row by row.</param>
    public void Shrink(ReadOnlySpan<byte> pixels, Span<byte> shrunk)
    {
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                shrunk[(row * Columns) + column] = Mean(pixels, row * _factor, column * _factor);
            }
        }
    }

    private byte Mean(ReadOnlySpan<byte> pixels, int firstRow, int firstColumn)
    {
        int endRow = (int)Math.Min((long)firstRow + _factor, _rows);
        int endColumn = (int)Math.Min((long)firstColumn + _factor, _columns);
        long sum = 0;
        for (int row = firstRow; row < endRow; row++)
        {
            foreach (byte pixel in pixels[((row * _columns) + firstColumn)..((row * _columns) + endColumn)])
            {
                sum += pixel;
            }
        }

        long count = (long)(endRow - firstRow) * (endColumn - firstColumn);
        return (byte)((sum + (count / 2)) / count);
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// Reads NumPy's array files: the bytes 93 'NUMPY', a version, the length of a header, the header (a Python dictionary
/// with descr, fortran_order and shape), then the values. Lists and tables of little-endian numbers of one type. Source: NumPy's
/// documentation of numpy.lib.format.
/// </summary>
internal sealed partial class NpyFile
{
    private readonly byte[] _content;
    private readonly int _offset;
    private readonly bool _isByColumn;
    private readonly char _kind;
    private readonly int _size;

    private NpyFile(byte[] content, int offset, bool isByColumn, char kind, int size, int rows, int columns)
    {
        _content = content;
        _offset = offset;
        _isByColumn = isByColumn;
        _kind = kind;
        _size = size;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Rows of the table.</summary>
    public int Rows { get; }

    /// <summary>Columns of the table.</summary>
    public int Columns { get; }

    /// <summary>Whether its numbers are whole ones.</summary>
    public bool IsWhole => _kind != 'f';

    /// <summary>A value of the table.</summary>
    public double this[int row, int column]
    {
        get
        {
            long index = _isByColumn ? ((long)column * Rows) + row : ((long)row * Columns) + column;
            ReadOnlySpan<byte> value = _content.AsSpan(_offset + (int)(index * _size), _size);
            return (_kind, _size) switch
            {
                ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(value),
                ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(value),
                ('f', 8) => BinaryPrimitives.ReadDoubleLittleEndian(value),
                ('i', 1) => (sbyte)value[0],
                ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(value),
                ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(value),
                ('i', 8) => BinaryPrimitives.ReadInt64LittleEndian(value),
                ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(value),
                ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(value),
                ('u', 8) => BinaryPrimitives.ReadUInt64LittleEndian(value),
                _ => value[0],
            };
        }
    }

    /// <summary>Reads a table of numbers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">So many columns it must have; a list has one.</param>
    /// <exception cref="DataFileException">It is no such file, or cut short or too long.</exception>
    public static NpyFile Read(string path, int columns) => Parse(path, FileContent.Read(path), columns);

    /// <summary>Reads a table of numbers from the content of a file.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="content">All its bytes.</param>
    /// <param name="columns">So many columns it must have; a list has one, and a single number is a list of one.</param>
    /// <exception cref="DataFileException">It is no such file, or cut short or too long.</exception>
    public static NpyFile Parse(string path, byte[] content, int columns)
    {
        if (content.Length < 10 || !StartsWithMagic(content))
        {
            throw DataFileException.AtByte(path, 0, "the magic bytes of a NumPy array", $"{content.Length} bytes without them");
        }

        int lengthSize = content[6] == 1 ? 2 : 4;
        int begin = 8 + lengthSize;
        long headerLength = lengthSize == 2
            ? BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(8))
            : content.Length < begin ? content.Length : BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(8));
        if (headerLength > content.Length - begin)
        {
            throw DataFileException.AtByte(path, 8, "a header within the file", $"one of {headerLength} bytes");
        }

        string header = Encoding.Latin1.GetString(content, begin, (int)headerLength).Trim();
        Match match = Dictionary().Match(header);
        if (!match.Success
            || !int.TryParse(match.Groups["rows"] is { Success: true } many ? many.Value : "1", NumberStyles.None, CultureInfo.InvariantCulture, out int rows)
            || (match.Groups["columns"] is { Success: true } there ? there.Value : "1") != columns.ToString(CultureInfo.InvariantCulture))
        {
            throw DataFileException.AtByte(
                path, begin, $"an array of numbers, little-endian, of rows x {columns}", $"'{new string([.. header.Where(c => !char.IsControl(c))])}'");
        }

        int size = match.Groups["size"].Value[0] - '0';
        long offset = begin + headerLength;
        long length = (long)rows * columns * size;
        if (content.Length != offset + length)
        {
            throw DataFileException.AtByte(
                path,
                Math.Min(content.Length, offset + length),
                $"{offset + length} bytes in all, as its header says ({rows} x {columns})",
                content.Length < offset + length ? "the end of the file" : $"{content.Length - offset - length} bytes more");
        }

        return new NpyFile(
            content, (int)offset, match.Groups["order"].Value == "True", match.Groups["kind"].Value[0], size, rows, columns);
    }

    private static bool StartsWithMagic(byte[] content) => content[0] == 0x93 && content.AsSpan(1).StartsWith("NUMPY"u8);

    [GeneratedRegex(
        @"^\{'descr': '[<|](?:(?<kind>f)(?<size>[248])|(?<kind>[iu])(?<size>[1248]))', 'fortran_order': (?<order>True|False), 'shape': \((?:(?<rows>\d+)(?:, (?<columns>\d+)|,))?\),? ?\}$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Dictionary();
}

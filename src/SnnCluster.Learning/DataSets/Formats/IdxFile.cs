using System.Buffers.Binary;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// Reads IDX files, the format of MNIST: two zero bytes, the type (8: unsigned bytes), the number of dimensions, each
/// dimension as a big-endian 32-bit number, then the values, last dimension fastest. The file may be packed with gzip.
/// Source: the format's description on MNIST's page (LeCun, Cortes and Burges), as quoted by readers of these files.
/// </summary>
internal sealed class IdxFile
{
    private readonly byte[] _content;

    private IdxFile(string path, byte[] content, int[] dimensions)
    {
        Path = path;
        _content = content;
        Dimensions = dimensions;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its dimensions: of labels their number; of images their number, rows and columns.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>Items along the first dimension.</summary>
    public int Count => Dimensions[0];

    /// <summary>Bytes of one item.</summary>
    public int ItemLength => Dimensions.Skip(1).Aggregate(1, (length, dimension) => length * dimension);

    /// <summary>The values of an item.</summary>
    public ReadOnlySpan<byte> Item(int index) => _content.AsSpan(Offset(index), ItemLength);

    /// <summary>Where in the file an item begins [bytes].</summary>
    public int Offset(int index) => 4 + (4 * Dimensions.Count) + (index * ItemLength);

    /// <summary>Reads a file of unsigned bytes.</summary>
    /// <param name="path">The file; unpacked where its name ends with .gz.</param>
    /// <param name="dimensions">So many dimensions it must have: 1 for labels, 3 for images.</param>
    /// <exception cref="DataFileException">It is not such a file, or is cut short, or too long.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        byte[] content = FileContent.Read(path);
        int header = 4 + (4 * dimensions);
        if (content.Length < 4)
        {
            throw DataFileException.AtByte(path, content.Length, "the magic number of an IDX file", "the end of the file");
        }

        uint magic = BinaryPrimitives.ReadUInt32BigEndian(content);
        uint expected = 0x800u + (uint)dimensions;
        if (magic != expected)
        {
            throw DataFileException.AtByte(path, 0, $"the magic number 0x{expected:X8} of an IDX file", $"0x{magic:X8}");
        }

        if (content.Length < header)
        {
            throw DataFileException.AtByte(path, content.Length, $"a header of {header} bytes", "the end of the file");
        }

        var sizes = new int[dimensions];
        long length = 1;
        for (int i = 0; i < dimensions; i++)
        {
            int offset = 4 + (4 * i);
            uint size = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(offset));
            // What fits an array: else the product could overflow before it is compared with the length.
            if (size == 0 || (length *= size) > Array.MaxLength)
            {
                throw DataFileException.AtByte(path, offset, "a dimension of at least 1 that fits the file", $"{size}");
            }

            sizes[i] = (int)size;
        }

        if (content.Length != header + length)
        {
            throw DataFileException.AtByte(
                path,
                Math.Min(content.Length, header + length),
                $"{header + length} bytes in all, as its header says ({string.Join(" x ", sizes)})",
                content.Length < header + length ? "the end of the file" : $"{content.Length - header - length} bytes more");
        }

        return new IdxFile(path, content, sizes);
    }
}

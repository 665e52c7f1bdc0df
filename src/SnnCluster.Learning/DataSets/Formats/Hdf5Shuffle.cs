using PureHDF.Filters;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// Undoes HDF5's shuffle filter, which puts the first bytes of all numbers of a chunk before their second bytes, and so on.
/// It stands for the library's own, which fails on lists: these have no number of bytes to shuffle by, and were not
/// shuffled when they were written.
/// </summary>
internal sealed class Hdf5Shuffle : IH5Filter
{
    /// <summary>Its number in the HDF5 File Format Specification.</summary>
    public ushort FilterId => 2;

    /// <inheritdoc/>
    public string Name => "shuffle";

    /// <inheritdoc/>
    public Memory<byte> Filter(FilterInfo info)
    {
        if (!info.Flags.HasFlag(H5FilterFlags.Decompress))
        {
            throw new NotSupportedException("shuffle: files are read only");
        }

        int size = info.Parameters is [uint first, ..] && first <= info.Buffer.Length ? (int)first : 1;
        if (size <= 1)
        {
            return info.Buffer;
        }

        var restored = new byte[info.Buffer.Length];
        ReadOnlySpan<byte> shuffled = info.Buffer.Span;
        int count = shuffled.Length / size;
        for (int i = 0; i < count; i++)
        {
            for (int part = 0; part < size; part++)
            {
                restored[(i * size) + part] = shuffled[(part * count) + i];
            }
        }

        // What is no whole number stands behind the others, as it was.
        shuffled[(count * size)..].CopyTo(restored.AsSpan(count * size));
        return restored;
    }

    /// <inheritdoc/>
    public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) =>
        throw new NotSupportedException("shuffle: files are read only");
}

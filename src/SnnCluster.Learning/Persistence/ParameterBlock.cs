using System.Buffers.Binary;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Persistence;

/// <summary>The parameters of a projection as a block without padding: by source, then target, four bytes each.</summary>
internal static class ParameterBlock
{
    /// <summary>Takes a projection's values out of an array that is laid out as parameters are.</summary>
    public static byte[] Gather(ReadOnlySpan<float> all, ProjectionShape projection)
    {
        var bytes = new byte[checked((int)(4 * projection.Synapses))];
        (int rows, int length, int stride) = Rows(projection);
        for (int row = 0, at = 0; row < rows; row++)
        {
            foreach (float value in all.Slice(projection.Offset + (row * stride), length))
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), value);
                at += 4;
            }
        }

        return bytes;
    }

    /// <summary>Puts them back.</summary>
    public static void Scatter(ReadOnlySpan<byte> bytes, Span<float> all, ProjectionShape projection)
    {
        (int rows, int length, int stride) = Rows(projection);
        for (int row = 0, at = 0; row < rows; row++)
        {
            Span<float> values = all.Slice(projection.Offset + (row * stride), length);
            for (int i = 0; i < length; i++)
            {
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[at..]);
                at += 4;
            }
        }
    }

    // Sparse projections are one row in the order of their topology, dense ones a padded row for each source.
    private static (int Rows, int Length, int Stride) Rows(ProjectionShape projection) => projection.IsSparse
        ? (1, checked((int)projection.Synapses), 0)
        : (projection.Sources, projection.Targets, projection.Stride);
}

using System.Buffers.Binary;

namespace SnnCluster.Learning.Parallel.Messages;

/// <summary>Outcomes of examples as bytes: label, answer, loss and hidden spikes of each, little-endian.</summary>
internal static class OutcomeBytes
{
    /// <summary>Bytes of one.</summary>
    public const int Size = 24;

    /// <summary>Writes outcomes.</summary>
    public static byte[] Write(ReadOnlySpan<ExampleOutcome> outcomes)
    {
        var bytes = new byte[outcomes.Length * Size];
        Span<byte> rest = bytes;
        foreach (ExampleOutcome outcome in outcomes)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, outcome.Label);
            BinaryPrimitives.WriteInt32LittleEndian(rest[4..], outcome.Answer);
            BinaryPrimitives.WriteDoubleLittleEndian(rest[8..], outcome.Loss);
            BinaryPrimitives.WriteInt64LittleEndian(rest[16..], outcome.HiddenSpikes);
            rest = rest[Size..];
        }

        return bytes;
    }

    /// <summary>Reads as many outcomes as there are.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are more than there is room for.</exception>
    public static int Read(ReadOnlySpan<byte> bytes, Span<ExampleOutcome> outcomes)
    {
        int count = bytes.Length / Size;
        outcomes = outcomes[..count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> one = bytes.Slice(i * Size, Size);
            outcomes[i] = new ExampleOutcome(
                BinaryPrimitives.ReadInt32LittleEndian(one),
                BinaryPrimitives.ReadInt32LittleEndian(one[4..]),
                BinaryPrimitives.ReadDoubleLittleEndian(one[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(one[16..]));
        }

        return count;
    }
}

using System.Buffers.Binary;
using System.IO.Hashing;

namespace SnnCluster.Engine.Snapshots.Files;

/// <summary>What the content of a block is.</summary>
internal enum BlockKind : byte
{
    Outline = 1,
    State = 2,
    SpikeCounts = 3,
    History = 4,
    Input = 5,
    Spikes = 6,
    SourceEvents = 7,
    Synapses = 8,
    Counts = 9,
    End = 10,
    Observed = 11,
}

/// <summary>What stands before the content of each block; docs/snapshot-format.md has it byte by byte.</summary>
/// <param name="Kind">What the content is.</param>
/// <param name="Index">Number of the population or projection.</param>
/// <param name="Part">Number of the state variable, history or receptor.</param>
/// <param name="First">Number of the first entry within its column.</param>
/// <param name="Entries">Number of entries.</param>
/// <param name="BeginId">No neuron (of synapses: no target) has a smaller id.</param>
/// <param name="EndId">All neurons have smaller ids.</param>
/// <param name="RawLength">Bytes of the content before compression.</param>
/// <param name="StoredLength">Bytes of the content in the file.</param>
/// <param name="Hash">XxHash3 of the content in the file.</param>
internal readonly record struct BlockHeader(
    BlockKind Kind,
    int Index,
    int Part,
    long First,
    int Entries,
    int BeginId,
    int EndId,
    int RawLength,
    int StoredLength,
    ulong Hash)
{
    /// <summary>Bytes of a header in a file.</summary>
    public const int Length = 56;

    /// <summary>The most bytes of a block's content before compression, and what compression may add to them.</summary>
    public const int RawLimit = 4 << 20;
    public const int StoredLimit = RawLimit + (RawLimit >> 7);

    // "SNBK", so that a reader that has lost its way finds out at once.
    private const uint Mark = 0x4B42_4E53;
    private const int Hashed = Length - 8;

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, Mark);
        BinaryPrimitives.WriteUInt16LittleEndian(to[4..], (ushort)Kind);
        BinaryPrimitives.WriteUInt16LittleEndian(to[6..], checked((ushort)Part));
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], Index);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], Entries);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], First);
        BinaryPrimitives.WriteInt32LittleEndian(to[24..], BeginId);
        BinaryPrimitives.WriteInt32LittleEndian(to[28..], EndId);
        BinaryPrimitives.WriteInt32LittleEndian(to[32..], RawLength);
        BinaryPrimitives.WriteInt32LittleEndian(to[36..], StoredLength);
        BinaryPrimitives.WriteUInt64LittleEndian(to[40..], Hash);
        BinaryPrimitives.WriteUInt64LittleEndian(to[Hashed..], XxHash3.HashToUInt64(to[..Hashed]));
    }

    /// <summary>Reads a header; says what is wrong where it is none.</summary>
    public static BlockHeader Read(ReadOnlySpan<byte> from, out string? error)
    {
        error = BinaryPrimitives.ReadUInt32LittleEndian(from) != Mark ? "a block should begin here"
            : BinaryPrimitives.ReadUInt64LittleEndian(from[Hashed..]) != XxHash3.HashToUInt64(from[..Hashed])
                ? "a block's header does not have the checksum that it names"
            : null;
        var header = new BlockHeader(
            (BlockKind)BinaryPrimitives.ReadUInt16LittleEndian(from[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
            BinaryPrimitives.ReadUInt16LittleEndian(from[6..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[28..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[36..]),
            BinaryPrimitives.ReadUInt64LittleEndian(from[40..]));
        if (error is null
            && (header.RawLength is < 0 or > RawLimit || header.StoredLength is < 0 or > StoredLimit || header.Entries < 0))
        {
            error = $"a block of {header.RawLength} bytes, {header.StoredLength} in the file: at most {RawLimit} are allowed";
        }

        return header;
    }
}

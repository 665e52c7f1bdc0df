using System.Buffers.Binary;
using System.IO.Hashing;
using MessagePack;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Runs;

/// <summary>A segment of a log as far as it belongs to a checkpoint.</summary>
/// <param name="Number">Its number among the segments of its log, from 1.</param>
/// <param name="Bytes">How much of it.</param>
/// <param name="Hash">XxHash3 of that.</param>
internal sealed record SegmentMark(int Number, long Bytes, ulong Hash);

/// <summary>A segment of a log that was written before.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Bytes">How much of the file belongs to it.</param>
/// <param name="Hash">XxHash3 of that; null in a log of an earlier version, which has one segment.</param>
/// <param name="Open">Opens the file, which can be sought in.</param>
internal sealed record StoredSegment(string Name, long Bytes, ulong? Hash, Func<Stream> Open);

/// <summary>The records of a segment: the length of a part, a checksum of 8 bytes, and the part.</summary>
internal static class ReportRecords
{
    /// <summary>Bytes before each part.</summary>
    public const int HeaderBytes = 12;

    private const int MostRecordBytes = 1 << 24;

    /// <summary>Writes what comes before a part.</summary>
    public static void WriteHeader(Span<byte> header, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, part.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[4..], XxHash3.HashToUInt64(part));
    }

    /// <summary>Reads what comes before a part: its length.</summary>
    /// <param name="header">The header.</param>
    /// <param name="position">Where it lies, for messages.</param>
    /// <param name="end">Where the segment ends.</param>
    /// <exception cref="InvalidDataException">No part can have that length there.</exception>
    public static int LengthOf(ReadOnlySpan<byte> header, long position, long end)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        return length is >= 1 and <= MostRecordBytes && length <= end - position - HeaderBytes
            ? length
            : throw Damaged(position, $"a record of {length} bytes");
    }

    /// <summary>A part that comes behind a header.</summary>
    /// <exception cref="InvalidDataException">It does not have the checksum that is in the header, or is no part.</exception>
    public static ReportPart Read(ReadOnlySpan<byte> header, ReadOnlyMemory<byte> part, long position)
    {
        if (XxHash3.HashToUInt64(part.Span) != BinaryPrimitives.ReadUInt64LittleEndian(header[4..]))
        {
            throw Damaged(position, "a record whose checksum is wrong");
        }

        try
        {
            return ContractBytes.Read<ReportPart>(part);
        }
        catch (MessagePackSerializationException exception)
        {
            throw Damaged(position, $"a record that is no part of a report ({exception.Message})");
        }
    }

    /// <summary>All parts of a segment, in order.</summary>
    /// <exception cref="InvalidDataException">The segment is damaged; it says where.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IEnumerable<ReportPart> ReadAll(StoredSegment segment)
    {
        using Stream file = segment.Open();
        if (file.Length < segment.Bytes)
        {
            throw new InvalidDataException($"it has {file.Length} bytes, its manifest says {segment.Bytes}");
        }

        var hash = new XxHash3();
        foreach (ReportPart part in Parts(file, segment.Bytes, hash))
        {
            yield return part;
        }

        if (segment.Hash is ulong expected && hash.GetCurrentHashAsUInt64() != expected)
        {
            throw new InvalidDataException("its content does not have the hash that its manifest names");
        }
    }

    /// <summary>Compares the checksums of all records of a file.</summary>
    /// <param name="file">The file, which stays open.</param>
    /// <exception cref="InvalidDataException">One is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static void Check(Stream file) => Parts(file, file.Length, new XxHash3()).Count();

    private static IEnumerable<ReportPart> Parts(Stream file, long bytes, XxHash3 hash)
    {
        var header = new byte[HeaderBytes];
        for (long position = 0; position < bytes;)
        {
            file.ReadExactly(header);
            var part = new byte[LengthOf(header, position, bytes)];
            file.ReadExactly(part);
            hash.Append(header);
            hash.Append(part);
            yield return Read(header, part, position);
            position += HeaderBytes + part.Length;
        }
    }

    private static InvalidDataException Damaged(long position, string found) => new($"at byte {position}, {found}");
}

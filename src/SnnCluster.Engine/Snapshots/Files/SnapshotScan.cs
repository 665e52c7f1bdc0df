using System.Buffers.Binary;
using System.IO.Hashing;
using ZstdSharp;

namespace SnnCluster.Engine.Snapshots.Files;

/// <summary>
/// One file: its headers are read and checked first, so that it is known to be whole, in order and of the network before
/// any room is made for its content.
/// </summary>
internal sealed class SnapshotScan : IDisposable
{
    private readonly Stream _file;
    private readonly string _name;
    private readonly long _length;
    private readonly XxHash3 _headers = new();
    private readonly Decompressor _decompressor = new();
    private readonly List<(BlockHeader Header, long Position)> _blocks = [];
    private byte[] _stored = [];
    private byte[] _raw = [];

    public SnapshotScan(string name, Stream file, SnapshotAssembly network)
        : this(name, file)
    {
        try
        {
            long position = CheckStart();
            Outline = ReadOutline(network, ref position);
            foreach (SnapshotColumn column in Outline.Columns())
            {
                ScanColumn(column, ref position);
            }

            CheckEnd(position, _blocks.Count + 1);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private SnapshotScan(string name, Stream file)
    {
        _name = name;
        _file = file;
        _length = file.Length;
    }

    public SnapshotOutline Outline { get; } = null!;

    /// <summary>The blocks that hold content, in order, and where each one's header is.</summary>
    public IReadOnlyList<(BlockHeader Header, long Position)> Blocks => _blocks;

    /// <summary>Compares all checksums of a file, without the network that it is of.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="file">The file, which stays open.</param>
    public static void Check(string name, Stream file)
    {
        var scan = new SnapshotScan(name, file);
        using Decompressor decompressor = scan._decompressor;
        long position = scan.CheckStart();
        long blocks = 0;
        for (; scan.HeaderAt(position).Kind != BlockKind.End; blocks++)
        {
            long begin = position;
            scan.ReadStored(scan.ReadHeader(ref position), begin);
        }

        scan.CheckEnd(position, blocks);
    }

    /// <summary>The content of a block; valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(BlockHeader header, long position)
    {
        Grow(ref _raw, header.RawLength);
        ReadOnlySpan<byte> stored = ReadStored(header, position);
        try
        {
            int length = _decompressor.Unwrap(stored, _raw.AsSpan(0, header.RawLength));
            return length == header.RawLength
                ? _raw.AsSpan(0, length)
                : throw Error(position, $"a block's content has {length} bytes, {header.RawLength} were expected");
        }
        catch (ZstdException exception)
        {
            throw new SnapshotFormatException(_name, position, "a block's content is not compressed by zstd", exception);
        }
    }

    /// <summary>An error at a position of the file.</summary>
    public SnapshotFormatException Error(long position, string reason, Exception? cause = null) =>
        new(_name, position, reason, cause);

    public void Dispose()
    {
        if (_file.CanRead)
        {
            _file.Dispose();
            _decompressor.Dispose();
            (_stored, _raw) = ([], []);
        }
    }

    // As it stands in the file.
    private ReadOnlySpan<byte> ReadStored(BlockHeader header, long position)
    {
        Grow(ref _stored, header.StoredLength);
        Span<byte> stored = _stored.AsSpan(0, header.StoredLength);
        ReadExactly(stored, position + BlockHeader.Length, "the content of a block");
        return XxHash3.HashToUInt64(stored) == header.Hash
            ? stored
            : throw Error(position, "a block's content does not have the checksum that its header names");
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }
    }

    private long CheckStart()
    {
        ReadOnlySpan<byte> magic = SnapshotWriter.Magic;
        Span<byte> start = stackalloc byte[magic.Length + 4];
        ReadExactly(start, 0, "the start of a snapshot");
        if (!start[..magic.Length].SequenceEqual(magic))
        {
            throw Error(0, "is no snapshot of snncluster: it begins with other bytes");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(start[magic.Length..]);
        return version == SnapshotFile.Version
            ? start.Length
            : throw Error(
                magic.Length, $"version {version} of the format; this program reads version {SnapshotFile.Version}");
    }

    private SnapshotOutline ReadOutline(SnapshotAssembly network, ref long position)
    {
        long begin = position;
        BlockHeader header = ReadHeader(ref position);
        if (header.Kind != BlockKind.Outline)
        {
            throw Error(begin, $"a block of kind {header.Kind} where the outline should be");
        }

        try
        {
            return SnapshotOutline.Parse(Read(header, begin).ToArray(), network);
        }
        catch (SnapshotFormatException exception) when (exception.Position is null)
        {
            throw Error(begin, exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or FormatException)
        {
            throw Error(begin, "the outline is damaged: " + exception.Message, exception);
        }
    }

    private void ScanColumn(SnapshotColumn column, ref long position)
    {
        for (long next = 0; next < column.Entries;)
        {
            long begin = position;
            BlockHeader header = ReadHeader(ref position);
            bool follows = (header.Kind, header.Index, header.Part, header.First) == (column.Kind, column.Index, column.Part, next)
                && header.Entries > 0
                && header.Entries <= column.Entries - next
                && header.RawLength == (long)header.Entries * column.EntryLength;
            if (!follows)
            {
                throw Error(
                    begin,
                    $"{header.Kind} {header.Index}.{header.Part} from entry {header.First} on, where entry {next} of "
                    + $"{column.Kind} {column.Index}.{column.Part} should be");
            }

            _blocks.Add((header, begin));
            next += header.Entries;
        }
    }

    // The last block says how many came before it, and has a checksum over all their headers.
    private void CheckEnd(long position, long blocks)
    {
        long begin = position;
        ulong hash = _headers.GetCurrentHashAsUInt64();
        BlockHeader header = ReadHeader(ref position);
        if (header.Kind != BlockKind.End || header.RawLength != 16)
        {
            throw Error(begin, $"a block of kind {header.Kind} where the last block should be");
        }

        ReadOnlySpan<byte> content = Read(header, begin);
        if (BinaryPrimitives.ReadInt64LittleEndian(content) != blocks
            || BinaryPrimitives.ReadUInt64LittleEndian(content[8..]) != hash)
        {
            throw Error(begin, $"the last block is not of these {blocks} blocks");
        }

        if (position != _length)
        {
            throw Error(position, $"the file goes on for {_length - position} bytes after its end");
        }
    }

    private BlockHeader HeaderAt(long position)
    {
        Span<byte> bytes = stackalloc byte[BlockHeader.Length];
        return HeaderAt(position, bytes);
    }

    private BlockHeader HeaderAt(long position, Span<byte> bytes)
    {
        ReadExactly(bytes, position, "the header of a block");
        BlockHeader header = BlockHeader.Read(bytes, out string? error);
        return error is null ? header : throw Error(position, error);
    }

    private BlockHeader ReadHeader(ref long position)
    {
        Span<byte> bytes = stackalloc byte[BlockHeader.Length];
        BlockHeader header = HeaderAt(position, bytes);
        _headers.Append(bytes);
        long end = position + BlockHeader.Length + header.StoredLength;
        if (end > _length)
        {
            throw Error(position, $"the file ends at byte {_length}, within a block that ends at byte {end}");
        }

        position = end;
        return header;
    }

    private void ReadExactly(Span<byte> to, long position, string what)
    {
        _file.Position = position;
        if (_file.ReadAtLeast(to, to.Length, throwOnEndOfStream: false) < to.Length)
        {
            throw Error(position, $"the file ends at byte {_length}, where {what} should be");
        }
    }
}

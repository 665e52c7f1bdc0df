using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// The reports of a run in the order in which they came, kept until they are fetched: in a file, since connectivity over
/// time is more than a coordinator should hold in memory. A record is the length of a part, a checksum of 8 bytes, and the
/// part.
/// </summary>
internal sealed class RunLog : IDisposable
{
    // A page must fit into one message with room to spare.
    private const int PageBytes = 2 * ReportPart.MaxBytes;
    private const int HeaderBytes = 12;
    private const int MostRecordBytes = 1 << 24;

    private readonly Stream _file;
    private readonly List<(long Offset, int Length)> _parts = [];

    // One record at a time: as large arrays of their own they would be garbage that is collected late.
    private readonly ArrayBufferWriter<byte> _written = new();
    private byte[] _read = [];
    private long _end;

    /// <param name="file">
    /// An empty file that can be read and written, which it disposes of. It must not hold back what is written: a full disk
    /// is to be told by <see cref="Add"/>, and by nothing that comes later.
    /// </param>
    public RunLog(Stream file) => _file = file;

    /// <summary>Tells this log from another of the same run, which may count its parts in another way.</summary>
    public string Name { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Number of parts.</summary>
    public long Count => _parts.Count;

    /// <summary>Its size.</summary>
    public long Bytes => _end;

    /// <summary>A log that vanishes with the process.</summary>
    /// <param name="directory">Where the file lies.</param>
    public static RunLog Temporary(string directory)
    {
        Directory.CreateDirectory(directory);
        return new RunLog(new FileStream(
            Path.Combine(directory, $"snncluster-{Guid.NewGuid():N}.reports"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 0,
            FileOptions.DeleteOnClose));
    }

    /// <summary>A log that begins with what another holds.</summary>
    /// <param name="from">The other log.</param>
    /// <param name="bytes">How much of it.</param>
    /// <param name="file">An empty file, which the log disposes of.</param>
    /// <exception cref="InvalidDataException">It is no log, or it is damaged; it says where.</exception>
    public static RunLog Continue(Stream from, long bytes, Stream file)
    {
        var log = new RunLog(file);
        var header = new byte[HeaderBytes];
        long position = 0;
        while (position < bytes)
        {
            from.ReadExactly(header);
            int length = BinaryPrimitives.ReadInt32LittleEndian(header);
            if (length is < 1 or > MostRecordBytes || position + HeaderBytes + length > bytes)
            {
                throw Damaged(position, $"a record of {length} bytes");
            }

            var record = new byte[length];
            from.ReadExactly(record);
            if (XxHash3.HashToUInt64(record) != BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(4)))
            {
                throw Damaged(position, "a record whose checksum is wrong");
            }

            log.Begin();
            log._written.Write(record);
            log.Append();
            position += HeaderBytes + length;
        }

        return log;
    }

    public void Add(ReportPart part)
    {
        Begin();
        ContractBytes.Write(_written, part);
        Append();
    }

    /// <summary>Brings all that was added to the disk.</summary>
    public void Flush() => _file.Flush();

    /// <summary>Parts from one on: as many as fit into a message, at least one where there is one.</summary>
    public IReadOnlyList<ReportPart> Read(long from)
    {
        var page = new List<ReportPart>();
        int bytes = 0;
        for (long i = Math.Max(0, from); i < _parts.Count; i++)
        {
            (long offset, int length) = _parts[(int)i];
            bytes += length;
            if (page.Count > 0 && bytes > PageBytes)
            {
                break;
            }

            if (_read.Length < length)
            {
                _read = new byte[length];
            }

            Memory<byte> record = _read.AsMemory(0, length);
            _file.Seek(offset, SeekOrigin.Begin);
            _file.ReadExactly(record.Span);
            page.Add(ContractBytes.Read<ReportPart>(record));
        }

        return page;
    }

    public void Dispose() => _file.Dispose();

    private static InvalidDataException Damaged(long position, string found) =>
        new($"at byte {position}, {found}");

    private void Begin()
    {
        _written.ResetWrittenCount();
        _written.Write(stackalloc byte[HeaderBytes]);
    }

    private void Append()
    {
        Span<byte> bytes = MemoryMarshal.AsMemory(_written.WrittenMemory).Span;
        Span<byte> record = bytes[HeaderBytes..];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, record.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[4..], XxHash3.HashToUInt64(record));
        _file.Seek(_end, SeekOrigin.Begin);
        _file.Write(bytes);
        _parts.Add((_end + HeaderBytes, record.Length));
        _end += bytes.Length;
    }
}

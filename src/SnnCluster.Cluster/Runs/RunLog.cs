using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// The reports of a run in the order in which they came, kept until they are fetched: in files, since connectivity over
/// time is more than a coordinator should hold in memory. A log consists of segments, so that damage to one leaves the
/// others of use. A segment begins with a <see cref="ReportKind.Gap"/>, which holds the attempt at the run that is on, and
/// which nobody is told where the segment before is whole.
/// </summary>
internal sealed class RunLog : IDisposable
{
    // A page must fit into one message with room to spare.
    private const int PageBytes = 2 * ReportPart.MaxBytes;

    // A segment is as large as all before it over a number, so that there are few however long a log becomes.
    private const int Share = 16;
    private const long MostBytes = 1 << 26;

    private readonly Func<int, Stream> _create;
    private readonly long _fewBytes;
    private readonly List<Segment> _segments = [];
    private readonly List<(int Segment, int Length, long Offset)> _parts = [];

    // One record at a time: as large arrays of their own they would be garbage that is collected late.
    private readonly ArrayBufferWriter<byte> _written = new();
    private byte[] _read = [];
    private ReportPart? _attempt;
    private long _bytes;

    /// <param name="create">
    /// Makes the empty file of a segment, by its number from 1, which can be read and written, and of which the log disposes.
    /// It must not hold back what is written: a full disk is to be told by <see cref="Add"/>, and by nothing that comes later.
    /// </param>
    /// <param name="fewBytes">The size below which no other segment is begun [bytes].</param>
    public RunLog(Func<int, Stream> create, long fewBytes)
    {
        _create = create;
        _fewBytes = fewBytes;
    }

    /// <summary>A log of one segment.</summary>
    /// <param name="file">Its file, as above.</param>
    public RunLog(Stream file)
        : this(_ => file, long.MaxValue)
    {
    }

    /// <summary>Tells this log from another of the same run, which may count its parts in another way.</summary>
    public string Name { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Number of parts.</summary>
    public long Count => _parts.Count;

    /// <summary>A log that vanishes with the process.</summary>
    /// <param name="directory">Where the file lies.</param>
    public static RunLog Temporary(string directory)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, $"snncluster-{Guid.NewGuid():N}.reports");
        bool keepsName = OperatingSystem.IsWindows();
        var log = new RunLog(new GrowingFile(
            path,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 0,
            keepsName ? FileOptions.DeleteOnClose : FileOptions.None));

        // A file without a name vanishes with a process that is killed, too.
        if (!keepsName)
        {
            File.Delete(path);
        }

        return log;
    }

    /// <summary>Begins a log with what another holds.</summary>
    /// <param name="stored">The segments of the other log.</param>
    /// <param name="damaged">Is told of each segment that is damaged or missing, and how.</param>
    /// <param name="acceptsGaps">Whether it goes on without them: where they were, there is a gap then.</param>
    /// <returns>Whether it has begun; it has not where one is damaged and gaps are not accepted.</returns>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public bool TryBegin(IReadOnlyList<StoredSegment> stored, Action<StoredSegment, string> damaged, bool acceptsGaps)
    {
        bool[] areWhole = [.. stored.Select(segment => IsWhole(segment, damaged))];
        if (areWhole.Contains(false) && !acceptsGaps)
        {
            return false;
        }

        bool isAfterGap = false;
        foreach ((StoredSegment segment, bool isWhole) in stored.Zip(areWhole))
        {
            if (isWhole)
            {
                Copy(segment, isAfterGap);
            }

            isAfterGap = !isWhole;
        }

        if (isAfterGap && _attempt is ReportPart attempt)
        {
            Add(attempt with { Kind = ReportKind.Gap });
        }

        return true;
    }

    /// <summary>Adds a part.</summary>
    /// <exception cref="IOException">There is no room for it; the log is as it was.</exception>
    public void Add(ReportPart part)
    {
        if (part.Kind is ReportKind.Attempt or ReportKind.Gap)
        {
            _attempt = part;
        }

        if (_segments.Count == 0 || _segments[^1].Bytes >= MostOfSegment())
        {
            BeginSegment();
        }

        (long offset, int length) = Write(part);
        _parts.Add((_segments.Count - 1, length, offset));
    }

    /// <summary>What there is now, for a checkpoint.</summary>
    public IReadOnlyList<SegmentMark> Mark() =>
        [.. _segments.Select((segment, index) => new SegmentMark(index + 1, segment.Bytes, segment.Hash.GetCurrentHashAsUInt64()))];

    /// <summary>Brings all that belongs to a checkpoint to the disk; others may go on adding meanwhile.</summary>
    /// <exception cref="IOException">It cannot be brought there.</exception>
    /// <exception cref="ObjectDisposedException">The run has let go of the log meanwhile.</exception>
    public void Flush(IReadOnlyList<SegmentMark> marks)
    {
        // A list that grows is not looked at from two threads.
        Segment[] segments;
        lock (_segments)
        {
            segments = [.. _segments];
        }

        foreach (SegmentMark mark in marks)
        {
            Segment segment = segments[mark.Number - 1];
            if (segment.FlushedBytes < mark.Bytes)
            {
                segment.File.Flush();
                segment.FlushedBytes = mark.Bytes;
            }
        }
    }

    /// <summary>Parts from one on: as many as fit into a message, at least one where there is one.</summary>
    /// <exception cref="InvalidDataException">The disk does not give back what was written to it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<ReportPart> Read(long from)
    {
        var page = new List<ReportPart>();
        int bytes = 0;
        for (long i = Math.Max(0, from); i < _parts.Count; i++)
        {
            (int segment, int length, long offset) = _parts[(int)i];
            bytes += length;
            if (page.Count > 0 && bytes > PageBytes)
            {
                break;
            }

            int record = ReportRecords.HeaderBytes + length;
            if (_read.Length < record)
            {
                _read = new byte[record];
            }

            Stream file = _segments[segment].File;
            file.Seek(offset, SeekOrigin.Begin);
            file.ReadExactly(_read, 0, record);
            page.Add(ReportRecords.Read(
                _read.AsSpan(0, ReportRecords.HeaderBytes), _read.AsMemory(ReportRecords.HeaderBytes, length), offset));
        }

        return page;
    }

    public void Dispose()
    {
        foreach (Segment segment in _segments)
        {
            segment.File.Dispose();
        }
    }

    private static bool IsWhole(StoredSegment segment, Action<StoredSegment, string> damaged)
    {
        try
        {
            foreach (ReportPart part in ReportRecords.ReadAll(segment))
            {
                if (part.Kind is ReportKind.Attempt or ReportKind.Gap)
                {
                    _ = ContractBytes.Read<AttemptStart>(part.Data);
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FileNotFoundException
            or MessagePack.MessagePackSerializationException)
        {
            damaged(segment, exception.Message);
            return false;
        }
    }

    // What a segment begins with is told only where those before it are lost.
    private void Copy(StoredSegment segment, bool isAfterGap)
    {
        bool isFirst = true;
        foreach (ReportPart part in ReportRecords.ReadAll(segment))
        {
            if (!isFirst || part.Kind != ReportKind.Gap || isAfterGap)
            {
                Add(part);
            }

            isFirst = false;
        }
    }

    private long MostOfSegment() => Math.Max(_fewBytes, Math.Min(MostBytes, _bytes / Share));

    private void BeginSegment()
    {
        Segment segment;
        try
        {
            segment = new Segment(_create(_segments.Count + 1));
        }
        catch (IOException) when (_segments.Count > 0)
        {
            // A disk that has no room for another file may still have some in this one.
            return;
        }

        lock (_segments)
        {
            _segments.Add(segment);
        }

        if (_attempt is ReportPart attempt)
        {
            Write(attempt with { Kind = ReportKind.Gap });
        }
    }

    private (long Offset, int Length) Write(ReportPart part)
    {
        _written.ResetWrittenCount();
        _written.Write(stackalloc byte[ReportRecords.HeaderBytes]);
        ContractBytes.Write(_written, part);
        Span<byte> record = MemoryMarshal.AsMemory(_written.WrittenMemory).Span;
        ReportRecords.WriteHeader(record, record[ReportRecords.HeaderBytes..]);
        Segment segment = _segments[^1];
        long offset = segment.Bytes;
        segment.File.Seek(offset, SeekOrigin.Begin);
        segment.File.Write(record);
        segment.Hash.Append(record);
        segment.Bytes += record.Length;
        _bytes += record.Length;
        return (offset, record.Length - ReportRecords.HeaderBytes);
    }

    private sealed class Segment(Stream file)
    {
        private long _flushedBytes;

        public Stream File { get; } = file;

        public XxHash3 Hash { get; } = new();

        public long Bytes { get; set; }

        /// <summary>How much of it is on the disk for certain; one thread flushes at a time.</summary>
        public long FlushedBytes
        {
            get => Volatile.Read(ref _flushedBytes);
            set => Volatile.Write(ref _flushedBytes, value);
        }
    }
}

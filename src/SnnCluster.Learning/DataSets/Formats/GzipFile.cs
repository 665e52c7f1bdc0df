using System.IO.Compression;
using SnnCluster.Cluster.Checkpoints;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// Unpacks gzip files (RFC 1952) of one member or of several, one after the other, as people make them by joining files
/// and as parallel packers do.
/// </summary>
internal static class GzipFile
{
    // The library takes the end of the file for the end of the data, wherever a file that is cut short ends. So a member of
    // our own is read behind the file's: it comes out whole where the last member is, and nowhere else.
    private static readonly byte[] Mark = [.. "the end of the last member"u8];
    private static readonly byte[] PackedMark = Pack(Mark);

    /// <summary>Whether a file's name says that it is one.</summary>
    public static bool IsNamed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Unpacks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Takes what it holds; empty, can be read and cut.</param>
    /// <param name="limit">At most so many bytes of it: a small file may hold very many.</param>
    /// <exception cref="DataFileException">It is no such file, or damaged, cut short or over the limit.</exception>
    public static void Unpack(string path, Stream content, long limit = long.MaxValue)
    {
        using FileStream packed = PlainFiles.OpenNamed(path);
        try
        {
            using var unpacking = new GZipStream(new MarkedStream(packed), CompressionMode.Decompress);
            Copy(path, unpacking, content, limit);
        }
        catch (InvalidDataException exception)
        {
            throw new DataFileException(
                path,
                $"byte {content.Length} of the unpacked content",
                "gzip data",
                packed.Position < packed.Length ? "none, or damaged" : "none, or damaged: the file may be cut short",
                exception);
        }

        if (!RemoveMark(content))
        {
            throw DataFileException.AtByte(
                path, packed.Length, "the end of gzip data", "that the file is cut short, or other data behind it");
        }
    }

    private static void Copy(string path, GZipStream unpacking, Stream content, long limit)
    {
        var buffer = new byte[64 * 1024];
        for (int count; (count = unpacking.Read(buffer)) > 0;)
        {
            if (count - Mark.Length > limit - content.Length)
            {
                throw new DataFileException(path, null, $"at most {limit} bytes of unpacked content", "more: unpack it");
            }

            content.Write(buffer, 0, count);
        }
    }

    private static bool RemoveMark(Stream content)
    {
        var end = new byte[Mark.Length];
        long length = content.Length - end.Length;
        if (length < 0)
        {
            return false;
        }

        content.Position = length;
        content.ReadExactly(end);
        content.SetLength(length);
        return end.AsSpan().SequenceEqual(Mark);
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.Optimal))
        {
            packing.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>A file, and the packed mark behind it.</summary>
    private sealed class MarkedStream(FileStream file) : Stream
    {
        private readonly MemoryStream _mark = new(PackedMark);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = file.Read(buffer);
            return count > 0 || buffer.IsEmpty ? count : _mark.Read(buffer);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

using System.Buffers.Binary;
using System.IO.Compression;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>Unpacks gzip files (RFC 1952) of one member, as data sets are published.</summary>
internal static class GzipFile
{
    /// <summary>Whether a file's name says that it is one.</summary>
    public static bool IsNamed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Unpacks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Takes what it holds.</param>
    /// <param name="limit">At most so many bytes of it: a small file may hold very many.</param>
    /// <exception cref="DataFileException">It is no such file, or damaged, cut short or over the limit.</exception>
    public static void Unpack(string path, Stream content, long limit = long.MaxValue)
    {
        using FileStream packed = File.OpenRead(path);
        try
        {
            using var unpacking = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            Copy(path, unpacking, content, limit);
        }
        catch (InvalidDataException exception)
        {
            throw new DataFileException(
                path, $"byte {content.Length} of the unpacked content", "gzip data", "none, or damaged", exception);
        }

        // The stream takes the end of the file for the end of the data. The last four bytes are the length modulo 2^32.
        Span<byte> end = stackalloc byte[4];
        packed.Position = Math.Max(0, packed.Length - end.Length);
        packed.ReadAtLeast(end, end.Length, throwOnEndOfStream: false);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(end);
        if ((uint)content.Length != length)
        {
            if (HasSeveralMembers(packed))
            {
                throw new DataFileException(
                    path, null, "one gzip member", "several: unpack it, or pack it anew as one");
            }

            throw DataFileException.AtByte(
                path, packed.Length, $"the length of what was unpacked, {content.Length} bytes", $"{length}: the file is cut short");
        }
    }

    private static void Copy(string path, GZipStream unpacking, Stream content, long limit)
    {
        var buffer = new byte[64 * 1024];
        for (int count; (count = unpacking.Read(buffer)) > 0;)
        {
            if (count > limit - content.Length)
            {
                throw new DataFileException(path, null, $"at most {limit} bytes of unpacked content", "more: unpack it");
            }

            content.Write(buffer, 0, count);
        }
    }

    // Looks for the head of another member, only where lengths differ already: its seven fixed bytes are not likely to
    // stand in packed data by chance.
    private static bool HasSeveralMembers(FileStream packed)
    {
        const int Head = 10;
        var buffer = new byte[64 * 1024];
        packed.Position = 1;
        int kept = 0;
        while (true)
        {
            int count = kept + packed.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false);
            if (count < Head)
            {
                return false;
            }

            for (int i = 0; i <= count - Head; i++)
            {
                // Identification, method, flags (three bits are reserved), time, extra flags, operating system.
                if (buffer[i] == 0x1F && buffer[i + 1] == 0x8B && buffer[i + 2] == 8 && (buffer[i + 3] & 0xE0) == 0
                    && buffer[i + 8] is 0 or 2 or 4 && buffer[i + 9] is <= 13 or 255)
                {
                    return true;
                }
            }

            kept = Head - 1;
            buffer.AsSpan(count - kept, kept).CopyTo(buffer);
        }
    }
}

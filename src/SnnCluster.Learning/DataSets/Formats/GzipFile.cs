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
    /// <exception cref="DataFileException">It is no such file, or damaged or cut short.</exception>
    public static void Unpack(string path, Stream content)
    {
        using FileStream packed = File.OpenRead(path);
        try
        {
            using var unpacking = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            unpacking.CopyTo(content);
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
            throw DataFileException.AtByte(
                path, packed.Length, $"the length of what was unpacked, {content.Length} bytes", $"{length}: the file is cut short");
        }
    }
}

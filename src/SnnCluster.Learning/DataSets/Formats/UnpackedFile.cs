using System.Buffers.Binary;
using System.IO.Compression;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// A file that a library reads by its path or at random places: itself, or, where it is packed as .gz or .zip, a
/// temporary copy that goes with this object. Not in memory: the largest are several GB.
/// </summary>
internal sealed class UnpackedFile : IDisposable
{
    private readonly bool _isCopy;

    private UnpackedFile(string path, bool isCopy)
    {
        Path = path;
        _isCopy = isCopy;
    }

    /// <summary>Where the unpacked content is.</summary>
    public string Path { get; }

    /// <summary>Unpacks a file where its name ends with .gz or .zip.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">It cannot be read, or is no such packed file, or is damaged.</exception>
    public static UnpackedFile Open(string path)
    {
        bool isGzip = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        bool isZip = path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
        if (!isGzip && !isZip)
        {
            return new UnpackedFile(path, isCopy: false);
        }

        var copy = new UnpackedFile(System.IO.Path.GetTempFileName(), isCopy: true);
        try
        {
            using FileStream packed = File.OpenRead(path);
            using FileStream unpacked = File.Create(copy.Path);
            if (isGzip)
            {
                UnpackGzip(path, packed, unpacked);
            }
            else
            {
                UnpackZip(path, packed, unpacked);
            }

            return copy;
        }
        catch (Exception exception)
        {
            copy.Dispose();
            throw exception switch
            {
                InvalidDataException => new DataFileException(
                    path, null, isGzip ? "gzip data" : "a zip archive", "none, or damaged", exception),
                IOException or UnauthorizedAccessException => DataFileException.Unreadable(path, exception),
                _ => exception,
            };
        }
    }

    /// <summary>Removes the copy, if there is one.</summary>
    public void Dispose()
    {
        if (_isCopy)
        {
            File.Delete(Path);
        }
    }

    private static void UnpackGzip(string path, FileStream packed, FileStream unpacked)
    {
        using (var unpacking = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true))
        {
            unpacking.CopyTo(unpacked);
        }

        // The last four bytes are the length modulo 2^32 (RFC 1952): a file that is cut short need not fail before.
        Span<byte> end = stackalloc byte[4];
        packed.Position = Math.Max(0, packed.Length - end.Length);
        packed.ReadAtLeast(end, end.Length, throwOnEndOfStream: false);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(end);
        if ((uint)unpacked.Length != length)
        {
            throw DataFileException.AtByte(
                path, packed.Length, $"the length of what was unpacked, {unpacked.Length} bytes", $"{length}: it is cut short");
        }
    }

    private static void UnpackZip(string path, FileStream packed, FileStream unpacked)
    {
        using var archive = new ZipArchive(packed, ZipArchiveMode.Read, leaveOpen: true);
        string name = System.IO.Path.GetFileNameWithoutExtension(path);
        ZipArchiveEntry entry = archive.Entries.FirstOrDefault(entry => entry.Name == name)
            ?? throw new DataFileException(path, null, $"a file {name} within", $"{archive.Entries.Count} others");
        using Stream unpacking = entry.Open();
        unpacking.CopyTo(unpacked);
        if (unpacked.Length != entry.Length)
        {
            throw DataFileException.AtByte(path, unpacked.Length, $"{entry.Length} bytes in {name}", "its end");
        }
    }
}

using System.IO.Compression;
using SnnCluster.Cluster.Checkpoints;

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
        bool isGzip = GzipFile.IsNamed(path);
        bool isZip = path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
        if (!isGzip && !isZip)
        {
            return new UnpackedFile(Plain(path), isCopy: false);
        }

        var copy = new UnpackedFile(System.IO.Path.GetTempFileName(), isCopy: true);
        try
        {
            using var unpacked = new GrowingFile(copy.Path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
            if (isGzip)
            {
                GzipFile.Unpack(path, unpacked);
            }
            else
            {
                UnpackZip(path, unpacked);
            }

            return copy;
        }
        catch (Exception exception)
        {
            copy.Dispose();
            throw exception switch
            {
                InvalidDataException => new DataFileException(
                    path, null, "a zip archive", "none, or damaged", exception),
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

    // Whoever reads it opens it by its path.
    private static string Plain(string path)
    {
        try
        {
            return PlainFiles.Named(path);
        }
        catch (IOException exception)
        {
            throw DataFileException.Unreadable(path, exception);
        }
    }

    private static void UnpackZip(string path, FileStream unpacked)
    {
        using FileStream packed = PlainFiles.OpenNamed(path);
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

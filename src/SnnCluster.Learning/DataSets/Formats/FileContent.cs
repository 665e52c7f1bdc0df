using SnnCluster.Cluster.Checkpoints;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>The whole content of files.</summary>
internal static class FileContent
{
    /// <summary>So much of a packed file is taken [bytes], some twenty times MNIST.</summary>
    public const long MaxUnpackedBytes = 1L << 30;

    /// <summary>All bytes of a file, unpacked where its name ends with .gz.</summary>
    /// <exception cref="DataFileException">It cannot be read, is empty, or is packed and corrupt.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            byte[] content = GzipFile.IsNamed(path) ? Unpack(path) : File.ReadAllBytes(PlainFiles.Named(path));
            return content.Length > 0 ? content : throw DataFileException.AtByte(path, 0, "data", "an empty file");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.Unreadable(path, exception);
        }
    }

    private static byte[] Unpack(string path)
    {
        using var content = new MemoryStream();
        GzipFile.Unpack(path, content, MaxUnpackedBytes);
        return content.ToArray();
    }
}

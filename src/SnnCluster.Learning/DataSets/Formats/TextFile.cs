using SnnCluster.Cluster.Checkpoints;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>Text files.</summary>
internal static class TextFile
{
    /// <summary>All lines of a file.</summary>
    /// <exception cref="DataFileException">It cannot be read.</exception>
    public static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(PlainFiles.Named(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.Unreadable(path, exception);
        }
    }
}

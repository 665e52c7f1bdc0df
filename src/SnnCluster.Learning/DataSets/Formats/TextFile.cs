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
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.Unreadable(path, exception);
        }
    }
}

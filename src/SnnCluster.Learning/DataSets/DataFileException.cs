using System.Globalization;

namespace SnnCluster.Learning.DataSets;

/// <summary>
/// A file of a data set is missing, cut short, corrupt or holds what it must not: which file, where in it, what was
/// expected there and what was found. The message is one line.
/// </summary>
public sealed class DataFileException : Exception
{
    /// <summary>With everything that is known.</summary>
    /// <param name="path">The file, or the folder in which it is missing.</param>
    /// <param name="position">Where in the file, as "byte 16" or "row 3"; null: the file as a whole.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="cause">The error that showed it, if there was one.</param>
    public DataFileException(string path, string? position, string expected, string found, Exception? cause = null)
        : base(
            $"{path}: {(position is null ? "" : $"at {position}: ")}expected {expected}, found {found}".ReplaceLineEndings(" "),
            cause)
    {
        Path = path;
        Position = position;
        Expected = expected;
        Found = found;
    }

    /// <summary>The file, or the folder in which it is missing.</summary>
    public string Path { get; }

    /// <summary>Where in the file, as "byte 16" or "row 3"; null: the file as a whole.</summary>
    public string? Position { get; }

    /// <summary>What should be there.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }

    /// <summary>Something is wrong at a byte of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">The byte, from 0; of the unpacked content where the file is packed.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    public static DataFileException AtByte(string path, long offset, string expected, string found) =>
        new(path, "byte " + offset.ToString(CultureInfo.InvariantCulture), expected, found);

    /// <summary>Something is wrong in a row of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="row">The row: of a text file from 1, as editors count; of an array from 0.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    public static DataFileException AtRow(string path, long row, string expected, string found) =>
        new(path, "row " + row.ToString(CultureInfo.InvariantCulture), expected, found);

    /// <summary>The file cannot be read at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cause">Why not.</param>
    public static DataFileException Unreadable(string path, Exception cause) =>
        new(path, null, "a file that can be read", $"an error: {cause.Message}", cause);
}

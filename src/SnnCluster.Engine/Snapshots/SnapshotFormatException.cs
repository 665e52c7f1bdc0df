using System.Globalization;

namespace SnnCluster.Engine.Snapshots;

/// <summary>
/// What should hold a snapshot does not: it is cut short, damaged, of another version, of another network or something
/// else. The message is one line: the file, the place in it, and what was expected.
/// </summary>
public sealed class SnapshotFormatException : Exception
{
    /// <summary>With the place in a file and what is wrong there.</summary>
    /// <param name="name">The file.</param>
    /// <param name="position">Where in the file [bytes].</param>
    /// <param name="reason">What was expected and what is there.</param>
    /// <param name="cause">The error that showed it, if there was one.</param>
    public SnapshotFormatException(string name, long position, string reason, Exception? cause = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"{name}, byte {position}: {reason}"), cause)
    {
        Position = position;
    }

    /// <summary>With what is wrong with snapshots as a whole.</summary>
    /// <param name="reason">What was expected and what is there.</param>
    public SnapshotFormatException(string reason)
        : base(reason)
    {
    }

    /// <summary>Where in the file [bytes]; null where the error is of no one place.</summary>
    public long? Position { get; }
}

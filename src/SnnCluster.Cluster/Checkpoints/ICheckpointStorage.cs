namespace SnnCluster.Cluster.Checkpoints;

/// <summary>
/// A folder of checkpoints as all nodes of a run see it. Names are relative, with '/' between folders. Nothing in it is
/// ever changed: files are written whole or not at all.
/// </summary>
public interface ICheckpointStorage
{
    /// <summary>Writes a file unless there is one of that name; of several writers at a time, one succeeds.</summary>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    bool TryCreate(string name, ReadOnlySpan<byte> content);

    /// <summary>
    /// Writes a file, or replaces it: under another name first, flushed to the disk, then renamed, and the name flushed too.
    /// Whoever reads sees all of it or nothing.
    /// </summary>
    /// <returns>Its size [bytes].</returns>
    /// <exception cref="IOException">It cannot be written; nothing is left.</exception>
    long Write(string name, Action<Stream> write);

    /// <summary>
    /// Opens a file that grows, for reading and writing; a file of that name that is there is replaced. The stream's
    /// <see cref="Stream.Flush"/> brings what was written to the disk.
    /// </summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    Stream Create(string name);

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">There is none, or it cannot be read.</exception>
    Stream OpenRead(string name);

    /// <summary>The size of a file [bytes].</summary>
    /// <exception cref="IOException">There is none, or it cannot be read.</exception>
    long LengthOf(string name)
    {
        using Stream stream = OpenRead(name);
        return stream.Length;
    }

    /// <summary>The size below which what grows does not go on in another file [bytes].</summary>
    long SegmentBytes => 1 << 18;

    /// <summary>The number that a coordinator claims the folder by, where the highest so far is another one's.</summary>
    long NextEpoch(long highest) => highest + 1;

    /// <summary>
    /// Names of all files in the folder and in the folders directly within it; none where there is no folder. A folder
    /// within it that cannot be read counts as empty.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    IReadOnlyList<string> List();

    /// <summary>The same, where several nodes have folders of their own also of those that are of another run.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    IReadOnlyList<string> ListAll() => List();

    /// <summary>Removes what a writer that was killed has left of files that never got their name.</summary>
    /// <param name="epoch">Files of checkpoints of later coordinators are left alone.</param>
    /// <exception cref="IOException">It cannot be removed.</exception>
    void DeleteUnfinished(long epoch)
    {
    }

    /// <summary>Removes a file, where there is one.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    void Delete(string name);
}

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>
/// Files in folders that somebody else may have filled. A name there may be that of a pipe, whose opening waits for a writer
/// for ever, or of a device, which has no end: both have no length, as an empty file has none, and what has none is not opened.
/// </summary>
public static class PlainFiles
{
    /// <summary>Opens a file for reading, which others may go on writing, or remove.</summary>
    /// <param name="path">The file; a link to one will do.</param>
    /// <exception cref="IOException">There is none, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static Stream OpenRead(string path)
    {
        // Of a link this is the length of the link itself.
        FileSystemInfo file = new FileInfo(path) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true) ?? link
            : new FileInfo(path);
        return file is not FileInfo || !file.Exists ? throw new FileNotFoundException($"there is no file {path}", path)
            : file is FileInfo { Length: 0 } ? new MemoryStream([], writable: false)
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete | FileShare.Write);
    }

    /// <summary>All of a file.</summary>
    /// <param name="path">The file; a link to one will do.</param>
    /// <exception cref="IOException">There is none, it cannot be read, or it has more than 2 GiB.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static byte[] ReadAll(string path)
    {
        using Stream stream = OpenRead(path);
        if (stream.Length > Array.MaxLength)
        {
            throw new IOException($"{path} has {stream.Length} bytes: at most {Array.MaxLength} can be read at once");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

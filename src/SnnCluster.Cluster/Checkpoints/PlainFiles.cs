using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>
/// Files that somebody else named, or that lie in folders that somebody else may have filled. A name may be that of a pipe, whose
/// opening waits for a writer for ever, or of a device, which has no end: both have no length, as an empty file has none. In folders
/// they count as empty files; where a user names one, it is an error.
/// </summary>
public static partial class PlainFiles
{
    // ENXIO: what a socket, or a device that is not there, says to whoever opens it.
    private const int NotToBeOpened = 6;

    /// <summary>Opens a file for reading that a user named, which others may go on writing, or remove.</summary>
    /// <param name="path">The file; a link to one will do.</param>
    /// <exception cref="IOException">There is none, it is a folder, a pipe or a device, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static FileStream OpenNamed(string path) =>
        new(Named(path), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete | FileShare.Write);

    /// <summary>Looks at a file that a user named, for whoever opens it by its path.</summary>
    /// <param name="path">The file; a link to one will do.</param>
    /// <returns>The path.</returns>
    /// <exception cref="IOException">It is a folder, a pipe or a device.</exception>
    public static string Named(string path) =>
        Directory.Exists(path) ? throw new IOException("it is a folder: must be a file")
        : Target(path) is FileInfo { Exists: true, Length: 0 } && IsStream(path)
            ? throw new IOException("it is a pipe or a device: must be a plain file")
            : path;

    /// <summary>Opens a file for reading, which others may go on writing, or remove.</summary>
    /// <param name="path">The file; a link to one will do.</param>
    /// <exception cref="IOException">There is none, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static Stream OpenRead(string path)
    {
        FileSystemInfo file = Target(path);
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

    // Of a link the length is that of the link itself.
    private static FileSystemInfo Target(string path) => new FileInfo(path) is { LinkTarget: not null } link
        ? link.ResolveLinkTarget(returnFinalTarget: true) ?? link
        : new FileInfo(path);

    // .NET tells of no file what it is, and waits where it opens a pipe; opened without waiting, what is no plain file has no
    // place to go to. The null device has one: it is an empty file.
    private static bool IsStream(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        int descriptor = Open(path, OperatingSystem.IsMacOS() ? 0x100_0004 : 0x8_0800);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError() == NotToBeOpened;
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        return Seek(descriptor, 0, 0) < 0;
    }

    // For reading, without waiting, and closed in processes that are started: flags O_RDONLY, O_NONBLOCK and O_CLOEXEC.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long Seek(int descriptor, long offset, int whence);
}

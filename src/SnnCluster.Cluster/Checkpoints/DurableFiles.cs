using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>
/// Files that a power cut must not take away. A file that is flushed has its content on the disk, but on Linux and macOS
/// its name lies in its folder, which is flushed by itself: before that, a power cut may bring the old name back, or
/// leave none.
/// </summary>
/// <remarks>
/// Windows offers no flush of a folder. NTFS writes names to its journal in order: a power cut may undo the last renames,
/// but never leaves a name without its file. So the last checkpoint may be missing there, and none is ever half there.
/// </remarks>
public static partial class DurableFiles
{
    // EACCES, on Linux and macOS alike.
    private const int NoPermission = 13;

    /// <summary>Gives a file that is whole its name, and brings both to the disk.</summary>
    /// <param name="temporary">The file, closed, in the folder of <paramref name="path"/>.</param>
    /// <param name="path">Its name.</param>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <exception cref="IOException">It cannot be flushed or renamed.</exception>
    public static void Commit(string temporary, string path, bool overwrite = true)
    {
        using (SafeFileHandle handle = File.OpenHandle(temporary, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(temporary, path, overwrite);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Brings the names in a folder to the disk; does nothing on Windows.</summary>
    /// <exception cref="IOException">There is no such folder, or the disk fails.</exception>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // The file classes refuse to open folders.
        int descriptor = Open(folder, OperatingSystem.IsMacOS() ? 0x100_0000 : 0x8_0000);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == NoPermission)
        {
            // A folder that one may write to but not read cannot be opened: that counts as a file system that cannot flush.
            return;
        }

        if (descriptor < 0)
        {
            throw new IOException($"folder {folder} cannot be brought to the disk: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        // File systems that cannot flush folders say so, which counts as done.
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Creates a folder, and those that it lies in, where they are not there, and brings their names to the disk.</summary>
    /// <exception cref="IOException">It cannot be created, or the disk fails.</exception>
    public static void CreateFolder(string folder) => CreateFolder(Path.GetFullPath(folder), FlushFolder);

    /// <summary>The same, where somebody else brings names to the disk.</summary>
    internal static void CreateFolder(string folder, Action<string> flushFolder)
    {
        if (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is string parent)
        {
            CreateFolder(parent, flushFolder);
            Directory.CreateDirectory(folder);
            flushFolder(parent);
        }
    }

    // For reading, and closed in processes that are started: flags O_RDONLY and O_CLOEXEC.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}

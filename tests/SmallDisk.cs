using System.Diagnostics;

namespace SnnCluster.Tests;

/// <summary>A small file system in memory, in a folder of its own, that can be full or read-only. Linux has such, for who may mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Bytes in use.</summary>
    public long Used
    {
        get
        {
            var drive = new DriveInfo(_folder);
            return drive.TotalSize - drive.TotalFreeSpace;
        }
    }

    /// <summary>A path on it.</summary>
    public string this[string name] => Path.Combine(_folder, name);

    /// <summary>Mounts one.</summary>
    /// <param name="options">Options of a tmpfs, as <c>size=64m</c>.</param>
    /// <returns>The disk; null where this user may not mount, or the system is another one.</returns>
    public static SmallDisk? Mount(string options)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        string folder = Directory.CreateTempSubdirectory("snncluster-disk-").FullName;
        if (Succeeds("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder))
        {
            return new SmallDisk(folder);
        }

        Directory.Delete(folder);
        return null;
    }

    /// <summary>Mounts it again with other options, keeping what it holds.</summary>
    /// <returns>Whether that was possible: a disk that is written to cannot become read-only.</returns>
    public bool Remount(string options) => Succeeds("mount", "-o", $"remount,{options}", _folder);

    /// <summary>Leaves no room.</summary>
    public void Fill()
    {
        using FileStream filler = File.Create(this["filler"]);
        try
        {
            for (var page = new byte[4096]; ;)
            {
                filler.Write(page);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Takes back <see cref="Fill"/>.</summary>
    public void Empty() => File.Delete(this["filler"]);

    /// <summary>Unmounts it, even while a process has files open on it.</summary>
    public void Dispose()
    {
        Succeeds("umount", "-l", _folder);
        Directory.Delete(_folder);
    }

    private static bool Succeeds(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(name, arguments) { RedirectStandardError = true };
        using Process tool = Process.Start(start)!;
        tool.StandardError.ReadToEnd();
        tool.WaitForExit();
        return tool.ExitCode == 0;
    }
}

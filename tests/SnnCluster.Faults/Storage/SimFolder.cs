using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Faults.World;

namespace SnnCluster.Faults.Storage;

/// <summary>A folder in memory.</summary>
internal sealed class SimFolder(Disk disk, Process? process, Dictionary<string, SimFile> files) : ICheckpointDisk
{
    // Manifests hold times, whose digits differ from run to run: all count the same.
    private const int ManifestBytes = 4096;

    // Runs are small here, and damage should leave some of their reports.
    public long SegmentBytes => 1 << 10;

    public bool TryCreate(string name, ReadOnlySpan<byte> content)
    {
        if (files.ContainsKey(name))
        {
            return false;
        }

        disk.Take(content.Length);
        files[name] = FileOf(content.ToArray());
        return true;
    }

    public long Write(string name, Action<Stream> write)
    {
        using var unfinished = new MemoryStream();
        write(unfinished);
        disk.Take(name.EndsWith(".json", StringComparison.Ordinal) ? ManifestBytes : unfinished.Length);
        files[name] = FileOf(unfinished.ToArray());
        return unfinished.Length;
    }

    public Stream Create(string name) => files[name] = disk.Create(process);

    public void Append(string name, long offset, Action<Stream> write)
    {
        disk.Take(0);
        if (!files.TryGetValue(name, out SimFile? file))
        {
            files[name] = file = new SimFile(disk);
        }

        if (file.Length != offset)
        {
            throw new IOException($"{name} is being written by somebody else");
        }

        file.Seek(offset, SeekOrigin.Begin);
        write(file);
        file.Flush();
    }

    public long LengthOf(string name) =>
        files.TryGetValue(name, out SimFile? file) ? file.Length : throw new FileNotFoundException($"there is no {name}");

    public Stream OpenRead(string name) => files.TryGetValue(name, out SimFile? file)
        ? new MemoryStream(file.ToArray(), writable: false)
        : throw new FileNotFoundException($"there is no {name}");

    public IReadOnlyList<string> List() => [.. files.Keys.Order(StringComparer.Ordinal)];

    public void Delete(string name)
    {
        if (files.Remove(name, out SimFile? file) && disk.Room < long.MaxValue)
        {
            disk.Room += file.Length;
        }
    }

    private static SimFile FileOf(byte[] content)
    {
        var file = new SimFile();
        file.Write(content);
        file.Flush();
        return file;
    }
}

namespace SnnCluster.Benchmarks.Faults;

/// <summary>Folders that faults are done to.</summary>
internal static class Folders
{
    /// <summary>All files of a folder by name, with what they hold; without the lock, which is a process's and goes with it.</summary>
    public static Dictionary<string, byte[]> Read(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != ".snncluster-writes-here")
        .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllBytes);

    /// <summary>Makes a folder hold some files and no others.</summary>
    public static void Write(string folder, IReadOnlyDictionary<string, byte[]> files)
    {
        Remove(folder);
        foreach ((string name, byte[] content) in files)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    }

    /// <summary>Whether a folder still has some files as they were.</summary>
    public static bool Has(string folder, IReadOnlyDictionary<string, byte[]> files) => files.All(file =>
        File.Exists(Path.Combine(folder, file.Key)) && File.ReadAllBytes(Path.Combine(folder, file.Key)).AsSpan().SequenceEqual(file.Value));

    /// <summary>Removes a folder where there is one.</summary>
    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

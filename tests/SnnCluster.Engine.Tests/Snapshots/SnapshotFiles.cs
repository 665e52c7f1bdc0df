using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Snapshots;

/// <summary>Snapshots in a folder of their own, which goes with it.</summary>
public sealed class SnapshotFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snapshots").FullName;

    /// <summary>Writes snapshots, a file for each.</summary>
    public string[] Write(IReadOnlyList<PartitionSnapshot> snapshots) =>
        [.. snapshots.Select((snapshot, i) => Write($"{i}.snapshot", Bytes(snapshot)))];

    public string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>What a file of a snapshot holds.</summary>
    public static byte[] Bytes(PartitionSnapshot snapshot)
    {
        using var stream = new MemoryStream();
        SnapshotFile.Write(stream, snapshot);
        return stream.ToArray();
    }

    /// <summary>Loads the snapshots of all partitions of an even cut.</summary>
    public static PartitionSnapshot[] Load(NetworkDescription network, int partitions, IReadOnlyList<string> files)
    {
        PartitionPlan plan = PartitionPlan.Even(network, partitions);
        return [.. Enumerable.Range(0, partitions).Select(p => SnapshotFile.Load(network, plan[p], p == 0, files))];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

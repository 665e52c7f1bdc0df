using SnnCluster.Cluster.Checkpoints;

namespace SnnCluster.Cluster.Tests.Checkpoints;

/// <summary>Nodes, each with a folder of its own, that ask each other without a network.</summary>
internal sealed class FolderPeers : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snncluster-cluster-").FullName;

    /// <summary>Those that can be reached, as far as one knows.</summary>
    public List<string> Nodes { get; } = [];

    /// <summary>Those that do not answer all the same.</summary>
    public HashSet<string> Silent { get; } = [];

    private readonly List<string> _asked = [];

    public FolderPeers(params string[] nodes)
    {
        foreach (string node in nodes)
        {
            Nodes.Add(node);
            Directory.CreateDirectory(PathOf(node));
        }
    }

    public string PathOf(string node) => Path.Combine(_folder, node);

    public CheckpointDirectory Disk(string node) => new(PathOf(node));

    /// <summary>The nodes that have a file.</summary>
    public string[] Having(string name) => [.. Directory.GetDirectories(_folder)
        .Where(folder => File.Exists(Path.Combine(folder, name))).Select(folder => Path.GetFileName(folder)).Order()];

    public ReplicatedStorage Storage(string node, int copies = 2, string? token = null) =>
        new(Disk(node), new View(this, node), copies, token);

    /// <summary>How often a node was asked for something.</summary>
    public int Asked(string node) => _asked.Count(asked => asked == node);

    public ICheckpointPeers Of(string node) => new View(this, node);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private CheckpointCopies At(string node)
    {
        _asked.Add(node);
        return Silent.Contains(node)
            ? throw new IOException($"node {node} does not answer")
            : new CheckpointCopies(Disk(node));
    }

    private sealed class View(FolderPeers all, string self) : ICheckpointPeers
    {
        public string Self => self;

        public IReadOnlyList<string> Reachable => [.. all.Nodes.Where(node => node != self)];

        public FolderListing List(string peer) => all.At(peer).List();

        public bool Create(string peer, string name, byte[] content, string? token) => all.At(peer).Create(name, content, token);

        public void Take(string peer, string name, long bytes, string? token) => all.At(peer).Take(
            name, bytes, token, (from, into) => into.Write(all.At(self).Read(name, from, (int)(bytes - from))));

        public void Fetch(string peer, string name, long from, long to, Stream into) =>
            into.Write(all.At(peer).Read(name, from, (int)(to - from)));

        public void Delete(string peer, string name) => all.At(peer).Delete(name);
    }
}

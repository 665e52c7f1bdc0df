namespace SnnCluster.Cluster.Checkpoints;

/// <summary>
/// The folders that other nodes have under the name of this one's. Everything takes as long as the network does: it is for
/// threads that may wait. What is lost on its way is asked for again, so that only a node that is silent for seconds fails.
/// </summary>
internal interface ICheckpointPeers
{
    /// <summary>This node, as host:port.</summary>
    string Self { get; }

    /// <summary>The other nodes of the cluster that can be reached now, as host:port.</summary>
    IReadOnlyList<string> Reachable { get; }

    /// <summary>What a node has.</summary>
    /// <exception cref="IOException">It does not answer, or cannot say.</exception>
    FolderListing List(string peer);

    /// <summary>Has a node write a small file, unless it has one of that name with another content.</summary>
    /// <param name="peer">The node.</param>
    /// <param name="name">The file.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="token">Token of the run's folders; null where there is none yet.</param>
    /// <returns>Whether it is there now.</returns>
    /// <exception cref="IOException">It does not answer, or cannot write.</exception>
    bool Create(string peer, string name, byte[] content, string? token);

    /// <summary>Has a node take a copy of a file of this one; of a file that grows, what it has not got yet.</summary>
    /// <param name="peer">The node.</param>
    /// <param name="name">The file.</param>
    /// <param name="bytes">How much of it.</param>
    /// <param name="token">Token of the run's folders; null where there is none yet.</param>
    /// <exception cref="IOException">It does not answer, or cannot write.</exception>
    void Take(string peer, string name, long bytes, string? token);

    /// <summary>Reads a file of a node.</summary>
    /// <param name="peer">The node.</param>
    /// <param name="name">The file.</param>
    /// <param name="from">The first byte.</param>
    /// <param name="to">One more than the last.</param>
    /// <param name="into">Takes them.</param>
    /// <exception cref="IOException">It does not answer, or has no such bytes.</exception>
    void Fetch(string peer, string name, long from, long to, Stream into);

    /// <summary>Has a node remove a file, where it has it.</summary>
    /// <exception cref="IOException">It does not answer, or cannot remove it.</exception>
    void Delete(string peer, string name);
}

/// <summary>What is in a folder of checkpoints on a node's own disk.</summary>
/// <param name="Token">What its token file holds; null where it has none.</param>
/// <param name="Files">Sizes of its files [bytes], by name.</param>
internal sealed record FolderListing(string? Token, IReadOnlyDictionary<string, long> Files);

/// <summary>No other node: a process by itself.</summary>
internal sealed class NoPeers : ICheckpointPeers
{
    public string Self => "local";

    public IReadOnlyList<string> Reachable => [];

    public FolderListing List(string peer) => throw Nobody(peer);

    public bool Create(string peer, string name, byte[] content, string? token) => throw Nobody(peer);

    public void Take(string peer, string name, long bytes, string? token) => throw Nobody(peer);

    public void Fetch(string peer, string name, long from, long to, Stream into) => throw Nobody(peer);

    public void Delete(string peer, string name) => throw Nobody(peer);

    private static IOException Nobody(string peer) => new($"there is no node {peer}");
}

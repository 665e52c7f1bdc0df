using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// Finds out whether there is another cluster that a node should be in. The first of the seed nodes begins one of its own where
/// no other seed node answers, which may be because all of them stand still for a while: they put out the node that it was before,
/// and hear of the new one from nobody. So each node asks those seed nodes that are no members of its cluster, again and again.
/// </summary>
/// <remarks>
/// It asks as a client does, from an address of its own: the connection of two nodes of which one was started again may be deaf in
/// one direction (see <see cref="ClusterNode"/>), and then neither hears of the other.
/// </remarks>
/// <param name="system">The node's.</param>
/// <param name="seeds">Seed nodes, as host:port.</param>
/// <param name="configuration">Text of its configuration file, for TLS.</param>
internal sealed class StrayWatch(ActorSystem system, IReadOnlyList<string> seeds, string configuration)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Knock = TimeSpan.FromSeconds(1);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    /// <summary>Looks until the node ends, or is found to be in the smaller one of two clusters.</summary>
    /// <returns>Why the node is to end; null where it has ended.</returns>
    public async Task<string?> RunAsync()
    {
        while (await Task.WhenAny(system.WhenTerminated, Task.Delay(Interval)).ConfigureAwait(false) != system.WhenTerminated)
        {
            foreach (string seed in _cluster.SelfMember.Status == MemberStatus.Up ? seeds.Except(Members()) : [])
            {
                if (await ListensAsync(seed).ConfigureAwait(false) && await AskAsync(seed).ConfigureAwait(false) is ClusterStatus other
                    && Finding(other) is string finding)
                {
                    return finding;
                }
            }
        }

        return null;
    }

    private string[] Members() => [.. _cluster.State.Members.Select(member => NodeAddress.Of(member.Address))];

    // An actor system to ask with is dear: most seed nodes that are no members are not there at all.
    private static async Task<bool> ListensAsync(string seed)
    {
        try
        {
            (string host, int port) = NodeAddress.Split(seed);
            using var client = new TcpClient();
            using var limit = new CancellationTokenSource(Knock);
            await client.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<ClusterStatus?> AskAsync(string seed)
    {
        try
        {
            await using RunClient client = await RunClients.OfClusterAsync(seed, configuration).ConfigureAwait(false);
            return await client.StatusAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ClusterException or InvalidDescriptionException)
        {
            // It is in no cluster yet, or in one that speaks another version.
            return null;
        }
    }

    // A node that joins just now is told of by this cluster's own coordinator.
    private string? Finding(ClusterStatus other)
    {
        string[] members = Members();
        string[] others = [.. other.Nodes.Where(node => node.State == "up").Select(node => node.Report.Address).Except(members)];
        return members.Length > 0 && others.Length > 0 && !members.Contains(other.Coordinator) && IsSmaller(members, others)
            ? $"it is in a cluster of {members.Length} of its own, beside that of {string.Join(", ", others.Order(StringComparer.Ordinal))}: started again it joins that one"
            : null;
    }

    private static bool IsSmaller(string[] members, string[] others) => members.Length < others.Length
        || (members.Length == others.Length
            && string.CompareOrdinal(members.Min(StringComparer.Ordinal), others.Min(StringComparer.Ordinal)) > 0);
}

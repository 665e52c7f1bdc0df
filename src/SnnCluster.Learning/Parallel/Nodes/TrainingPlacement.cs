using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Learning.Parallel.Nodes;

/// <summary>A node that trains.</summary>
/// <param name="Address">Its address, as host:port.</param>
/// <param name="First">Number of its first worker, from 0; its workers are neighbours.</param>
/// <param name="Workers">Workers that it has.</param>
public sealed record TrainingNode(string Address, int First, int Workers);

/// <summary>Which node gets how many workers.</summary>
internal static class TrainingPlacement
{
    /// <summary>Cores that a node offers to train on.</summary>
    public static int Cores(NodeStatus node) =>
        node.State == "up" ? node.Report.Devices.Count(device => device.Kind == "host") : 0;

    /// <summary>
    /// Gives workers to nodes in turn, one for each core that a node offers; when all have as many as cores, more go
    /// round again.
    /// </summary>
    /// <param name="status">The cluster.</param>
    /// <param name="workers">Workers, at least 1; null: one for each core that is offered.</param>
    /// <param name="cluster">What errors call the cluster.</param>
    /// <exception cref="ClusterException">No node offers a core.</exception>
    public static IReadOnlyList<TrainingNode> Of(ClusterStatus status, int? workers, string cluster)
    {
        (string Address, int Cores)[] nodes =
        [
            .. status.Nodes
                .Select(node => (node.Report.Address, Cores: Cores(node)))
                .Where(node => node.Cores > 0)
                .OrderBy(node => node.Address, StringComparer.Ordinal),
        ];
        if (nodes.Length == 0)
        {
            throw new ClusterException($"no node of the cluster of {cluster} offers a core to train on (--devices of the nodes)");
        }

        var counts = new int[nodes.Length];
        int left = workers ?? nodes.Sum(node => node.Cores);
        int turn = 0;
        while (left > 0)
        {
            turn++;
            bool isFull = nodes.All(node => node.Cores < turn);
            for (int i = 0; i < nodes.Length && left > 0; i++)
            {
                if (isFull || nodes[i].Cores >= turn)
                {
                    counts[i]++;
                    left--;
                }
            }
        }

        var placed = new List<TrainingNode>();
        int first = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            if (counts[i] > 0)
            {
                placed.Add(new TrainingNode(nodes[i].Address, first, counts[i]));
                first += counts[i];
            }
        }

        return placed;
    }
}

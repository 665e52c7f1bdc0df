using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Parallel;
using SnnCluster.Learning.Parallel.Nodes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Tests.Parallel;

/// <summary>Two nodes of a cluster in this process that talk over loopback; the first offers two cores, the second one.</summary>
public sealed class LoopbackNodes : IAsyncLifetime
{
    private readonly List<ClusterNode> _nodes = [];

    public string Address => _nodes[0].Address;

    public IReadOnlyList<string> Addresses => [.. _nodes.Select(node => node.Address)];

    public async Task InitializeAsync()
    {
        await Add("host,host", [], [TrainingService.Create(null)]);
        await Add("host", [Address], [TrainingService.Create(null)]);
    }

    public async Task DisposeAsync()
    {
        while (_nodes.Count > 0)
        {
            await Remove();
        }
    }

    /// <summary>Has a node leave, the last one that came where nothing is said.</summary>
    internal async Task Remove(int? index = null)
    {
        ClusterNode node = _nodes[index ?? ^1];
        _nodes.Remove(node);
        await node.DisposeAsync();
    }

    internal Task<ClusterWorkers> Open(SmallTraining training, int? count, DataSetRequest? request = null) =>
        ClusterWorkers.OpenAsync(
            Address,
            "",
            count,
            SmallTraining.Data,
            request ?? SmallTraining.Request,
            training.Start(),
            training.Options,
            CancellationToken.None);

    internal async Task Add(string devices, IReadOnlyList<string> seeds, IReadOnlyList<NodeService> services) =>
        _nodes.Add(await ClusterNode.StartAsync(
            new NodeOptions
            {
                Port = 0,
                Devices = devices,
                SeedNodes = seeds,
                Networks = new NoNetworks(),
                Services = services,
            },
            CancellationToken.None));

    private sealed class NoNetworks : INetworkSource
    {
        public IReadOnlyDictionary<string, string> Models { get; } = new Dictionary<string, string>();

        public NetworkDescription Create(NetworkReference reference) => throw new InvalidDescriptionException("there is none");
    }
}

using Akka.Actor;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Learning.Parallel.Nodes;

namespace SnnCluster.Learning.Parallel.Recovery;

/// <summary>
/// Looks for the nodes of a cluster that train. It asks any node that was heard of, since the one that was named may be the
/// lost one.
/// </summary>
internal sealed class NodeSearch : IAsyncDisposable
{
    // A node that is frozen, or was killed a moment ago, may be a member still; one that trains answers within milliseconds.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);

    // Another node is asked instead, so none is waited for long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _configuration;
    private readonly List<string> _addresses;
    private ServiceClient? _client;

    /// <summary>A search.</summary>
    /// <param name="addresses">Nodes to ask, as host:port, in this order.</param>
    /// <param name="configuration">Text of a configuration file in HOCON, for TLS; may be empty.</param>
    public NodeSearch(IEnumerable<string> addresses, string configuration)
    {
        _addresses = [.. addresses];
        _configuration = configuration;
    }

    /// <summary>The node that is asked now.</summary>
    public string Asked => _addresses[0];

    /// <summary>Why there are no nodes, for people; empty where there are.</summary>
    public string Finding { get; private set; } = "";

    /// <summary>The cluster, with none but the nodes that train and answer; null: nobody tells.</summary>
    /// <param name="cancellation">Gives up: a cluster without coordinator takes its time to say nothing.</param>
    public async Task<ClusterStatus?> LookAsync(CancellationToken cancellation)
    {
        try
        {
            _client ??= await ServiceClient.OpenAsync(Asked, _configuration, typeof(NodeSearch).Assembly, Patience).ConfigureAwait(false);
            ClusterStatus status = await _client.StatusAsync().WaitAsync(cancellation).ConfigureAwait(false);
            _addresses.AddRange(status.Nodes.Select(node => node.Report.Address).Except(_addresses));
            bool[] answers = await Task.WhenAll(status.Nodes.Select(AnswersAsync)).WaitAsync(cancellation).ConfigureAwait(false);
            NodeStatus[] nodes = [.. status.Nodes.Zip(answers).Where(pair => pair.Second).Select(pair => pair.First)];
            Finding = nodes.Length == 0 ? $"no node of the cluster of {Asked} trains" : "";
            return status with { Nodes = nodes };
        }
        catch (ClusterException exception)
        {
            Finding = exception.Message;
            await DisposeAsync().ConfigureAwait(false);
            _addresses.Add(_addresses[0]);
            _addresses.RemoveAt(0);
            return null;
        }
    }

    /// <summary>Hands the client of the last look over.</summary>
    public ServiceClient Take()
    {
        ServiceClient client = _client!;
        _client = null;
        return client;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_client is ServiceClient client)
        {
            _client = null;
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> AnswersAsync(NodeStatus node)
    {
        if (TrainingPlacement.Cores(node) == 0)
        {
            return false;
        }

        try
        {
            ActorSelection service = _client!.Service(node.Report.Address, TrainingService.Name);
            return (await service.Ask<ActorIdentity>(new Identify(null), AnswerLimit).ConfigureAwait(false)).Subject is not null;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}

using System.Globalization;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel.Nodes;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Parallel.Recovery;

/// <summary>Workers on the nodes of a cluster (<see cref="ClusterWorkers"/>): after a loss, on those that are there then.</summary>
public sealed class ClusterWorkersSource : ITrainingWorkersSource
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(250);

    private readonly string _address;
    private readonly string _configuration;
    private readonly int? _count;
    private readonly NodeData _data;
    private readonly DataSetRequest _request;
    private readonly TrainingOptions _options;
    private readonly TimeProvider _time;
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);
    private int _nodes;

    /// <summary>A source.</summary>
    /// <param name="address">Any node of the cluster, as host:port.</param>
    /// <param name="configuration">Text of a configuration file in HOCON, for TLS and limits; may be empty.</param>
    /// <param name="count">
    /// Workers, at least 1; null: one for each core that nodes offer. After a loss there are at most as many as cores.
    /// </param>
    /// <param name="data">The examples, a set of the <see cref="DataSetCatalog"/>; every node has to have the same.</param>
    /// <param name="request">How it was loaded. Nodes have folders of their own.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="time">The clock.</param>
    public ClusterWorkersSource(
        string address,
        string configuration,
        int? count,
        DataSet data,
        DataSetRequest request,
        TrainingOptions options,
        TimeProvider time)
    {
        _address = address;
        _configuration = configuration;
        _count = count;
        _data = NodeData.Of(data);
        _request = request;
        _options = options;
        _time = time;
    }

    /// <summary>What the configuration has under <c>snncluster.recovery</c>; known when there were workers.</summary>
    public RecoveryOptions Recovery { get; private set; } = new();

    /// <inheritdoc/>
    /// <exception cref="InvalidDescriptionException">
    /// Only for the first ones: the address is none, or a node cannot load the examples, or has others, or speaks another
    /// version.
    /// </exception>
    /// <exception cref="ClusterException">Only for the first ones: nobody answers there, or no node offers a core.</exception>
    public ITrainingWorkers Open(ClassifierState state, WorkersLostException? lost, CancellationToken cancellation) =>
        (lost is null ? BeginAsync(state, cancellation) : GoOnAsync(state, lost, cancellation)).GetAwaiter().GetResult();

    private async Task<ClusterWorkers> BeginAsync(ClassifierState state, CancellationToken cancellation)
    {
        ServiceClient client =
            await ServiceClient.OpenAsync(_address, _configuration, typeof(ClusterWorkers).Assembly).ConfigureAwait(false);
        IReadOnlyList<TrainingNode> nodes;
        try
        {
            Recovery = NodeSettings.Of(client.System.Settings.Config).Recovery;
            ClusterStatus status = await client.StatusAsync().ConfigureAwait(false);
            nodes = TrainingPlacement.Of(status, _count, _address);
            Remember(status);
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return await StartAsync(client, nodes, state, cancellation).ConfigureAwait(false);
    }

    private async Task<ClusterWorkers> GoOnAsync(
        ClassifierState state, WorkersLostException lost, CancellationToken cancellation)
    {
        long began = _time.GetTimestamp();
        long? answered = null;

        // The lost node last: a frozen one takes long not to answer.
        string[] addresses = [.. _known.Prepend(_address).Distinct().OrderBy(address => address == lost.Node)];
        var search = new NodeSearch(addresses, _configuration);
        await using (search.ConfigureAwait(false))
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                ClusterStatus? status = await search.LookAsync(cancellation).ConfigureAwait(false);
                TimeSpan waited = _time.GetElapsedTime(began);
                answered ??= status is null ? null : _time.GetTimestamp();
                TimeSpan known = answered is long first ? _time.GetElapsedTime(first) : TimeSpan.Zero;
                switch (Replacement.Decide(status?.Nodes.Count ?? 0, _nodes, waited, known, Recovery))
                {
                    case ReplacementDecision.GoOn:
                        Remember(status!);
                        int cores = status!.Nodes.Sum(TrainingPlacement.Cores);
                        IReadOnlyList<TrainingNode> nodes =
                            TrainingPlacement.Of(status, Math.Min(_count ?? cores, cores), search.Asked);
                        return await TakeOverAsync(search.Take(), nodes, state, cancellation).ConfigureAwait(false);
                    case ReplacementDecision.GiveUp:
                        throw new TrainingException(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{lost.Message}; {search.Finding}, after {waited.TotalSeconds:0} s"),
                            lost);
                    default:
                        await Task.Delay(LookAgainAfter, _time, cancellation).ConfigureAwait(false);
                        break;
                }
            }
        }
    }

    // A node that answered a moment ago and does not any more is lost; what a node's examples are at fault of ends training.
    private async Task<ClusterWorkers> TakeOverAsync(
        ServiceClient client, IReadOnlyList<TrainingNode> nodes, ClassifierState state, CancellationToken cancellation)
    {
        try
        {
            return await StartAsync(client, nodes, state, cancellation).ConfigureAwait(false);
        }
        catch (ClusterException exception)
        {
            throw new WorkersLostException(exception.Message, null, exception);
        }
        catch (InvalidDescriptionException exception)
        {
            throw new TrainingException(
                $"training cannot go on after a loss: {string.Join("; ", exception.Findings)}", exception);
        }
    }

    private Task<ClusterWorkers> StartAsync(
        ServiceClient client, IReadOnlyList<TrainingNode> nodes, ClassifierState state, CancellationToken cancellation)
    {
        _nodes = nodes.Count;
        return ClusterWorkers.StartAsync(client, nodes, _data, _request, state.Copy(), _options, cancellation);
    }

    private void Remember(ClusterStatus status) => _known.UnionWith(status.Nodes.Select(node => node.Report.Address));
}

using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Tests.Exchange;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Live;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Tests.Runs;

/// <summary>
/// A whole run in one thread: the workers of all partitions, the exchanges of all nodes, and a network between them. Who
/// goes on next is drawn from a seeded generator.
/// </summary>
internal sealed class WorkerCluster : IDisposable
{
    private readonly NetworkDescription _network;
    private readonly HostDevice _device = new();
    private readonly Random _random;

    /// <param name="network">What to run.</param>
    /// <param name="nodeOfPartition">The node of each partition.</param>
    /// <param name="between">Connects the nodes.</param>
    /// <param name="seed">Of the order in which workers go on.</param>
    /// <param name="observation">What workers observe; nothing where null.</param>
    /// <param name="live">Lets others watch a partition; nobody where null.</param>
    /// <param name="from">Snapshots of all partitions of any cut to go on from; null to begin at the start.</param>
    /// <param name="change">Changes whose spikes a partition takes; nothing where null.</param>
    public WorkerCluster(
        NetworkDescription network,
        int[] nodeOfPartition,
        ShuffledNetwork between,
        int seed,
        ObservationPlan? observation = null,
        Func<int, LiveObserver>? live = null,
        IReadOnlyList<PartitionSnapshot>? from = null,
        Func<SpikeTaker, SpikeTaker>? change = null)
    {
        change ??= taker => taker;
        _network = network;
        _random = new Random(seed);
        PartitionPlan cut = PartitionPlan.Even(network, nodeOfPartition.Length);
        var layout = new ExchangeLayout(
            7, ExchangeSchedule.Of(network), nodeOfPartition, [.. Enumerable.Range(0, cut.Count).Select(p => cut[p])]);
        Exchanges = [.. Enumerable.Range(0, layout.Nodes).Select(node => new FrameExchange(layout, node))];
        IPartition[] partitions =
        [
            .. Enumerable.Range(0, cut.Count).Select(p => _device.CreatePartition(
                network, cut[p], from is null ? null : SnapshotCut.For(network, cut[p], p == 0, from))),
        ];
        SpikeTaker[] takers = [.. partitions.Select((partition, p) => change(SpikeSubscriptions.TakerOf(layout, p, partition)))];
        foreach (FrameExchange exchange in Exchanges)
        {
            exchange.Subscribe(
            [
                .. takers.Where(taker => nodeOfPartition[taker.Partition] == exchange.Node),
                .. SpikeSubscriptions.ToTell(nodeOfPartition, exchange.Node, takers),
            ]);
            between.Connect(exchange);
        }

        Workers =
        [
            .. nodeOfPartition.Select((node, p) => new PartitionWorker(
                p, partitions[p], Exchanges[node], observation ?? ObservationPlan.Nothing(network), live: live?.Invoke(p))),
        ];
    }

    public FrameExchange[] Exchanges { get; }

    public PartitionWorker[] Workers { get; }

    /// <summary>Lets all run to a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="afterSlice">Is called when a partition stands between two steps.</param>
    public void Run(int step, Action<int>? afterSlice = null)
    {
        Array.ForEach(Workers, worker => worker.RunTo(step));

        // A slice of no length ends at the next wait or after a few steps.
        var running = Enumerable.Range(0, Workers.Length).ToList();
        while (running.Count > 0)
        {
            int next = _random.Next(running.Count);
            int worker = running[next];
            if (Workers[worker].RunSlice(TimeSpan.Zero) == SliceEnd.Stopped)
            {
                running.RemoveAt(next);
            }

            afterSlice?.Invoke(worker);
        }
    }

    /// <summary>Lets them run towards a step for so many slices, and leaves them where they are then.</summary>
    /// <returns>The step of the furthest.</returns>
    public int RunPartly(int step, int slices)
    {
        Array.ForEach(Workers, worker => worker.RunTo(step));
        for (int slice = 0; slice < slices; slice++)
        {
            Workers[_random.Next(Workers.Length)].RunSlice(TimeSpan.Zero);
        }

        return Workers.Max(worker => worker.Step);
    }

    public string Digest()
    {
        IPartition[] partitions = [.. Workers.Select(worker => worker.Partition)];
        Array.ForEach(partitions, partition => partition.Deliver());
        return NetworkDigest.Compute(
            partitions, [.. _network.Projections.Select(projection => _network.IndexOfPopulation(projection.Target))]);
    }

    public void Dispose()
    {
        Array.ForEach(Workers, worker => worker.Dispose());
        Array.ForEach(Exchanges, exchange => exchange.Dispose());
        _device.Dispose();
    }
}

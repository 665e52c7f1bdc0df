using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Runs;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Benchmarks.Virtual;

/// <summary>
/// Many nodes in one thread: the workers of all partitions and the exchanges of all nodes, as they are, which take turns. What they
/// send are the messages that real nodes send.
/// </summary>
internal sealed class VirtualCluster : IDisposable
{
    private readonly HostDevice _device = new();
    private readonly FrameExchange[] _exchanges;
    private readonly CountedLink[] _links;
    private readonly PartitionWorker[] _workers;
    private readonly int[] _nodeOfPartition;
    private readonly NetworkDescription _network;

    public VirtualCluster(NetworkDescription network, int partitions, int nodes)
    {
        _network = network;
        PartitionPlan cut = PartitionPlan.Even(network, partitions);
        _nodeOfPartition = [.. Enumerable.Range(0, partitions).Select(partition => (int)((long)partition * nodes / partitions))];
        Schedule = ExchangeSchedule.Of(network);
        var layout = new ExchangeLayout(1, Schedule, _nodeOfPartition, [.. Enumerable.Range(0, partitions).Select(partition => cut[partition])]);
        long resident = Resident();
        IPartition[] built = [.. Enumerable.Range(0, partitions).Select(partition => _device.CreatePartition(network, cut[partition]))];
        PartitionBytes = (Resident() - resident) / partitions;
        SpikeTaker[] takers = [.. built.Select((partition, p) => SpikeSubscriptions.TakerOf(layout, p, partition))];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        _exchanges = [.. Enumerable.Range(0, nodes).Select(node => new FrameExchange(layout, node))];
        foreach (FrameExchange exchange in _exchanges)
        {
            exchange.Subscribe(
            [
                .. takers.Where(taker => _nodeOfPartition[taker.Partition] == exchange.Node),
                .. SpikeSubscriptions.ToTell(_nodeOfPartition, exchange.Node, takers),
            ]);
        }

        ExchangeBytesPerNode = (GC.GetTotalMemory(forceFullCollection: true) - before) / nodes;
        _links = [.. _exchanges.Select(exchange => new CountedLink(exchange.Node, _exchanges))];
        for (int node = 0; node < nodes; node++)
        {
            _exchanges[node].Connect(_links[node]);
        }

        ObservationPlan nothing = ObservationPlan.Nothing(network);
        _workers = [.. built.Select((partition, p) => new PartitionWorker(p, partition, _exchanges[_nodeOfPartition[p]], nothing))];
    }

    public ExchangeSchedule Schedule { get; }

    /// <summary>By how much the process's memory grew for a partition [bytes].</summary>
    public long PartitionBytes { get; }

    /// <summary>Memory of a node's exchange before anything is sent [bytes].</summary>
    public long ExchangeBytesPerNode { get; }

    public long Messages => _links.Sum(link => link.Messages);

    public long Bytes => _links.Sum(link => link.Bytes);

    /// <summary>Lets all partitions run so many intervals on.</summary>
    public void Run(int intervals)
    {
        int step = _workers[0].Step + (intervals * Schedule.IntervalSteps);
        Array.ForEach(_workers, worker => worker.RunTo(step));
        var running = _workers.ToList();
        while (running.Count > 0)
        {
            running.RemoveAll(worker => worker.RunSlice(TimeSpan.Zero) == SliceEnd.Stopped);
        }
    }

    /// <summary>Partitions whose frames a partition goes through in each interval.</summary>
    public int[] TakenBy(int partition) => _exchanges[_nodeOfPartition[partition]].TakenBy(partition);

    /// <summary>How many partitions' frames a partition waits for in each interval.</summary>
    public int WaitedFor(int partition) => _exchanges[_nodeOfPartition[partition]].WaitedForBy(partition);

    /// <summary>Spikes of all neurons so far.</summary>
    public long[] SpikeCounts()
    {
        var counts = new long[_network.Populations[0].Size];
        foreach (PartitionWorker worker in _workers)
        {
            Slice slice = worker.Partition.Slices[0];
            worker.Partition.ReadSpikeCounts(0, counts.AsSpan(slice.Begin, slice.Count));
        }

        return counts;
    }

    public Slice SliceOf(int partition) => _workers[partition].Partition.Slices[0];

    /// <summary>Sources, of any partition, that have a synapse in this one.</summary>
    public HashSet<int> SourcesOf(int partition)
    {
        var sources = new HashSet<int>();
        _workers[partition].Partition.VisitSynapses(0, synapses =>
        {
            foreach (Synapse synapse in synapses)
            {
                sources.Add(synapse.Source);
            }
        });
        return sources;
    }

    private static long Resident()
    {
        GC.Collect();
        return Environment.WorkingSet;
    }

    public void Dispose()
    {
        Array.ForEach(_workers, worker => worker.Dispose());
        Array.ForEach(_exchanges, exchange => exchange.Dispose());
        _device.Dispose();
    }
}

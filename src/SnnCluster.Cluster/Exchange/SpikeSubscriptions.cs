using SnnCluster.Engine.Partitions;

namespace SnnCluster.Cluster.Exchange;

/// <summary>Whose spikes a partition takes.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Of">Ranges of the partitions whose spikes it takes, ascending, without those between them; itself may be among them.</param>
public readonly record struct SpikeTaker(int Partition, IReadOnlyList<Slice> Of);

/// <summary>
/// Which spikes go where, as one node needs to know it: of all pairs of partitions those of which one is here. What they cost, in memory and in each
/// interval, grows with the pairs, and not with the partitions of the run.
/// </summary>
/// <remarks>
/// A partition takes the spikes of each partition that a synapse of it may ever come from, from the first step on: those that it has, and those
/// that rewiring may make, whose first spike and whose sources' earlier spikes count. So nothing is to be told while a run goes on, and an attempt that
/// goes on from a checkpoint finds out anew, from the synapses of the checkpoint. Networks with exchanges of offers, in which everyone needs what everyone offers, have
/// all pairs.
/// </remarks>
public sealed class SpikeSubscriptions
{
    private readonly Dictionary<int, int[]> _taken = [];
    private readonly Dictionary<int, int[]> _neighbours = [];
    private readonly Dictionary<int, FrameRoute> _to = [];
    private readonly Dictionary<int, FrameRoute> _from = [];

    /// <param name="layout">Which partitions there are, and where.</param>
    /// <param name="node">The node whose pairs are kept.</param>
    /// <param name="takers">Whose spikes the partitions take, at least of those pairs; each partition once.</param>
    public SpikeSubscriptions(ExchangeLayout layout, int node, IEnumerable<SpikeTaker> takers)
    {
        int[] own = [.. layout.PartitionsOf(node)];
        var taken = own.ToDictionary(partition => partition, _ => new List<int>());

        // Those of a node wait for each other, since the last one sends the frames of all; that costs a look at a counter in the same process.
        var neighbours = own.ToDictionary(partition => partition, _ => new SortedSet<int>(own));
        var frames = new Dictionary<(int From, int To), SortedSet<int>>();
        var signals = new Dictionary<(int From, int To), SortedSet<int>>();
        IEnumerable<SpikeTaker> all = layout.Schedule.Wiring is null ? takers : Everyone(layout);
        foreach ((int taker, IReadOnlyList<Slice> of) in all)
        {
            int nodeOfTaker = layout.NodeOfPartition[taker];
            foreach (int source in nodeOfTaker == node ? Within(of) : own.Where(partition => Has(of, partition)))
            {
                int nodeOfSource = layout.NodeOfPartition[source];
                if (source == taker)
                {
                    continue;
                }

                if (nodeOfTaker == node)
                {
                    taken[taker].Add(source);
                    neighbours[taker].Add(source);
                }

                if (nodeOfSource == node)
                {
                    neighbours[source].Add(taker);
                }

                if (nodeOfTaker != nodeOfSource)
                {
                    Of(frames, nodeOfSource, nodeOfTaker).Add(source);
                    Of(signals, nodeOfTaker, nodeOfSource).Add(taker);
                }
            }
        }

        foreach (int partition in own)
        {
            _taken[partition] = [.. taken[partition]];
            _neighbours[partition] = [.. neighbours[partition]];
        }

        Peers = [.. frames.Keys.Select(pair => pair.From == node ? pair.To : pair.From).Distinct().Order()];
        foreach (int peer in Peers)
        {
            _to[peer] = Route(node, peer);
            _from[peer] = Route(peer, node);
        }

        FrameRoute Route(int from, int to)
        {
            SortedSet<int> full = Of(frames, from, to);
            return new FrameRoute(from, [.. full], [.. Of(signals, from, to).Where(partition => !full.Contains(partition))]);
        }
    }

    /// <summary>The other nodes that anything is sent to, and that send, ascending.</summary>
    public IReadOnlyList<int> Peers { get; }

    /// <summary>All partitions as takers of everyone's spikes.</summary>
    public static IEnumerable<SpikeTaker> Everyone(ExchangeLayout layout)
    {
        Slice[] all = [new Slice(0, layout.NodeOfPartition.Count)];
        return Enumerable.Range(0, all[0].Count).Select(partition => new SpikeTaker(partition, all));
    }

    /// <summary>Whose spikes a partition takes, once it is built.</summary>
    public static SpikeTaker TakerOf(ExchangeLayout layout, int index, IPartition partition)
    {
        var of = new List<Slice>();
        for (int other = 0; other < layout.Slices.Count; other++)
        {
            if (other == index || !Takes(layout.Slices[other]))
            {
                continue;
            }

            if (of.Count > 0 && of[^1].End == other)
            {
                of[^1] = new Slice(of[^1].Begin, other + 1);
            }
            else
            {
                of.Add(new Slice(other, other + 1));
            }
        }

        return new SpikeTaker(index, of);

        bool Takes(IReadOnlyList<Slice> sources)
        {
            for (int population = 0; population < sources.Count; population++)
            {
                if (partition.Takes(population, sources[population]))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>What of some takers a node is to be told: those of other nodes, with its own partitions among theirs.</summary>
    public static IEnumerable<SpikeTaker> ToTell(IReadOnlyList<int> nodeOfPartition, int node, IEnumerable<SpikeTaker> takers)
    {
        int[] own = [.. Enumerable.Range(0, nodeOfPartition.Count).Where(partition => nodeOfPartition[partition] == node)];
        foreach ((int taker, IReadOnlyList<Slice> of) in takers)
        {
            if (nodeOfPartition[taker] != node && of.Where(range => Array.Exists(own, range.Contains)).ToArray() is { Length: > 0 } here)
            {
                yield return new SpikeTaker(taker, here);
            }
        }
    }

    /// <summary>Whose spikes an own partition takes, ascending, itself not among them.</summary>
    public int[] TakenBy(int partition) => _taken[partition];

    /// <summary>The partitions that an own one waits for in each interval, ascending: those whose spikes it takes, those that take its own, and those of its node; itself among them.</summary>
    public int[] NeighboursOf(int partition) => _neighbours[partition];

    /// <summary>What goes to a peer.</summary>
    public FrameRoute To(int peer) => _to[peer];

    /// <summary>What comes from a peer.</summary>
    public FrameRoute From(int peer) => _from[peer];

    private static SortedSet<int> Of(Dictionary<(int From, int To), SortedSet<int>> sets, int from, int to)
    {
        if (!sets.TryGetValue((from, to), out SortedSet<int>? set))
        {
            set = [];
            sets.Add((from, to), set);
        }

        return set;
    }

    private static IEnumerable<int> Within(IReadOnlyList<Slice> ranges) => ranges.SelectMany(range => Enumerable.Range(range.Begin, range.Count));

    private static bool Has(IReadOnlyList<Slice> ranges, int partition) => ranges.Any(range => range.Contains(partition));
}

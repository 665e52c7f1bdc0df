using System.Security.Cryptography;
using System.Text;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Runs;

/// <summary>Turns a placement that came over the wire into what the exchange works with.</summary>
internal static class RunLayouts
{
    /// <summary>What is wrong with a placement, whatever the network; null where nothing is.</summary>
    public static string? Wrong(RunPlacement placement)
    {
        for (int p = 0; p < placement.Partitions.Count; p++)
        {
            if (!IsIndex(placement.Partitions[p].Node, placement.Nodes.Count))
            {
                return Wrong($"partition {p} is on node {placement.Partitions[p].Node}", placement.Nodes.Count);
            }
        }

        return placement.Partitions.Count == 0 ? "the run has no partition" : null;
    }

    /// <summary>What is wrong with an attempt that this node is to take part in; null where nothing is.</summary>
    public static string? Wrong(PrepareRun run, NetworkDescription network)
    {
        if (Wrong(run.Placement) is string wrong)
        {
            return wrong;
        }

        if (!IsIndex(run.Node, run.Placement.Nodes.Count))
        {
            return Wrong($"this node is number {run.Node}", run.Placement.Nodes.Count);
        }

        if (run.Placement.Partitions.All(partition => partition.Node != run.Node))
        {
            return $"this node is number {run.Node}: no partition is on it";
        }

        for (int population = 0; population < network.Populations.Count; population++)
        {
            // Slices follow one another, from the first neuron to the last.
            int end = 0;
            foreach (PartitionPlacement partition in run.Placement.Partitions)
            {
                if (partition.Slices.Count != network.Populations.Count
                    || partition.Slices[population].Begin != end
                    || partition.Slices[population].End < end)
                {
                    return $"its partitions are not a cut of {network.Populations[population].Name}";
                }

                end = partition.Slices[population].End;
            }

            if (end != network.Populations[population].Size)
            {
                return $"its partitions end at neuron {end} of {network.Populations[population].Name}, "
                    + $"which has {network.Populations[population].Size}";
            }
        }

        return null;
    }

    /// <summary>What is wrong with whose spikes partitions are said to take; null where nothing is.</summary>
    /// <param name="placement">Where the partitions are.</param>
    /// <param name="takers">The partitions.</param>
    /// <param name="mayBe">Whether it may be a partition of a node.</param>
    public static string? Wrong(RunPlacement placement, IReadOnlyList<SpikeTakerContract> takers, Func<int, bool> mayBe)
    {
        var seen = new HashSet<int>();
        foreach (SpikeTakerContract taker in takers)
        {
            if (!IsIndex(taker.Partition, placement.Partitions.Count) || !mayBe(placement.Partitions[taker.Partition].Node) || !seen.Add(taker.Partition))
            {
                return $"partition {taker.Partition} is no partition that could be told of, or told of twice";
            }

            int end = -1;
            foreach (SliceContract range in taker.Of)
            {
                if (range.Begin <= end || range.End <= range.Begin || range.End > placement.Partitions.Count)
                {
                    return $"partition {taker.Partition} takes the spikes of partitions {range.Begin} to {range.End - 1L}: there are those from 0 to {placement.Partitions.Count - 1}, and ranges ascend";
                }

                end = range.End;
            }
        }

        return null;
    }

    /// <summary>Whose spikes a partition takes, as messages say it.</summary>
    public static SpikeTakerContract ContractOf(SpikeTaker taker) => new()
    {
        Partition = taker.Partition,
        Of = [.. taker.Of.Select(range => new SliceContract { Begin = range.Begin, End = range.End })],
    };

    /// <summary>What <see cref="ContractOf"/> was made of.</summary>
    public static SpikeTaker TakerOf(SpikeTakerContract taker) =>
        new(taker.Partition, [.. taker.Of.Select(range => new Slice(range.Begin, range.End))]);

    /// <summary>Whether a number out of a message names one of so many.</summary>
    public static bool IsIndex(int number, int count) => (uint)number < (uint)count;

    private static string Wrong(string what, int nodes) => $"{what}: nodes are numbered from 0 to {nodes - 1}";

    public static ExchangeLayout LayoutOf(PrepareRun run, NetworkDescription network) => new(
        BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(run.RunId))),
        ExchangeSchedule.Of(network),
        [.. run.Placement.Partitions.Select(partition => partition.Node)],
        [
            .. run.Placement.Partitions.Select(partition =>
                (IReadOnlyList<Slice>)[.. partition.Slices.Select(slice => new Slice(slice.Begin, slice.End))]),
        ]);
}

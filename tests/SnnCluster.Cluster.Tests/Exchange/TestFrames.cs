using CsCheck;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Rewiring;

namespace SnnCluster.Cluster.Tests.Exchange;

/// <summary>Random layouts of a run, and frames to send in them.</summary>
internal static class TestFrames
{
    /// <summary>
    /// One to six partitions on one to three nodes, with one to three populations of up to 300 neurons; slices may be
    /// empty, and there may be offers.
    /// </summary>
    public static readonly Gen<ExchangeLayout> Layouts =
        from delay in Gen.Int[1, 12]
        from sizes in Gen.Int[0, 300].Array[1, 3]
        from nodes in Gen.Int[1, 3]
        from extra in Gen.Int[0, nodes - 1].Array[0, 3]
        from cuts in Gen.Double[0, 1].Array[nodes + extra.Length - 1]
        from tag in Gen.UInt
        from hasOffers in Gen.Bool
        select Layout(
            ExchangeScheduleTests.ScheduleOf(delay) with { Wiring = hasOffers ? WiringSchedule.Every(10) : null },
            sizes, [.. Enumerable.Range(0, nodes), .. extra],
            cuts,
            tag);

    public static SpikeBoard[] Boards(ExchangeLayout layout) => [.. layout.NodeOfPartition.Select(_ => new SpikeBoard())];

    /// <summary>Writes a frame of random spikes on each board, or an offer where there may be some, and makes it visible.</summary>
    public static void Publish(ExchangeLayout layout, SpikeBoard[] boards, long interval, Random random)
    {
        bool isOffer = layout.Schedule.Wiring is not null && random.Next(2) == 0;
        for (int partition = 0; partition < boards.Length && isOffer; partition++)
        {
            boards[partition].Begin(interval, isOffer: true);
            boards[partition].Append([.. Enumerable.Range(0, random.Next(100)).Select(_ => random.Next() >> random.Next(32)), int.MinValue, -1]);
            boards[partition].Publish(interval);
        }

        for (int partition = 0; partition < boards.Length && !isOffer; partition++)
        {
            double density = Math.Pow(random.NextDouble(), 3);
            boards[partition].Begin(interval);
            for (int step = 0; step < layout.Schedule.IntervalSteps; step++)
            {
                foreach (Slice slice in layout.Slices[partition])
                {
                    boards[partition].Append(
                        [.. Enumerable.Range(slice.Begin, slice.Count).Where(_ => random.NextDouble() < density)]);
                }
            }

            boards[partition].Publish(interval);
        }
    }

    public static ExchangeLayout Layout(ExchangeSchedule schedule, int[] sizes, int[] nodes, double[] cuts, uint tag)
    {
        double[] edges = [0, .. cuts.Order(), 1];
        return new ExchangeLayout(
            tag,
            schedule,
            nodes,
            [
                .. Enumerable.Range(0, nodes.Length).Select(p => (IReadOnlyList<Slice>)
                    [.. sizes.Select(size => new Slice((int)(size * edges[p]), (int)(size * edges[p + 1])))]),
            ]);
    }
}

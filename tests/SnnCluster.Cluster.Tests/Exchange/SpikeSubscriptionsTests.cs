using CsCheck;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Rewiring;

namespace SnnCluster.Cluster.Tests.Exchange;

/// <summary>Each node knows of the pairs that concern it, both ends the same, and those that wait for each other run no slot over.</summary>
public sealed class SpikeSubscriptionsTests
{
    private static readonly Gen<(int[] Nodes, bool[] Takes)> Relations =
        from nodes in Gen.Int[1, 4]
        from extra in Gen.Int[0, nodes - 1].Array[0, 6]
        from takes in Gen.Frequency((3, Gen.Int[0, 5].Select(many => many == 0)), (1, Gen.Bool)).Array[100]
        select (Nodes: (int[])[.. Enumerable.Range(0, nodes), .. extra], Takes: takes);

    [Fact]
    public void Both_ends_of_a_route_know_the_same_and_nobody_knows_more() => Relations.Sample((nodes, takes) =>
    {
        ExchangeLayout layout = LayoutOf(nodes);
        bool Takes(int taker, int source) => taker != source && takes[(10 * taker) + source];
        SpikeSubscriptions[] all = All(layout, takes);
        int[] partitions = [.. Enumerable.Range(0, nodes.Length)];
        for (int node = 0; node < layout.Nodes; node++)
        {
            foreach (int own in layout.PartitionsOf(node))
            {
                Assert.Equal(partitions.Where(other => Takes(own, other)), all[node].TakenBy(own));
                Assert.Equal(
                    partitions.Where(other => nodes[other] == node || Takes(own, other) || Takes(other, own)), all[node].NeighboursOf(own));
            }

            int[] peers = [.. Enumerable.Range(0, layout.Nodes).Where(peer => peer != node && partitions.Any(own => nodes[own] == node
                && partitions.Any(other => nodes[other] == peer && (Takes(own, other) || Takes(other, own)))))];
            Assert.Equal(peers, all[node].Peers);
            foreach (int peer in peers)
            {
                FrameRoute route = all[node].To(peer);
                Assert.Equal(node, route.From);
                Assert.Equal(layout.PartitionsOf(node).Where(own => layout.PartitionsOf(peer).Any(other => Takes(other, own))), route.Frames);
                Assert.Equal(
                    layout.PartitionsOf(node).Where(own => !route.Frames.Contains(own) && layout.PartitionsOf(peer).Any(other => Takes(own, other))), route.Signals);
                FrameRoute there = all[peer].From(node);
                Assert.Equal((route.From, string.Join(",", route.Frames), string.Join(",", route.Signals)), (there.From, string.Join(",", there.Frames), string.Join(",", there.Signals)));
            }
        }
    });

    [Fact]
    public void Where_offers_are_exchanged_all_take_all()
    {
        ExchangeLayout layout = LayoutOf([0, 0, 1, 2]);
        layout = layout with { Schedule = layout.Schedule with { Wiring = WiringSchedule.Every(3) } };
        var one = new SpikeSubscriptions(layout, 0, []);
        Assert.Equal([0, 2, 3], one.TakenBy(1));
        Assert.Equal([2, 3], one.From(1).Frames.Concat(one.From(2).Frames));
        Assert.Equal([0, 1], one.To(2).Frames);
    }

    [Fact]
    public void Whoever_takes_nothing_and_is_taken_by_nobody_has_no_peer()
    {
        ExchangeLayout layout = LayoutOf([0, 1]);
        Assert.Empty(new SpikeSubscriptions(layout, 0, [new SpikeTaker(0, []), new SpikeTaker(1, [new Slice(1, 2)])]).Peers);
    }

    /// <summary>A partition that others only take spikes of waits for them, or its frames would be written over before they are read.</summary>
    [Fact]
    public void No_frame_is_written_over_that_a_neighbour_has_not_taken_and_nobody_waits_in_a_circle() =>
        Gen.Select(Relations, Gen.Int[1, 25], Gen.Int).Sample((relation, delay, seed) =>
        {
            ExchangeSchedule schedule = ExchangeScheduleTests.ScheduleOf(delay);
            ExchangeLayout layout = LayoutOf(relation.Nodes);
            SpikeSubscriptions[] all = All(layout, relation.Takes);
            int partitions = relation.Nodes.Length;
            PartitionProtocol[] protocols = [.. Enumerable.Range(0, partitions).Select(_ => new PartitionProtocol(schedule, partitions))];
            int[][] neighbours = [.. Enumerable.Range(0, partitions).Select(partition => all[relation.Nodes[partition]].NeighboursOf(partition))];
            Array.ForEach(protocols, one => one.RunTo(300));
            var random = new Random(seed);
            PartitionAction Next(int one) => protocols[one].Next(neighbours[one].Min(other => protocols[other].FramesPublished));
            while (protocols.Any(one => one.Step < 300))
            {
                int[] able = [.. Enumerable.Range(0, partitions).Where(one => Next(one) is not (PartitionAction.Wait or PartitionAction.Stop))];
                Assert.NotEmpty(able);

                // One of two is favoured, so that some run ahead as far as they can.
                int one = able[random.Next(2) == 0 ? 0 : random.Next(able.Length)];
                switch (Next(one))
                {
                    case PartitionAction.Step:
                        protocols[one].Stepped();
                        break;
                    case PartitionAction.Publish:
                        protocols[one].Published();
                        break;
                    default:
                        protocols[one].Taken();
                        break;
                }

                // Where there is one partition nobody publishes.
                Assert.All(neighbours[one], other => Assert.True(
                    partitions == 1 || protocols[one].FramesPublished - protocols[other].FramesTaken < ExchangeSchedule.FramesInFlight));
            }
        });

    private static SpikeSubscriptions[] All(ExchangeLayout layout, bool[] takes)
    {
        SpikeTaker[] takers =
        [
            .. Enumerable.Range(0, layout.NodeOfPartition.Count).Select(taker => new SpikeTaker(taker, Ranges(
                Enumerable.Range(0, layout.NodeOfPartition.Count).Where(source => takes[(10 * taker) + source])))),
        ];
        return
        [
            .. Enumerable.Range(0, layout.Nodes).Select(node => new SpikeSubscriptions(layout, node,
            [
                .. takers.Where(taker => layout.NodeOfPartition[taker.Partition] == node),
                .. SpikeSubscriptions.ToTell(layout.NodeOfPartition, node, takers),
            ])),
        ];
    }

    private static List<Slice> Ranges(IEnumerable<int> partitions)
    {
        var ranges = new List<Slice>();
        foreach (int partition in partitions)
        {
            if (ranges.Count > 0 && ranges[^1].End == partition)
            {
                ranges[^1] = new Slice(ranges[^1].Begin, partition + 1);
            }
            else
            {
                ranges.Add(new Slice(partition, partition + 1));
            }
        }

        return ranges;
    }

    private static ExchangeLayout LayoutOf(int[] nodes) =>
        new(1, ExchangeScheduleTests.ScheduleOf(4), nodes, [.. nodes.Select(_ => (IReadOnlyList<Slice>)[])]);
}

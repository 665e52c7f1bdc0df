using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Live;
using SnnCluster.Experiments.Running;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Experiments.Tests.Running;

public sealed class LiveViewTests
{
    private static readonly int Bin = LiveWeights.BinOf(1.5f);

    [Fact]
    public void What_nodes_tell_is_put_together_once()
    {
        var view = new LiveView();
        Assert.True(view.New().IsEmpty);
        view.Take("a", Page(partition: 0, 60, Steps(1, 0, 100, [6, 0], 10, 0, 20)));
        view.Take("b", Page(partition: 1, 40, Steps(9, 50, 150, [4, 3], 60, 1, 4)));

        // What is known already comes again where an answer was late.
        view.Take("a", Page(partition: 0, 60, Steps(1, 0, 100, [6, 0], 10, 0, 20)));
        LiveFrame frame = view.New();
        Assert.Equal([(0, 150)], frame.Watched);
        Assert.Equal([(10, 20)], frame.Populations[0].Spikes);
        Assert.Equal([(60, 4)], frame.Populations[1].Spikes);

        // 10 spikes of 100 neurons in 100 steps of 0.1 ms.
        Assert.Equal(10 / (100 * 0.01), frame.Populations[0].RateHz, 12);
        LiveFrameProjection projection = Assert.Single(frame.Projections);
        Assert.Equal(14, projection.Synapses);
        (double lower, double upper, long count) = Assert.Single(projection.Weights);
        Assert.True(lower <= 1.5 && 1.5 < upper);
        Assert.Equal(14, count);
        Assert.True(view.New().IsEmpty);
        Assert.Equal(14, Assert.Single(view.Whole().Projections).Synapses);
        Assert.Equal(1, Assert.Single(view.SeenOf("a")).Batch);
    }

    [Fact]
    public void What_is_not_taken_does_not_grow()
    {
        var view = new LiveView();
        for (int i = 1; i <= 3000; i++)
        {
            view.Take("a", Page(0, 60, Steps(i, 2 * i, (2 * i) + 1, [100, 0], [.. Enumerable.Repeat(new[] { 2 * i, 0, 7 }, 100).SelectMany(one => one)])));
        }

        LiveFrame frame = view.New();
        Assert.True(frame.IsCut);
        Assert.Equal(20_000, frame.Populations[0].Spikes.Count);
        Assert.Equal(1000, frame.Watched.Count);
    }

    [Fact]
    public void A_number_that_cannot_be_is_refused_or_does_no_harm()
    {
        LivePage right = Page(0, 60, Steps(1, 0, 100, [6, 0], 10, 1, 20));
        int refused = 0;
        foreach ((string path, object number, object wrong) in ContractNumbers.Changes(right))
        {
            // Numbers below 0 do not come over the wire.
            if (Convert.ToDouble(number) is < 0 or double.NaN or double.NegativeInfinity)
            {
                continue;
            }

            var view = new LiveView();
            try
            {
                view.Take("a", (LivePage)wrong);
                view.Take("a", right);
                Assert.All(view.New().Populations, population => Assert.True(population.Spikes.Count <= 2, path));
                _ = view.Whole();
            }
            catch (ClusterException exception)
            {
                Assert.StartsWith("a node tells of a run what cannot be: ", exception.Message);
                refused++;
            }
        }

        Assert.True(refused > 10, $"{refused} were refused");
    }

    [Theory]
    [InlineData("name")]
    [InlineData("spike")]
    [InlineData("counts")]
    [InlineData("bins")]
    public void Lists_that_do_not_fit_are_refused(string what)
    {
        LivePage right = Page(0, 60, Steps(1, 0, 100, [6, 0], 10, 1, 20));
        LivePartition partition = right.Partitions[0];
        LivePage wrong = what switch
        {
            "name" => right with { Projections = [new string('x', 10_000)] },
            "spike" => right with { Partitions = [partition with { Batches = [partition.Batches[0] with { Spikes = [1, 2] }] }] },
            "counts" => right with { Partitions = [partition with { Batches = [partition.Batches[0] with { SpikeCounts = [] }] }] },
            _ => right with { Partitions = [partition with { Synapses = [partition.Synapses[0] with { Counts = [] }] }] },
        };
        Assert.Throws<ClusterException>(() => new LiveView().Take("a", wrong));
    }

    private static LiveSteps Steps(long number, int first, int end, long[] counts, params int[] spikes) => new()
    {
        Number = number,
        FirstStep = first,
        EndStep = end,
        SpikeCounts = counts,
        Spikes = spikes,
    };

    private static LivePage Page(int partition, int neurons, LiveSteps steps) => new()
    {
        RunId = "run",
        DtMs = 0.1,
        Populations = [new() { Name = "e", Size = 100, Every = 1 }, new() { Name = "i", Size = 25, Every = 1 }],
        PopulationsInAll = 2,
        Projections = ["e-i"],
        ProjectionsInAll = 1,
        Partitions =
        [
            new()
            {
                Index = partition,
                Neurons = [neurons, 25],
                Batches = [steps],
                Synapses =
                [
                    new() { Number = 2, Projection = 0, Step = 90, Count = 7, Shift = LiveWeights.LeastShift, Bins = [Bin], Counts = [7] },
                ],
            },
        ],
    };
}

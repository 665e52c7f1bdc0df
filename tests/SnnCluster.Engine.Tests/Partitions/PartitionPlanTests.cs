using CsCheck;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Partitions;

public sealed class PartitionPlanTests
{
    [Fact]
    public void Slices_cover_every_neuron_once_and_differ_by_one_at_most() => Gen.Select(
        Gen.Int[1, 3000].Array[1, 4], Gen.Int[1, 3000]).Sample((sizes, wanted) =>
        {
            int partitions = Math.Min(wanted, sizes.Max());
            PartitionPlan plan = PartitionPlan.Even(Network(sizes), partitions);
            Assert.Equal(partitions, plan.Count);
            for (int population = 0; population < sizes.Length; population++)
            {
                int next = 0;
                int smallest = int.MaxValue;
                int largest = 0;
                for (int p = 0; p < partitions; p++)
                {
                    Slice slice = plan[p][population];
                    Assert.Equal(next, slice.Begin);
                    next = slice.End;
                    smallest = Math.Min(smallest, slice.Count);
                    largest = Math.Max(largest, slice.Count);
                }

                Assert.Equal(sizes[population], next);
                Assert.InRange(largest - smallest, 0, 1);
            }
        });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(8)]
    public void Fewer_than_one_or_more_than_the_largest_population_are_refused(int partitions)
    {
        var error = Assert.Throws<InvalidDescriptionException>(() => PartitionPlan.Even(Network([3, 7]), partitions));
        Assert.Equal($"partitions is {partitions}: must be from 1 to 7, the size of the largest population", error.Message);
    }

    [Fact]
    public void A_slice_contains_its_own_ids_alone()
    {
        var slice = new Slice(3, 6);
        Assert.Equal([3, 4, 5], Enumerable.Range(-10, 30).Where(slice.Contains));
        Assert.DoesNotContain(Enumerable.Range(-10, 30), new Slice(4, 4).Contains);
    }

    private static NetworkDescription Network(int[] sizes) => new()
    {
        DtMs = 1,
        Populations = [.. sizes.Select((size, i) => TinyNetwork.Scripted($"population {i}", SpikeTable.Silent(size)))],
    };
}

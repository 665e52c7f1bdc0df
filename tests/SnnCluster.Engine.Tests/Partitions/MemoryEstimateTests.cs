using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Partitions;

public sealed class MemoryEstimateTests
{
    [Theory]
    [InlineData(1, "^the network needs about [0-9,.]+ GiB of memory: there is [0-9,.]+ GiB$")]
    [InlineData(4, "^the network needs about [0-9,.]+ GiB of memory, [0-9,.]+ GiB for each of 4 partitions: there is [0-9,.]+ GiB$")]
    public void What_does_not_fit_is_refused_with_how_much_each_partition_needs(int partitions, string message)
    {
        MemoryEstimate.Require(0.5 * MemoryEstimate.Available, partitions: partitions);
        Assert.Matches(
            message,
            Assert.Throws<InvalidDescriptionException>(() => MemoryEstimate.Require(2.0 * MemoryEstimate.Available, partitions: partitions)).Message);
    }
}

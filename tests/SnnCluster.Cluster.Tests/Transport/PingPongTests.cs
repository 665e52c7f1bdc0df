using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Tests.Transport;

public class PingPongTests
{
    [Fact]
    public async Task Both_ways_are_measured_for_each_size()
    {
        Task? serving = null;
        IReadOnlyList<PingPongResult> results = PingPong.Measure(
            DirectPair.Host,
            port => serving = DirectPair.OnThread(() => PingPong.Serve(DirectPair.Host, port)),
            [1, 100_000],
            repetitions: 20,
            rounds: 2);
        await serving!.WaitAsync(DirectPair.Limit);
        Assert.Equal([1, 100_000], results.Select(result => result.Bytes));
        Assert.All(results, result =>
        {
            Assert.True(result.Ratio > 0);
            Assert.True(0 < result.Raw.Lower && result.Raw.Lower <= result.Raw.Median && result.Raw.Median <= result.Raw.Upper);
            Assert.True(result.Direct.Lower <= result.Direct.Median && result.Direct.Median <= result.Direct.Upper);
        });
    }
}

using SnnCluster.Cluster.Protocol;
using SnnCluster.Learning.Parallel.Recovery;

namespace SnnCluster.Learning.Tests.Parallel.Recovery;

public sealed class ReplacementTests
{
    // Of three nodes one was lost; 5 s for another, 120 s for any.
    [Theory]
    [InlineData(3, 0, nameof(ReplacementDecision.GoOn))]
    [InlineData(4, 0, nameof(ReplacementDecision.GoOn))]
    [InlineData(2, 4.9, nameof(ReplacementDecision.Wait))]
    [InlineData(2, 5, nameof(ReplacementDecision.GoOn))]
    [InlineData(0, 5, nameof(ReplacementDecision.Wait))]
    [InlineData(0, 119, nameof(ReplacementDecision.Wait))]
    [InlineData(0, 120, nameof(ReplacementDecision.GiveUp))]
    [InlineData(1, 300, nameof(ReplacementDecision.GoOn))]
    public void Training_waits_for_a_replacement_then_takes_what_is_there(int nodes, double seconds, string decision) =>
        Assert.Equal(
            decision, Replacement.Decide(nodes, 3, TimeSpan.FromSeconds(seconds), new RecoveryOptions()).ToString());
}

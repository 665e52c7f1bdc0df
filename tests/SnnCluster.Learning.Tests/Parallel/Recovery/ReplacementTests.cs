using SnnCluster.Cluster.Protocol;
using SnnCluster.Learning.Parallel.Recovery;

namespace SnnCluster.Learning.Tests.Parallel.Recovery;

public sealed class ReplacementTests
{
    // Of three nodes one was lost; 5 s for another from the first answer on, 120 s from the loss on for any.
    [Theory]
    [InlineData(3, 0, 0, nameof(ReplacementDecision.GoOn))]
    [InlineData(4, 0, 0, nameof(ReplacementDecision.GoOn))]
    [InlineData(2, 4.9, 4.9, nameof(ReplacementDecision.Wait))]
    [InlineData(2, 5, 5, nameof(ReplacementDecision.GoOn))]
    [InlineData(1, 15, 0, nameof(ReplacementDecision.Wait))]
    [InlineData(1, 20, 5, nameof(ReplacementDecision.GoOn))]
    [InlineData(0, 5, 5, nameof(ReplacementDecision.Wait))]
    [InlineData(0, 119, 0, nameof(ReplacementDecision.Wait))]
    [InlineData(0, 120, 0, nameof(ReplacementDecision.GiveUp))]
    [InlineData(1, 120, 0, nameof(ReplacementDecision.GoOn))]
    public void Training_waits_for_a_replacement_then_takes_what_is_there(
        int nodes, double waited, double answered, string decision) =>
        Assert.Equal(
            decision,
            Replacement.Decide(
                nodes, 3, TimeSpan.FromSeconds(waited), TimeSpan.FromSeconds(answered), new RecoveryOptions()).ToString());
}

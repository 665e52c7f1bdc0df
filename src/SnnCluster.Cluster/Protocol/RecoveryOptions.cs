namespace SnnCluster.Cluster.Protocol;

/// <summary>How a coordinator deals with the loss of a node.</summary>
public sealed record RecoveryOptions
{
    /// <summary>
    /// How long it waits, where fewer nodes are left than the run had, for another to take the lost one's place. Then the
    /// run goes on with what is there.
    /// </summary>
    public TimeSpan ReplacementWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it waits for nodes that can take the run at all, before the run fails.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How many losses in a row a run survives without a checkpoint in between; 0: the first loss ends it.
    /// </summary>
    public int MostLossesInVain { get; init; } = 5;
}

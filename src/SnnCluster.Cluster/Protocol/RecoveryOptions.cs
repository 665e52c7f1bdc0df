namespace SnnCluster.Cluster.Protocol;

/// <summary>How a coordinator deals with the loss of a node.</summary>
public sealed record RecoveryOptions
{
    /// <summary>
    /// How long it waits, where fewer nodes are left than the run had, for another to take the lost one's place. Then the
    /// run goes on with what is there.
    /// </summary>
    public TimeSpan ReplacementWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long it waits for what must come: nodes that can take the run at all, its folder of checkpoints, partitions that are
    /// to stand still. Then the run fails. Nodes that do not let go of a run are not waited for any longer either.
    /// </summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long nothing may be heard of a run that is being built or that runs, before its attempt counts as lost. A large
    /// network takes long to build, and a slow disk holds a run up: it is the last resort where nobody noticed a loss.
    /// </summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a run that is cancelled may go on being built; then it ends without a result.</summary>
    public TimeSpan CancelLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many losses in a row a run survives without a checkpoint in between; 0: the first loss ends it.
    /// </summary>
    public int MostLossesInVain { get; init; } = 5;
}

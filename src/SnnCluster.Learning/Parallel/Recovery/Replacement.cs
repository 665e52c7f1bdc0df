using SnnCluster.Cluster.Protocol;

namespace SnnCluster.Learning.Parallel.Recovery;

/// <summary>What a training that has lost workers does next.</summary>
internal enum ReplacementDecision
{
    /// <summary>It looks again a moment later.</summary>
    Wait,

    /// <summary>It goes on with the nodes that are there.</summary>
    GoOn,

    /// <summary>It ends.</summary>
    GiveUp,
}

/// <summary>How long a training waits for nodes: as a run does.</summary>
internal static class Replacement
{
    /// <summary>Decides.</summary>
    /// <param name="nodes">Nodes that could train now.</param>
    /// <param name="before">Nodes that it had before the loss.</param>
    /// <param name="waited">Time since the loss.</param>
    /// <param name="answered">
    /// Time since the cluster first answered after it: a coordinator that has just taken over does not know all nodes yet.
    /// </param>
    /// <param name="recovery">The limits.</param>
    public static ReplacementDecision Decide(int nodes, int before, TimeSpan waited, TimeSpan answered, RecoveryOptions recovery)
    {
        if (nodes > 0 && (nodes >= before || answered >= recovery.ReplacementWait || waited >= recovery.GiveUpAfter))
        {
            return ReplacementDecision.GoOn;
        }

        return waited >= recovery.GiveUpAfter ? ReplacementDecision.GiveUp : ReplacementDecision.Wait;
    }
}

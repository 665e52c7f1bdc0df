using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel;

/// <summary>Replicas that should be alike and are not.</summary>
internal static class ReplicaDifference
{
    /// <summary>The error that says so.</summary>
    /// <param name="who">The replica that differs.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="step">Steps that the optimiser has made.</param>
    /// <param name="expected">The digest of the first replica.</param>
    public static TrainingException Found(string who, string digest, long step, string expected) => new(
        $"replicas differ after step {step} of the optimiser: {who} has {digest}, the first has {expected}; "
            + "a core, memory or network damages data, or nodes run different programs. The last checkpoint is not affected");
}

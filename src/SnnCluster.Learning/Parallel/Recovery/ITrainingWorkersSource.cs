using SnnCluster.Cluster.Protocol;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel.Recovery;

/// <summary>Where a training's workers come from, the first ones and those that take over from lost ones.</summary>
public interface ITrainingWorkersSource
{
    /// <summary>How losses are dealt with; the same rules as for runs, with an epoch in place of a checkpoint.</summary>
    RecoveryOptions Recovery { get; }

    /// <summary>Opens workers.</summary>
    /// <param name="state">The state that they begin with; it is copied.</param>
    /// <param name="lost">The loss of those before; null: they are the first. After a loss it is waited for nodes.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="WorkersLostException">Workers were lost while they were being opened.</exception>
    /// <exception cref="TrainingException">There are no nodes, or a node cannot start its workers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    ITrainingWorkers Open(ClassifierState state, WorkersLostException? lost, CancellationToken cancellation);
}

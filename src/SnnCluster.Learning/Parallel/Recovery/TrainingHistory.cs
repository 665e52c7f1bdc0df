using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel.Recovery;

/// <summary>
/// The state after the last epoch whose replicas were compared, and the steps since then: what other workers need to come
/// to where lost ones were. The trainer's own replica holds later states, but whether those are right is not known before
/// the digests at the end of an epoch: they rest on gradients of nodes that may have been damaged.
/// </summary>
internal sealed class TrainingHistory(ClassifierState state) : IDisposable
{
    private readonly List<(int[] Batch, double LearningRate)> _steps = [];
    private ClassifierState _state = state;

    /// <summary>The state to begin with.</summary>
    public ClassifierState State => _state;

    /// <summary>Steps of the optimiser since then.</summary>
    public int Steps => _steps.Count;

    /// <summary>A step was made.</summary>
    public void Add(int[] batch, double learningRate) => _steps.Add((batch, learningRate));

    /// <summary>An epoch is over, and all replicas are alike.</summary>
    public void Keep(ClassifierState state)
    {
        _state.Dispose();
        _state = state.Copy();
        _steps.Clear();
    }

    /// <summary>Makes one of the steps anew. What comes out is what came out before, and nobody is told of it.</summary>
    public void Repeat(int step, ITrainingWorkers workers)
    {
        (int[] batch, double learningRate) = _steps[step];
        workers.Learn(batch, new ExampleOutcome[batch.Length]);
        workers.Step(learningRate, new int[workers.Rewired.Count]);
    }

    /// <inheritdoc/>
    public void Dispose() => _state.Dispose();
}

using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Training;

/// <summary>Which of a data set's examples.</summary>
public enum ExampleSet
{
    /// <summary>Those for training (and validation).</summary>
    Train,

    /// <summary>Those that training never sees.</summary>
    Test,
}

/// <summary>
/// Whoever computes for a <see cref="Trainer"/>: one replica in its own thread, or several that share each batch. The
/// results do not depend on which.
/// </summary>
public interface ITrainingWorkers : IDisposable
{
    /// <summary>Replicas.</summary>
    int Count { get; }

    /// <summary>The state of the first replica; all are alike between two calls.</summary>
    ClassifierState State { get; }

    /// <summary>The projections that DEEP R rewires.</summary>
    IReadOnlyList<ProjectionShape> Rewired { get; }

    /// <summary>Finds the gradient of a batch of training examples; <see cref="Step"/> uses it.</summary>
    /// <param name="batch">Numbers of the examples.</param>
    /// <param name="outcomes">What came out, one for each.</param>
    void Learn(int[] batch, ExampleOutcome[] outcomes);

    /// <summary>Makes the optimiser's step in all replicas, with the gradient of the last batch.</summary>
    /// <param name="learningRate">The learning rate of the step.</param>
    /// <param name="rewired">Connections replaced in each of <see cref="Rewired"/>.</param>
    void Step(double learningRate, int[] rewired);

    /// <summary>Passes examples without learning.</summary>
    /// <param name="set">Which set.</param>
    /// <param name="chosen">Numbers of the examples.</param>
    /// <param name="outcomes">What came out, one for each.</param>
    void Evaluate(ExampleSet set, int[] chosen, ExampleOutcome[] outcomes);

    /// <summary>Compares the digests of all replicas.</summary>
    /// <exception cref="TrainingException">A replica differs.</exception>
    void CheckReplicas();
}

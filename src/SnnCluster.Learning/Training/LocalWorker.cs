using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Training;

/// <summary>One replica, computed in the thread that asks.</summary>
public sealed class LocalWorker : ITrainingWorkers
{
    private readonly DataSet _data;
    private readonly TrainingOptions _options;
    private readonly TrainingReplica _replica;
    private readonly GradientSum _sum;

    /// <summary>A worker.</summary>
    /// <param name="data">The examples.</param>
    /// <param name="state">The state to begin with; the worker's from now on.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="device">What computes; null: a core of the host.</param>
    public LocalWorker(DataSet data, ClassifierState state, TrainingOptions options, IClassifierDevice? device = null)
    {
        _data = data;
        _options = options;
        _replica = new TrainingReplica(state, options, device);
        _sum = new GradientSum(state.Layout.Length);
    }

    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public ClassifierState State => _replica.State;

    /// <inheritdoc/>
    public IReadOnlyList<ProjectionShape> Rewired => _replica.Rewired;

    /// <inheritdoc/>
    public void Learn(int[] batch, ExampleOutcome[] outcomes)
    {
        int chunks = GradientTree.CountChunks(batch.Length, _options.ChunkSize);
        _sum.Begin(chunks);
        _replica.Learn(_data.Train, batch, 0, chunks, _sum, outcomes);
    }

    /// <inheritdoc/>
    public void Step(double learningRate, int[] rewired) => _replica.Step(_sum.Total, learningRate, rewired);

    /// <inheritdoc/>
    public void Evaluate(ExampleSet set, int[] chosen, ExampleOutcome[] outcomes) =>
        _replica.Evaluate(set == ExampleSet.Train ? _data.Train : _data.Test!, chosen, outcomes);

    /// <inheritdoc/>
    public void CheckReplicas()
    {
        // There is only one.
    }

    /// <inheritdoc/>
    public void Dispose() => _replica.Dispose();
}

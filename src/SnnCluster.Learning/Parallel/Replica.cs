using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel;

/// <summary>One replica of a group, used by one thread alone: its own state, and the sums of its own chunks.</summary>
internal sealed class Replica : IDisposable
{
    private readonly GradientSum _sum;
    private readonly float[] _gradient;
    private readonly int _index;

    /// <summary>A replica.</summary>
    /// <param name="setup">What it begins with.</param>
    /// <param name="index">Its number in the group, from 0.</param>
    public Replica(ReplicaSetup setup, int index)
    {
        Setup = setup;
        _index = index;
        ClassifierState state = index == 0 ? setup.State : setup.CopyState();
        Training = new TrainingReplica(state, setup.Options, setup.Device?.Invoke(state));
        _sum = new GradientSum(state.Layout.Length);
        _gradient = new float[state.Layout.Length];
    }

    /// <summary>What it began with.</summary>
    public ReplicaSetup Setup { get; }

    /// <summary>The classifier.</summary>
    public TrainingReplica Training { get; }

    /// <summary>Finds the gradients of some chunks of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="chunks">Chunks of the batch.</param>
    /// <param name="share">Which of them.</param>
    /// <param name="outcomes">What came out, one for each example of the batch.</param>
    public void Learn(int[] batch, int chunks, (int From, int To) share, ExampleOutcome[] outcomes)
    {
        _sum.Begin(chunks);
        Training.Learn(Setup.Data.Train, batch, share.From, share.To, _sum, outcomes);
    }

    /// <summary>The sum of a node that covers chunks of the last <see cref="Learn"/>; it stays until the next one.</summary>
    public float[] SumOf(GradientNode node) => _sum.Of(node);

    /// <summary>Makes the optimiser's step with the sum over all chunks.</summary>
    /// <param name="sums">Sums of all workers.</param>
    /// <param name="learningRate">The learning rate of the step.</param>
    /// <param name="rewired">Connections replaced in each rewired projection.</param>
    public void Step(GradientAssembly sums, double learningRate, Span<int> rewired)
    {
        sums.Sum(GradientTree.Root(sums.Chunks), 0, _gradient);
        Training.Step(_gradient, learningRate, rewired);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_index == 0)
        {
            Setup.Free(Training.Dispose);
        }
        else
        {
            Training.Dispose();
        }
    }
}

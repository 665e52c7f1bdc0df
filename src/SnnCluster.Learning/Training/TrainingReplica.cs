using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Rewiring;

namespace SnnCluster.Learning.Training;

/// <summary>
/// A classifier with what a worker does to it: gradients of its chunks of a batch, and the step that all replicas make
/// alike from the sum of all gradients.
/// </summary>
public sealed class TrainingReplica : IDisposable
{
    private readonly IClassifierDevice _device;
    private readonly TrainingOptions _options;
    private readonly DeepRewiring[] _rewirings;
    private readonly RateSegment[] _segments;

    /// <summary>A replica.</summary>
    /// <param name="state">Its own state, which it changes.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="device">What computes with the state; the replica's to dispose of. Null: a core of the host.</param>
    public TrainingReplica(ClassifierState state, TrainingOptions options, IClassifierDevice? device = null)
    {
        State = state;
        _options = options;
        _segments = RateSegment.Of(state.Layout, options.RecurrentLearningRateFactor);
        _device = device ?? HostClassifiers.Create(state, options.Loss, options.Form);
        Rewired = options.DeepR is null
            ? []
            : [.. state.Layout.Projections.Where(projection => state.Topologies[projection.Index] is not null)];
        _rewirings = [.. Rewired.Select(projection => new DeepRewiring(state, projection, options.DeepR!, options.Seed))];
    }

    /// <summary>Weights, wiring and the optimiser's state.</summary>
    public ClassifierState State { get; }

    /// <summary>The projections that DEEP R rewires.</summary>
    public IReadOnlyList<ProjectionShape> Rewired { get; }

    /// <summary>Finds the gradients of a range of a batch's chunks and adds them to a sum.</summary>
    /// <param name="examples">The training examples.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="from">First chunk.</param>
    /// <param name="to">Behind the last chunk.</param>
    /// <param name="sum">Takes the sum of each chunk.</param>
    /// <param name="outcomes">What came out, one for each example of the batch; others than the range's stay.</param>
    public void Learn(
        SpikeExamples examples, ReadOnlySpan<int> batch, int from, int to, GradientSum sum, Span<ExampleOutcome> outcomes)
    {
        for (int chunk = from; chunk < to; chunk++)
        {
            int begin = chunk * _options.ChunkSize;
            int count = Math.Min(_options.ChunkSize, batch.Length - begin);
            float[] gradient = sum.Rent();
            _device.Learn(examples, batch.Slice(begin, count), gradient, outcomes.Slice(begin, count));
            sum.Add(new GradientNode(0, chunk), gradient);
        }
    }

    /// <summary>Makes the optimiser's step, and rewires.</summary>
    /// <param name="gradient">The sum over the batch; gets changed.</param>
    /// <param name="learningRate">The learning rate of the step.</param>
    /// <param name="rewired">Connections replaced in each of <see cref="Rewired"/>.</param>
    public void Step(Span<float> gradient, double learningRate, Span<int> rewired)
    {
        foreach (DeepRewiring rewiring in _rewirings)
        {
            rewiring.Regularise(gradient);
        }

        State.OptimiserSteps++;
        foreach (RateSegment segment in _segments)
        {
            _options.Optimiser.Step(
                State.Parameters.Slice(segment.Begin, segment.Length),
                gradient.Slice(segment.Begin, segment.Length),
                State.Momentum.Slice(segment.Begin, segment.Length),
                State.Variance.Slice(segment.Begin, segment.Length),
                learningRate * segment.Factor,
                State.OptimiserSteps);
        }

        for (int i = 0; i < _rewirings.Length; i++)
        {
            rewired[i] = _rewirings[i].Update((int)State.OptimiserSteps);
        }

        _device.Refresh();
    }

    /// <summary>Passes examples without learning.</summary>
    public void Evaluate(SpikeExamples examples, ReadOnlySpan<int> chosen, Span<ExampleOutcome> outcomes) =>
        _device.Evaluate(examples, chosen, outcomes);

    /// <inheritdoc/>
    public void Dispose()
    {
        _device.Dispose();
        State.Dispose();
    }
}

using System.Diagnostics;
using System.Numerics;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Training;

/// <summary>
/// Trains a classifier. In every epoch all training examples come once, in an order of the epoch's own, batch by batch;
/// the last batch holds what is left. Each batch: gradients, one step of the optimiser, DEEP R.
/// </summary>
public sealed class Trainer
{
    private readonly DataSet _data;
    private readonly TrainingOptions _options;
    private readonly ITrainingWorkers _workers;
    private readonly TrainingSplit _split;

    /// <summary>A trainer.</summary>
    /// <param name="data">The examples.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="workers">Whoever computes.</param>
    public Trainer(DataSet data, TrainingOptions options, ITrainingWorkers workers)
    {
        _data = data;
        _options = options;
        _workers = workers;
        _split = TrainingSplit.Of(options, data.Train.Count);
    }

    /// <summary>Learns the epochs from one on.</summary>
    /// <param name="firstEpoch">The first epoch, from 0; those before are done.</param>
    /// <param name="observer">Follows.</param>
    /// <param name="cancellation">Ends training between two batches.</param>
    /// <exception cref="TrainingException">The loss is no number, or replicas differ.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(int firstEpoch, ITrainingObserver observer, CancellationToken cancellation)
    {
        for (int epoch = firstEpoch; epoch < _options.Epochs; epoch++)
        {
            EpochMetrics metrics = Learn(epoch, observer, cancellation);
            _workers.CheckReplicas();
            metrics = metrics with
            {
                ValidationAccuracy = Accuracy(Evaluate(ExampleSet.Train, _split.Validation, cancellation)),
                TestAccuracy = _options.TestsEachEpoch || epoch == _options.Epochs - 1
                    ? Accuracy(Test(cancellation))
                    : null,
            };
            observer.OnEpoch(metrics, _workers.State);
        }
    }

    /// <summary>Passes the test examples; none where there is no test set.</summary>
    public ExampleOutcome[] Test(CancellationToken cancellation) =>
        _data.Test is SpikeExamples test
            ? Evaluate(ExampleSet.Test, [.. Enumerable.Range(0, test.Count)], cancellation)
            : [];

    /// <summary>Share of examples that were answered right; null where there are none.</summary>
    public static double? Accuracy(ExampleOutcome[] outcomes) =>
        outcomes.Length == 0 ? null : (double)outcomes.Count(outcome => outcome.Answer == outcome.Label) / outcomes.Length;

    private EpochMetrics Learn(int epoch, ITrainingObserver observer, CancellationToken cancellation)
    {
        int[] order = _split.Order(_options.Seed, epoch);
        double learningRate = _options.Schedule.At(_options.Optimiser.LearningRate, epoch);
        var rewired = new int[_workers.Rewired.Count];
        var rewiredInEpoch = new long[rewired.Length];
        double loss = 0;
        long right = 0;
        long spikes = 0;
        long begin = Stopwatch.GetTimestamp();
        for (int first = 0, number = 0; first < order.Length; first += _options.BatchSize, number++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] batch = order[first..Math.Min(first + _options.BatchSize, order.Length)];
            var outcomes = new ExampleOutcome[batch.Length];
            _workers.Learn(batch, outcomes);
            double batchLoss = outcomes.Sum(outcome => outcome.Loss);
            if (!double.IsFinite(batchLoss))
            {
                throw new TrainingException(
                    $"the loss is {(double.IsNaN(batchLoss) ? "not a number" : "infinite")} in batch {number + 1} of epoch {epoch + 1} "
                    + $"(step {_workers.State.OptimiserSteps + 1} of the optimiser): begun anew with a smaller learning rate it may end well");
            }

            _workers.Step(learningRate, rewired);
            if (!IsFinite(_workers.State.Parameters))
            {
                throw new TrainingException(
                    $"weights are no numbers after batch {number + 1} of epoch {epoch + 1} "
                    + $"(step {_workers.State.OptimiserSteps} of the optimiser): begun anew with a smaller learning rate it may end well");
            }

            long batchRight = outcomes.Count(outcome => outcome.Answer == outcome.Label);
            long batchSpikes = outcomes.Sum(outcome => outcome.HiddenSpikes);
            loss += batchLoss;
            right += batchRight;
            spikes += batchSpikes;
            for (int i = 0; i < rewired.Length; i++)
            {
                rewiredInEpoch[i] += rewired[i];
            }

            observer.OnBatch(new BatchMetrics(
                epoch,
                number,
                batch.Length,
                batchLoss / batch.Length,
                (double)batchRight / batch.Length,
                MeanRateHz(batchSpikes, batch.Length),
                learningRate,
                [.. rewired]));
        }

        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return new EpochMetrics(
            epoch,
            loss / order.Length,
            (double)right / order.Length,
            null,
            null,
            MeanRateHz(spikes, order.Length),
            learningRate,
            rewiredInEpoch,
            seconds,
            order.Length / seconds);
    }

    // Examples pass in parts, so that a cancellation is not long in waiting.
    private ExampleOutcome[] Evaluate(ExampleSet set, int[] chosen, CancellationToken cancellation)
    {
        const int Part = 4096;
        var outcomes = new ExampleOutcome[chosen.Length];
        for (int first = 0; first < chosen.Length; first += Part)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] part = chosen[first..Math.Min(first + Part, chosen.Length)];
            var own = new ExampleOutcome[part.Length];
            _workers.Evaluate(set, part, own);
            own.CopyTo(outcomes, first);
        }

        return outcomes;
    }

    // x - x is 0 for a number, and not a number for what is infinite or none.
    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        Vector<float> sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var value = new Vector<float>(values[i..]);
            sum += value - value;
        }

        float rest = Vector.Sum(sum);
        for (; i < values.Length; i++)
        {
            rest += values[i] - values[i];
        }

        return rest == 0;
    }

    private double MeanRateHz(long spikes, int examples)
    {
        ClassifierDescription description = _workers.State.Layout.Description;
        double seconds = description.Steps * description.DtMs / 1000;
        return spikes / (examples * seconds * description.Hidden.Sum(layer => (double)layer.Size));
    }
}

using System.Globalization;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel.Recovery;

/// <summary>
/// Workers that outlive losses: where those that there are get lost, others begin with the state after the last whole
/// epoch, make the steps since then anew, and do what the lost ones could not. As workers give the same bits however many
/// they are, whoever trains sees no difference: it is told of every batch once.
/// </summary>
public sealed class RecoveringWorkers : ITrainingWorkers
{
    private readonly ITrainingWorkersSource _source;
    private readonly ITrainingRecoveryObserver _observer;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellation;
    private readonly TrainingHistory _history;
    private ITrainingWorkers? _workers;
    private int[]? _learnt; // The batch whose gradient waits for its step.
    private int _made; // Steps of the history that these workers have made.
    private bool _isBehind;
    private int _lossesInVain;

    /// <summary>Opens the first workers.</summary>
    /// <param name="source">Where workers come from.</param>
    /// <param name="state">The state to begin with; these workers' from now on.</param>
    /// <param name="observer">Is told of losses.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends waiting for workers, and repeating batches.</param>
    /// <exception cref="TrainingException">Workers cannot start, or too many were lost in a row.</exception>
    public RecoveringWorkers(
        ITrainingWorkersSource source,
        ClassifierState state,
        ITrainingRecoveryObserver observer,
        TimeProvider time,
        CancellationToken cancellation)
    {
        _source = source;
        _observer = observer;
        _time = time;
        _cancellation = cancellation;
        _history = new TrainingHistory(state);
        try
        {
            Begin();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public ClassifierState State => _workers?.State ?? _history.State;

    /// <inheritdoc/>
    public IReadOnlyList<ProjectionShape> Rewired { get; private set; } = [];

    /// <inheritdoc/>
    public void Learn(int[] batch, ExampleOutcome[] outcomes)
    {
        _learnt = null;
        Do(workers => workers.Learn(batch, outcomes));
        _learnt = batch;
    }

    /// <inheritdoc/>
    public void Step(double learningRate, int[] rewired)
    {
        Do(workers => workers.Step(learningRate, rewired));
        _history.Add(_learnt!, learningRate);
        _made++;
        _learnt = null;
    }

    /// <inheritdoc/>
    public void Evaluate(ExampleSet set, int[] chosen, ExampleOutcome[] outcomes) =>
        Do(workers => workers.Evaluate(set, chosen, outcomes));

    /// <summary>Compares the digests of all replicas: the end of an epoch, to which a loss from now on goes back.</summary>
    /// <exception cref="TrainingException">A replica differs.</exception>
    public void CheckReplicas()
    {
        Do(workers => workers.CheckReplicas());
        _history.Keep(State);
        _made = 0;
        _lossesInVain = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _history.Dispose();
    }

    private void Begin()
    {
        try
        {
            Take(_source.Open(_history.State, null, _cancellation));
        }
        catch (WorkersLostException lost)
        {
            Recover(lost);
        }
    }

    // Losses that come while lost work is being repeated are losses like others.
    private void Do(Action<ITrainingWorkers> action)
    {
        while (true)
        {
            ITrainingWorkers workers = _workers ?? throw new InvalidOperationException("there are no workers any more");
            try
            {
                CatchUp(workers);
                action(workers);
                return;
            }
            catch (WorkersLostException lost)
            {
                Recover(lost);
            }
        }
    }

    // After a loss all steps are missing and, where it came between a gradient and its step, the gradient.
    private void CatchUp(ITrainingWorkers workers)
    {
        if (!_isBehind)
        {
            return;
        }

        for (; _made < _history.Steps; _made++)
        {
            _cancellation.ThrowIfCancellationRequested();
            _history.Repeat(_made, workers);
        }

        if (_learnt is not null)
        {
            workers.Learn(_learnt, new ExampleOutcome[_learnt.Length]);
        }

        _isBehind = false;
    }

    private void Recover(WorkersLostException lost)
    {
        DateTime time = _time.GetUtcNow().UtcDateTime;
        long began = _time.GetTimestamp();
        long resumedAt = _history.State.OptimiserSteps;
        long lostAt = resumedAt + _made;
        var reasons = new List<string>();
        while (true)
        {
            Release();
            reasons.Add(lost.Message);
            if (++_lossesInVain > _source.Recovery.MostLossesInVain)
            {
                throw TooMany(lost, lostAt);
            }

            _observer.OnLost(lost);
            try
            {
                Take(_source.Open(_history.State, lost, _cancellation));
                break;
            }
            catch (WorkersLostException again)
            {
                lost = again;
            }
        }

        _made = 0;
        _isBehind = true;
        _observer.OnRecovered(
            new TrainingRecovery(
                time, string.Join("; then ", reasons), lostAt, resumedAt, _time.GetElapsedTime(began).TotalSeconds),
            Count);
    }

    private TrainingException TooMany(WorkersLostException lost, long step)
    {
        string again = _lossesInVain == 1
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture, $"; it was the loss number {_lossesInVain} without a whole epoch in between");
        return new TrainingException($"training ends after step {step} of the optimiser: {lost.Message}{again}", lost);
    }

    private void Take(ITrainingWorkers workers)
    {
        _workers = workers;
        Count = workers.Count;
        Rewired = workers.Rewired;
    }

    // Those of the lost workers that are left let go of their replicas, before others take their place.
    private void Release()
    {
        _workers?.Dispose();
        _workers = null;
    }
}

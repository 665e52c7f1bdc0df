using SnnCluster.Cluster.Protocol;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel.Recovery;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Tests.Parallel.Recovery;

/// <summary>
/// Workers in this thread that are lost at chosen calls, as "Learn:2", counted over all workers that were opened. What a lost
/// call leaves behind is garbage.
/// </summary>
internal sealed class LossySource(SmallTraining training, params IEnumerable<string> losses)
    : ITrainingWorkersSource, ITrainingRecoveryObserver
{
    private readonly HashSet<string> _losses = [.. losses];
    private readonly Dictionary<string, int> _calls = [];

    public RecoveryOptions Recovery { get; init; } = new();

    /// <summary>What every call throws from then on, where it is no loss.</summary>
    public Exception? Failure { get; set; }

    public Action<TrainingRecovery> Recovered { get; init; } = static _ => { };

    public List<TrainingRecovery> Recoveries { get; } = [];

    public int Lost { get; private set; }

    public int Opened { get; private set; }

    public int Disposed { get; private set; }

    /// <summary>Workers that outlive what happens here.</summary>
    public RecoveringWorkers Workers(CancellationToken cancellation = default) =>
        new(this, training.Start(), this, TimeProvider.System, cancellation);

    public ITrainingWorkers Open(ClassifierState state, WorkersLostException? lost, CancellationToken cancellation)
    {
        Assert.Equal(Opened, Disposed);
        Call("Open", () => { });
        Opened++;
        return new Lossy(this, new LocalWorker(SmallTraining.Data, state.Copy(), training.Options));
    }

    public void OnLost(WorkersLostException lost) => Lost++;

    public void OnRecovered(TrainingRecovery recovery, int workers)
    {
        Assert.Equal(1, workers);
        Recoveries.Add(recovery);
        Recovered(recovery);
    }

    private void Call(string call, Action damage)
    {
        int number = _calls[call] = _calls.GetValueOrDefault(call) + 1;
        if (Failure is not null)
        {
            throw Failure;
        }

        if (_losses.Contains($"{call}:{number}") || _losses.Contains($"{call}:*"))
        {
            damage();
            throw new WorkersLostException($"node n was lost: {call} {number}", "n");
        }
    }

    private sealed class Lossy(LossySource source, LocalWorker inner) : ITrainingWorkers
    {
        public int Count => inner.Count;

        public ClassifierState State => inner.State;

        public IReadOnlyList<ProjectionShape> Rewired => inner.Rewired;

        public void Learn(int[] batch, ExampleOutcome[] outcomes)
        {
            source.Call("Learn", () => Array.Fill(outcomes, new ExampleOutcome(99, 98, double.NaN, 97)));
            inner.Learn(batch, outcomes);
        }

        // The worst is a step that was made, and nobody knows.
        public void Step(double learningRate, int[] rewired)
        {
            inner.Step(learningRate, rewired);
            source.Call("Step", () => Array.Fill(rewired, 99));
        }

        public void Evaluate(ExampleSet set, int[] chosen, ExampleOutcome[] outcomes)
        {
            source.Call("Evaluate", () => Array.Fill(outcomes, new ExampleOutcome(99, 98, double.NaN, 97)));
            inner.Evaluate(set, chosen, outcomes);
        }

        public void CheckReplicas() => source.Call("Check", () => { });

        public void Dispose()
        {
            source.Disposed++;
            inner.Dispose();
        }
    }
}

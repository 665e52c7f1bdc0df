using Akka.Actor;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel;

/// <summary>
/// Replicas in threads of this process that share each batch. After every step all are alike to the bit, and the result
/// is that of one (<see cref="LocalWorker"/>).
/// </summary>
public sealed class ActorWorkers : ITrainingWorkers
{
    private readonly ActorSystem _system;
    private readonly ReplicaGroup _group;
    private readonly GradientAssembly _sums = new();
    private readonly TrainingOptions _options;
    private readonly RoundWait _wait = new();
    private TrainingException? _failure;

    /// <summary>Starts the workers and waits until they are ready.</summary>
    /// <param name="data">The examples.</param>
    /// <param name="state">The state to begin with; the workers' from now on.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="count">Workers, at least 1; more than a batch has chunks are of no use.</param>
    /// <param name="device">Makes what computes with a worker's state, in the worker's thread; null: a core of the host.</param>
    /// <exception cref="TrainingException">A worker cannot start.</exception>
    public ActorWorkers(
        DataSet data,
        ClassifierState state,
        TrainingOptions options,
        int count,
        Func<ClassifierState, IClassifierDevice>? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _options = options;
        State = state;
        _system = ProcessActors.Create();
        var setup = new ReplicaSetup { Data = data, State = state, Options = options, Device = device };
        _group = new ReplicaGroup(_system, setup, count);
        try
        {
            Run("start", _group.Build);
        }
        catch (TrainingException)
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Count => _group.Count;

    /// <inheritdoc/>
    public ClassifierState State { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ProjectionShape> Rewired => _group.Rewired;

    /// <inheritdoc/>
    /// <exception cref="TrainingException">A worker has failed.</exception>
    public void Learn(int[] batch, ExampleOutcome[] outcomes)
    {
        int chunks = GradientTree.CountChunks(batch.Length, _options.ChunkSize);
        Run("learn", onEnd => _group.Learn(batch, chunks, 0, chunks, outcomes, onEnd));
        _sums.Begin(chunks);
        _group.AddTo(_sums);
    }

    /// <inheritdoc/>
    /// <exception cref="TrainingException">A worker has failed.</exception>
    public void Step(double learningRate, int[] rewired) =>
        Run("make the step", onEnd => _group.Step(_sums, learningRate, rewired, onEnd));

    /// <inheritdoc/>
    /// <exception cref="TrainingException">A worker has failed.</exception>
    public void Evaluate(ExampleSet set, int[] chosen, ExampleOutcome[] outcomes) =>
        Run("evaluate", onEnd => _group.Evaluate(set, chosen, outcomes, onEnd));

    /// <inheritdoc/>
    public void CheckReplicas()
    {
        var digests = new string[Count];
        Run("find its digest", onEnd => _group.Digest(digests, onEnd));
        for (int i = 1; i < digests.Length; i++)
        {
            if (digests[i] != digests[0])
            {
                throw ReplicaDifference.Found($"worker {i + 1} of {Count}", digests[i], State.OptimiserSteps, digests[0]);
            }
        }
    }

    /// <summary>Ends all threads.</summary>
    public void Dispose()
    {
        _system.Terminate().GetAwaiter().GetResult();
        _wait.Dispose();
    }

    /// <summary>The state of a replica; tests change it.</summary>
    internal ClassifierState StateOf(int replica) => _group.State(replica);

    private void Run(string what, Action<Action<Round>> start)
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        if (_wait.Run(start) is RoundFailure failure)
        {
            _failure = new TrainingException(
                $"worker {failure.Member + 1} of {Count} cannot {what} after step {State.OptimiserSteps} of the optimiser: "
                    + FailureText.Of(failure.Exception),
                failure.Exception);
            throw _failure;
        }
    }
}

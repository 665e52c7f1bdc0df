using Akka.Actor;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel;

/// <summary>
/// Replicas of one process, each an actor with its own thread, that do the same jobs at the same time. Every call
/// returns at once; its round ends later, and the next call may only be made then.
/// </summary>
internal sealed class ReplicaGroup
{
    private readonly IActorRef[] _actors;
    private readonly TrainingReplica[] _replicas;
    private readonly List<(GradientNode Node, float[] Sum)>[] _sums;

    /// <summary>Starts the actors; <see cref="Build"/> makes the replicas.</summary>
    /// <param name="parent">Where the actors are started.</param>
    /// <param name="setup">What each begins with.</param>
    /// <param name="count">Replicas, at least 1.</param>
    public ReplicaGroup(IActorRefFactory parent, ReplicaSetup setup, int count)
    {
        _replicas = new TrainingReplica[count];
        _actors = new IActorRef[count];
        _sums = new List<(GradientNode, float[])>[count];
        for (int i = 0; i < count; i++)
        {
            _actors[i] = parent.ActorOf(ReplicaActor.Props(setup, i), $"replica-{i}");
            _sums[i] = [];
        }
    }

    /// <summary>Replicas.</summary>
    public int Count => _actors.Length;

    /// <summary>The projections that DEEP R rewires.</summary>
    public IReadOnlyList<ProjectionShape> Rewired => _replicas[0].Rewired;

    /// <summary>The state of a replica; others look at it only between rounds.</summary>
    public ClassifierState State(int replica) => _replicas[replica].State;

    /// <summary>Makes the replicas: the first call.</summary>
    public void Build(Action<Round> onEnd) => Tell(new BuildJob(_replicas, new Round(Count, onEnd)));

    /// <summary>Finds gradients of a batch's chunks from one to before another.</summary>
    public void Learn(int[] batch, int chunks, int from, int to, ExampleOutcome[] outcomes, Action<Round> onEnd)
    {
        var shares = new (int From, int To)[Count];
        for (int i = 0; i < shares.Length; i++)
        {
            (int first, int end) = Shares.Of(to - from, Count, i);
            shares[i] = (from + first, from + end);
        }

        Tell(new LearnJob(batch, chunks, shares, _sums, outcomes, new Round(Count, onEnd)));
    }

    /// <summary>Hands over what <see cref="Learn"/> has found; it stays until the next batch.</summary>
    public void AddTo(GradientAssembly sums)
    {
        foreach ((GradientNode node, float[] sum) in _sums.SelectMany(own => own))
        {
            sums.Add(node, sum);
        }
    }

    /// <summary>Makes the optimiser's step.</summary>
    public void Step(GradientAssembly sums, double learningRate, int[] rewired, Action<Round> onEnd) =>
        Tell(new StepJob(sums, learningRate, rewired, new Round(Count, onEnd)));

    /// <summary>Passes examples without learning.</summary>
    public void Evaluate(ExampleSet set, int[] chosen, ExampleOutcome[] outcomes, Action<Round> onEnd) =>
        Tell(new EvaluateJob(set, chosen, outcomes, Count, new Round(Count, onEnd)));

    /// <summary>Finds the digest of each replica.</summary>
    public void Digest(string[] digests, Action<Round> onEnd) => Tell(new DigestJob(digests, new Round(Count, onEnd)));

    private void Tell(ReplicaJob job)
    {
        foreach (IActorRef actor in _actors)
        {
            actor.Tell(job);
        }
    }
}

using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel;

/// <summary>
/// What all replicas of a group do at the same time. It is handed to them by reference: they are threads of one process,
/// and each writes only to its own share.
/// </summary>
/// <param name="Round">Ends when all have done it.</param>
internal abstract record ReplicaJob(Round Round)
{
    /// <summary>Does a replica's share, in the replica's thread.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="index">Its number in the group.</param>
    public abstract void Do(Replica replica, int index);
}

/// <summary>Replicas make themselves ready.</summary>
internal sealed record BuildJob(TrainingReplica[] Replicas, Round Round) : ReplicaJob(Round)
{
    /// <inheritdoc/>
    public override void Do(Replica replica, int index) => Replicas[index] = replica.Training;
}

/// <summary>Replicas find gradients of chunks of a batch.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Chunks">Chunks of the batch.</param>
/// <param name="Shares">The chunks of each replica.</param>
/// <param name="Sums">For each replica, the sums that cover its chunks.</param>
/// <param name="Outcomes">What came out, one for each example of the batch.</param>
/// <param name="Round">Ends when all have done it.</param>
internal sealed record LearnJob(
    int[] Batch,
    int Chunks,
    (int From, int To)[] Shares,
    List<(GradientNode Node, float[] Sum)>[] Sums,
    ExampleOutcome[] Outcomes,
    Round Round) : ReplicaJob(Round)
{
    /// <inheritdoc/>
    public override void Do(Replica replica, int index)
    {
        (int from, int to) = Shares[index];
        replica.Learn(Batch, Chunks, (from, to), Outcomes);
        List<(GradientNode Node, float[] Sum)> sums = Sums[index];
        sums.Clear();
        foreach (GradientNode node in GradientTree.Cover(from, to, Chunks))
        {
            sums.Add((node, replica.SumOf(node)));
        }
    }
}

/// <summary>Replicas make the optimiser's step and rewire.</summary>
/// <param name="Sums">The sums of all workers.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="Rewired">Connections replaced in each rewired projection; the first replica's count.</param>
/// <param name="Round">Ends when all have done it.</param>
internal sealed record StepJob(GradientAssembly Sums, double LearningRate, int[] Rewired, Round Round) : ReplicaJob(Round)
{
    /// <inheritdoc/>
    public override void Do(Replica replica, int index) =>
        replica.Step(Sums, LearningRate, index == 0 ? Rewired : new int[Rewired.Length]);
}

/// <summary>Replicas pass examples without learning.</summary>
/// <param name="Set">Which set.</param>
/// <param name="Chosen">Numbers of the examples.</param>
/// <param name="Outcomes">What came out, one for each.</param>
/// <param name="Replicas">Replicas of the group.</param>
/// <param name="Round">Ends when all have done it.</param>
internal sealed record EvaluateJob(
    ExampleSet Set, int[] Chosen, ExampleOutcome[] Outcomes, int Replicas, Round Round) : ReplicaJob(Round)
{
    /// <inheritdoc/>
    public override void Do(Replica replica, int index)
    {
        (int from, int to) = Shares.Of(Chosen.Length, Replicas, index);
        replica.Training.Evaluate(replica.Setup.Examples(Set), Chosen.AsSpan(from..to), Outcomes.AsSpan(from..to));
    }
}

/// <summary>Replicas find the digests of their states.</summary>
/// <param name="Digests">The digest of each.</param>
/// <param name="Round">Ends when all have done it.</param>
internal sealed record DigestJob(string[] Digests, Round Round) : ReplicaJob(Round)
{
    /// <inheritdoc/>
    public override void Do(Replica replica, int index) =>
        Digests[index] = ClassifierDigest.OfTraining(replica.Training.State);
}

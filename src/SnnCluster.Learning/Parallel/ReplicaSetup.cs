using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel;

/// <summary>What every replica of a group begins with.</summary>
internal sealed record ReplicaSetup
{
    /// <summary>The examples.</summary>
    public required DataSet Data { get; init; }

    /// <summary>The state to begin with: the first replica's from then on, copied by the others.</summary>
    public required ClassifierState State { get; init; }

    /// <summary>How it is trained.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>Makes what computes; null: a core of the host.</summary>
    public Func<ClassifierState, IClassifierDevice>? Device { get; init; }

    /// <summary>The examples of a set.</summary>
    public SpikeExamples Examples(ExampleSet set) => set == ExampleSet.Train ? Data.Train : Data.Test!;
}

using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Studies;

/// <summary>What a user may say of a scaling study.</summary>
public sealed record StudyOptions
{
    /// <summary>What is varied.</summary>
    public required StudyKind Kind { get; init; }

    /// <summary>
    /// What all runs have in common: duration, step, device, parameters of the experiment. Seed, partitions and the
    /// parameter that is varied are set for each run; <see cref="RunOptions.OutputDirectory"/> and
    /// <see cref="RunOptions.Force"/> are those of the study.
    /// </summary>
    public RunOptions Run { get; init; } = new();

    /// <summary>Runs of each case, with seeds 1, 2, ...; default 3.</summary>
    public int Repetitions { get; init; } = 3;

    /// <summary>
    /// Simulated time of the run before all others, which is discarded [ms]; 0 for none; a tenth of the duration and at
    /// most 500 where null.
    /// </summary>
    public double? WarmUpMs { get; init; }

    /// <summary>Speed against size: names of simulators that run the same networks beside ours; none by default.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    /// <summary>Folder with the scripts of those simulators, by name: benchmarks by default.</summary>
    public string PeerScripts { get; init; } = "benchmarks";

    /// <summary>Speed against size: values of the parameter that the experiment declares as its size; those that it declares where null.</summary>
    public IReadOnlyList<double>? Sizes { get; init; }

    /// <summary>Strong and weak scaling: the numbers of partitions.</summary>
    public IReadOnlyList<int> Partitions { get; init; } = [1, 2, 4];

    /// <summary>Strong scaling: the size of the network; the largest that the experiment declares where null, and none where it declares no size.</summary>
    public double? Size { get; init; }

    /// <summary>Weak scaling: the size of the network of one partition; the middle one that the experiment declares where null.</summary>
    public double? SizePerPartition { get; init; }

    /// <summary>
    /// Numbers of nodes, one partition each, to predict the real-time factor for; where null 1, 8, 64 and 512 for strong and
    /// weak scaling, and none for speed against size, which measures no exchange.
    /// </summary>
    public IReadOnlyList<int>? PredictNodes { get; init; }

    /// <summary>
    /// Cores that partitions on the host have; this machine's by default. Cases with more partitions than that are run, and
    /// are left out of the cost model: their partitions wait for each other's core.
    /// </summary>
    public int Cores { get; init; } = Environment.ProcessorCount;
}

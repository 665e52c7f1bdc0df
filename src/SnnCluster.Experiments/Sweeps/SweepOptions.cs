using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Sweeps;

/// <summary>What a user may say of a sweep.</summary>
public sealed record SweepOptions
{
    /// <summary>What all runs have in common; its <see cref="RunOptions.OutputDirectory"/> is the folder of the sweep.</summary>
    public required RunOptions Run { get; init; }

    /// <summary>
    /// Values of parameters, by name, as text: one, several separated by commas, or ranges FROM:TO:STEP with both ends. Each combination is a run.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>Seeds of each combination: whole numbers separated by commas, or ranges FROM:TO; default 1.</summary>
    public string Seeds { get; init; } = "1";

    /// <summary>
    /// How many runs there are at once; null, the default: one for each core of the host or each GPU, one where a run has several partitions, and on a
    /// cluster as many as its devices hold, and a few that wait.
    /// </summary>
    public int? Parallel { get; init; }

    /// <summary>Columns of the table that are drawn over the swept parameters; by default the mean rates.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];
}

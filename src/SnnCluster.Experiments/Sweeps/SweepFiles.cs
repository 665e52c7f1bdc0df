namespace SnnCluster.Experiments.Sweeps;

/// <summary>The files of a sweep, by name.</summary>
public static class SweepFiles
{
    /// <summary>What was swept, and what failed.</summary>
    public const string Sweep = "sweep.json";

    /// <summary>A row for each run that is whole.</summary>
    public const string Csv = "runs.csv";

    /// <summary>A row for each run that is whole.</summary>
    public const string Parquet = "runs.parquet";

    /// <summary>Folder with a folder for each run.</summary>
    public const string Runs = "runs";
}

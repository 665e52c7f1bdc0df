using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Studies.Output;

/// <summary>The files of a study, by name. study.json comes last: a folder that has one holds a whole study.</summary>
public static class StudyFiles
{
    /// <summary>Plan, machine, statistics, fits and predictions.</summary>
    public const string Study = "study.json";

    /// <summary>Every run.</summary>
    public const string MeasurementsCsv = "measurements.csv";

    /// <summary>Every run.</summary>
    public const string MeasurementsParquet = "measurements.parquet";

    /// <summary>Every case.</summary>
    public const string SummaryCsv = "summary.csv";

    /// <summary>Every case.</summary>
    public const string SummaryParquet = "summary.parquet";

    /// <summary>Everything, for people, in one file.</summary>
    public const string Report = "report.html";

    /// <summary>Names of the figures that a study may have, without extension.</summary>
    public static IReadOnlyList<string> Figures { get; } = ["time-by-phase", "growth", "scaling", "prediction", "exchange"];

    /// <summary>How a folder with a study is recognised, and what in it is replaced by another.</summary>
    public static OutputContent Content { get; } = new("study", "studies", Study, "study", _ => All);

    private static IEnumerable<string> All =>
    [
        Study, MeasurementsCsv, MeasurementsParquet, SummaryCsv, SummaryParquet, Report,
        .. Figures.SelectMany(name => new[] { name + ".png", name + ".svg" }),
    ];
}

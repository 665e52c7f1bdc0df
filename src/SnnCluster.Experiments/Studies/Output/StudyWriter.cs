using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Studies.Figures;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Studies.Output;

/// <summary>Writes the files of a study; see <see cref="StudyFiles"/>.</summary>
public static class StudyWriter
{
    /// <summary>Writes a study to the folder that its options name, replacing one that is there if they say so.</summary>
    /// <param name="result">What the study found.</param>
    /// <returns>Where it is, and its figures.</returns>
    /// <exception cref="InvalidDescriptionException">The folder cannot be written.</exception>
    public static StudyOutput Write(StudyResult result)
    {
        RunOptions run = result.Plan.Options.Run;
        string named = run.OutputDirectory ?? throw new InvalidDescriptionException("--out is missing: must be a folder");
        using var output = OutputFolder.Open(named, run.Force, StudyFiles.Content);
        string directory = output.Path;
        WriteTable(directory, StudyFiles.MeasurementsCsv, StudyFiles.MeasurementsParquet, result.Measurements);
        WriteTable(directory, StudyFiles.SummaryCsv, StudyFiles.SummaryParquet, result.Cases);
        FigureFiles figures = StudyFigures.Write(result, directory);
        RunFiles.WriteText(Path.Combine(directory, StudyFiles.Report), StudyReport.Create(result, figures));
        RunFiles.WriteText(Path.Combine(directory, StudyFiles.Study), StudyJson.ToJson(result) + "\n");
        return StudyOutput.Of(output, result.Complete, figures);
    }

    /// <summary>Writes one table as CSV and as Parquet.</summary>
    internal static void WriteTable<TRow>(string directory, string csv, string parquet, IReadOnlyList<TRow> rows)
        where TRow : struct
    {
        RunFiles.WriteText(Path.Combine(directory, csv), RecordTable<TRow>.ToCsv(rows));
        new RecordTable<TRow>().WriteParquet(directory, parquet, rows);
    }
}

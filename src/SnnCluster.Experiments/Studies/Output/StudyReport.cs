using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Reports;
using SnnCluster.Experiments.Studies.Figures;

namespace SnnCluster.Experiments.Studies.Output;

/// <summary>The page of a study: report.html.</summary>
internal static class StudyReport
{
    /// <summary>The page.</summary>
    /// <param name="result">What the study found.</param>
    /// <param name="figures">Its figures.</param>
    public static string Create(StudyResult result, FigureFiles figures)
    {
        var page = new HtmlReport($"{result.Plan.Kind.Title()}: {result.Plan.Experiment.Name}");
        if (!result.Complete)
        {
            page.AddWarning($"Incomplete: the study ended early, after {result.Measurements.Count} of "
                + $"{result.Plan.Cases.Count * result.Plan.Repetitions} runs"
                + (result.Failure is string failure ? $", as a run failed: {failure}" : "") + ".");
        }

        page.AddFigures(figures, StudyFigures.Captions);

        foreach (ReportTable table in StudyTables.Findings(result))
        {
            page.AddTable(table);
        }

        if (result.Notes.Count > 0)
        {
            page.AddHeading("Notes");
            page.AddList(result.Notes);
        }

        page.AddTable(StudyTables.Plan(result));
        page.AddOrigin(result.Plan.Options.Run.CommandLine, result.Machine);
        page.AddTable(StudyTables.Measurements(result));
        return page.ToString();
    }
}

using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Reports;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Studies.Output;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Studies.Exchange;

/// <summary>Writes the files of a study of the exchange; see <see cref="StudyFiles"/>.</summary>
public static class ExchangeWriter
{
    /// <summary>Writes a study to the folder that its options name, replacing one that is there if they say so.</summary>
    /// <param name="result">What the study found.</param>
    /// <returns>Where it is, and its figure.</returns>
    /// <exception cref="InvalidDescriptionException">The folder cannot be written.</exception>
    public static StudyOutput Write(ExchangeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var output = OutputFolder.Open(result.Plan.Options.OutputDirectory!, result.Plan.Options.Force, StudyFiles.Content);
        string directory = output.Path;
        StudyWriter.WriteTable(directory, StudyFiles.MeasurementsCsv, StudyFiles.MeasurementsParquet, result.Measurements);
        StudyWriter.WriteTable(directory, StudyFiles.SummaryCsv, StudyFiles.SummaryParquet, result.Cases);
        FigureFiles figures = FigureFiles.Write(
            directory, [new NamedFigure(ExchangeFigure.Name, () => ExchangeFigure.Draw(result))]);
        RunFiles.WriteText(Path.Combine(directory, StudyFiles.Report), ReportOf(result, figures));
        RunFiles.WriteText(Path.Combine(directory, StudyFiles.Study), ExchangeJson.ToJson(result) + "\n");
        return StudyOutput.Of(output, result.Complete, figures);
    }

    private static string ReportOf(ExchangeResult result, FigureFiles figures)
    {
        var page = new HtmlReport("Cost of a frame");
        if (!result.Complete)
        {
            page.AddWarning("Incomplete: the study ended early"
                + (result.Failure is string failure ? $", as a round failed: {failure}" : "") + ".");
        }

        page.AddFigures(figures, [(ExchangeFigure.Name, ExchangeFigure.Caption)]);
        page.AddTable(ExchangeTables.Cases(result));
        if (result.Notes.Count > 0)
        {
            page.AddHeading("Notes");
            page.AddList(result.Notes);
        }

        page.AddTable(ExchangeTables.Plan(result));
        page.AddOrigin(result.Plan.Options.CommandLine, result.Machine);
        return page.ToString();
    }
}

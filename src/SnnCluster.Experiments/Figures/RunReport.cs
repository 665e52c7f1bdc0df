using SnnCluster.Experiments.Reports;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Figures;

/// <summary>
/// Draws the figures of a run from the files in its folder, and from nothing else: the run itself ends with it, and
/// <c>snncluster report</c> draws them again.
/// </summary>
public static class RunReport
{
    private const string Displacement = "displacement";

    private static readonly (string Kind, Func<ReportData, string, Figure?> Draw, string Caption)[] OfProjection =
    [
        ("rewiring", RewiringFigure.Draw, "Synapses formed and eliminated per second, over time and by distance."),
        ("synapses", SynapseFigures.DrawSynapses, "Number of synapses and mean weight over time."),
        ("degrees", SynapseFigures.DrawDegrees, "In-degree and out-degree of the neurons over time."),
        ("distance", DistanceFigure.Draw, "Probability of a connection and mean weight by distance."),
    ];

    private static readonly (string Kind, Func<ReportData, Figure?> Draw, string Caption)[] OfNetwork =
    [
        ("rates", ActivityFigures.DrawRates, "Mean rates of the populations over time."),
        ("spikes", ActivityFigures.DrawSpikes, "The last second of spikes of the first neurons of each population."),
        ("distributions", ActivityFigures.DrawDistributions, "Rates, irregularity and correlation over the neurons of each population."),
        ("calcium", HomeostasisFigure.Draw, "Calcium and synapses over time."),
    ];

    /// <summary>
    /// Writes every figure that the files have data for, as PNG and SVG, into the same folder, and a page with all of them and
    /// what the summary says (<see cref="RunFiles.Report"/>). What is missing is left out without complaint.
    /// </summary>
    /// <param name="directory">Folder of the run.</param>
    /// <exception cref="InvalidDescriptionException">The folder holds no run.</exception>
    public static FigureFiles Write(string directory) => Write(directory, SummaryFile.Read(directory));

    /// <summary>The same where the summary is not written yet.</summary>
    internal static FigureFiles Write(string directory, RunSummary summary) =>
        FigureFiles.Write(directory, FiguresOf(new ReportData(directory, summary)))
            .WithPage(Path.Combine(directory, RunFiles.Report), figures => RunPage.Create(summary, figures));

    /// <summary>What the figures show, by name.</summary>
    /// <param name="projections">Names of the projections.</param>
    internal static IEnumerable<(string Name, string Caption)> Captions(IEnumerable<string> projections) =>
    [
        .. OfNetwork.Select(figure => (figure.Kind, figure.Caption)),
        .. projections.SelectMany(projection => OfProjection.Select(figure => (figure.Kind, figure.Caption))
            .Prepend((Displacement, "Probability of a connection and mean weight by displacement of source and target, at the start and at the end."))
            .Select(figure => (PartName.InFileName($"{projection}-{figure.Item1}"), $"{projection}: {figure.Item2}"))),
    ];

    /// <summary>All figures that a run may have.</summary>
    internal static IEnumerable<NamedFigure> FiguresOf(ReportData data)
    {
        var displacements = new DisplacementFigure(data);
        foreach (string projection in data.Summary.Projections.Select(projection => projection.Name))
        {
            yield return new NamedFigure(PartName.InFileName($"{projection}-{Displacement}"), () => displacements.Draw(projection));
            foreach ((string kind, Func<ReportData, string, Figure?> draw, string _) in OfProjection)
            {
                yield return new NamedFigure(PartName.InFileName($"{projection}-{kind}"), () => draw(data, projection));
            }
        }

        foreach ((string kind, Func<ReportData, Figure?> draw, string _) in OfNetwork)
        {
            yield return new NamedFigure(kind, () => draw(data));
        }
    }

    /// <summary>Names of all files with figures that a run may have, whatever it recorded.</summary>
    /// <param name="projections">Names of its projections.</param>
    internal static IEnumerable<string> FilesOf(IEnumerable<string> projections)
    {
        string[] kinds = [Displacement, .. OfProjection.Select(figure => figure.Kind)];
        return projections.SelectMany(projection => kinds.Select(kind => $"{projection}-{kind}"))
            .Concat(OfNetwork.Select(figure => figure.Kind))
            .SelectMany(name => new[] { $"{PartName.InFileName(name)}.png", $"{PartName.InFileName(name)}.svg" });
    }
}

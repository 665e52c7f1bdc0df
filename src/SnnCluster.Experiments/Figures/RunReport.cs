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

    private static readonly (string Kind, Func<ReportData, string, Figure?> Draw)[] OfProjection =
    [
        ("rewiring", RewiringFigure.Draw),
        ("synapses", SynapseFigures.DrawSynapses),
        ("degrees", SynapseFigures.DrawDegrees),
        ("distance", DistanceFigure.Draw),
    ];

    private static readonly (string Kind, Func<ReportData, Figure?> Draw)[] OfNetwork =
    [
        ("rates", ActivityFigures.DrawRates),
        ("spikes", ActivityFigures.DrawSpikes),
        ("distributions", ActivityFigures.DrawDistributions),
        ("calcium", HomeostasisFigure.Draw),
    ];

    /// <summary>
    /// Writes every figure that the files have data for, as PNG and SVG, into the same folder. What is missing is left
    /// out without complaint.
    /// </summary>
    /// <param name="directory">Folder of the run.</param>
    /// <exception cref="InvalidDescriptionException">The folder holds no run.</exception>
    public static FigureFiles Write(string directory) => Write(directory, SummaryFile.Read(directory));

    /// <summary>The same where the summary is not written yet.</summary>
    internal static FigureFiles Write(string directory, RunSummary summary) =>
        FigureFiles.Write(directory, FiguresOf(new ReportData(directory, summary)));

    /// <summary>All figures that a run may have.</summary>
    internal static IEnumerable<NamedFigure> FiguresOf(ReportData data)
    {
        var displacements = new DisplacementFigure(data);
        foreach (string projection in data.Summary.Projections.Select(projection => projection.Name))
        {
            yield return new NamedFigure(FileName($"{projection}-{Displacement}"), () => displacements.Draw(projection));
            foreach ((string kind, Func<ReportData, string, Figure?> draw) in OfProjection)
            {
                yield return new NamedFigure(FileName($"{projection}-{kind}"), () => draw(data, projection));
            }
        }

        foreach ((string kind, Func<ReportData, Figure?> draw) in OfNetwork)
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
            .SelectMany(name => new[] { $"{FileName(name)}.png", $"{FileName(name)}.svg" });
    }

    // The same on every system, so that a run's files can be moved between them.
    internal static string FileName(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
}

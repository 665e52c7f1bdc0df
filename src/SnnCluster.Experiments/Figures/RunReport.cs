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
    ];

    /// <summary>
    /// Writes every figure that the files have data for, as PNG and SVG, into the same folder. What is missing is left
    /// out without complaint.
    /// </summary>
    /// <param name="directory">Folder of the run.</param>
    /// <returns>The paths of the files that were written.</returns>
    /// <exception cref="InvalidDescriptionException">The folder holds no run, or one of its files is corrupt.</exception>
    public static IReadOnlyList<string> Write(string directory)
    {
        ReportData data = ReportData.Load(directory);
        var figures = new List<(string Name, Figure? Figure)>();
        IReadOnlyDictionary<string, Figure> displacements = DisplacementFigure.DrawAll(data);
        foreach (ProjectionSummary projection in data.Summary.Projections)
        {
            string name = projection.Name;
            figures.Add(($"{name}-{Displacement}", displacements.GetValueOrDefault(name)));
            figures.AddRange(OfProjection.Select(figure => ($"{name}-{figure.Kind}", figure.Draw(data, name))));
        }

        figures.AddRange(OfNetwork.Select(figure => (figure.Kind, figure.Draw(data))));
        var written = new List<string>();
        foreach ((string name, Figure? figure) in figures)
        {
            if (figure is not null)
            {
                written.AddRange(figure.Save(directory, FileName(name)));
            }
        }

        return written;
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
    private static string FileName(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
}

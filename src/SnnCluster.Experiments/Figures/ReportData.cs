using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Figures;

/// <summary>One quantity over time.</summary>
/// <param name="Times">Times [s], rising.</param>
/// <param name="Values">Its finite values.</param>
internal sealed record Series(double[] Times, double[] Values);

/// <summary>What the figures of a run are drawn from: its files, and nothing else.</summary>
internal sealed class ReportData
{
    // Read when a figure asks for them, so that a file that cannot be read costs no figure that does without it.
    private readonly Lazy<TimeSeriesPoint[]> _all;
    private readonly Lazy<Dictionary<(string Name, string Of), TimeSeriesPoint[]>> _points;
    private readonly Lazy<ILookup<string, RewiringCount>> _rewiring;
    private readonly Lazy<double[]> _sampleTimes;

    /// <summary>A run's files, which may be missing, and are read when they are asked for.</summary>
    /// <param name="directory">Folder of the run.</param>
    /// <param name="summary">Its summary.</param>
    public ReportData(string directory, RunSummary summary)
    {
        Directory = directory;
        Summary = summary;
        _all = new(() => Has(RunFiles.TimeSeries) ? TimeSeriesFile.Read(directory) : []);
        _points = new(() => _all.Value.GroupBy(point => (point.Name, point.Of)).ToDictionary(
            group => group.Key,
            group => group.Where(point => double.IsFinite(point.Value)).OrderBy(point => point.TimeMs).ToArray()));
        _rewiring = new(() => (Has(RunFiles.Rewiring) ? RewiringFile.Read(directory) : []).ToLookup(count => count.Projection));

        // Runs of earlier versions did not write how much was rewired over time, and sampled all at the same times.
        _sampleTimes = new(() =>
        [
            .. _all.Value.Select(point => point.TimeMs)
                .Concat(_rewiring.Value.SelectMany(counts => counts).Select(count => count.TimeMs))
                .Where(timeMs => timeMs > 0).Distinct().Order(),
        ]);
    }

    /// <summary>Folder of the run.</summary>
    public string Directory { get; }

    /// <summary>Its summary.</summary>
    public RunSummary Summary { get; }

    /// <summary>What rewiring did, by projection.</summary>
    public ILookup<string, RewiringCount> Rewiring => _rewiring.Value;

    /// <summary>Times at which rewiring of a projection was counted [ms], rising: also of those at which nothing had been rewired.</summary>
    public IReadOnlyList<double> RewiringTimesMs(string projection) =>
        _points.Value.TryGetValue(("formed", projection), out TimeSeriesPoint[]? points) ? [.. points.Select(point => point.TimeMs)] : _sampleTimes.Value;

    /// <summary>Whether the run has a file.</summary>
    public bool Has(string name) => File.Exists(Path.Combine(Directory, name));

    /// <summary>A quantity over time; null where it was not recorded.</summary>
    public Series? SeriesOf(string name, string of) =>
        _points.Value.TryGetValue((name, of), out TimeSeriesPoint[]? points) && points.Length > 0
            ? new Series([.. points.Select(point => point.TimeMs / 1000)], [.. points.Select(point => point.Value)])
            : null;

    /// <summary>A quantity by bin, such as "mean-weight-3", at every time: bin and value, bins rising.</summary>
    public SortedDictionary<double, List<(int Bin, double Value)>> ProfilesOf(string name, string of)
    {
        var profiles = new SortedDictionary<double, List<(int Bin, double Value)>>();
        string prefix = name + "-";
        foreach (((string seriesName, string seriesOf), TimeSeriesPoint[] points) in _points.Value)
        {
            if (seriesOf != of || !seriesName.StartsWith(prefix, StringComparison.Ordinal)
                || !int.TryParse(seriesName.AsSpan(prefix.Length), out int bin))
            {
                continue;
            }

            foreach (TimeSeriesPoint point in points)
            {
                if (!profiles.TryGetValue(point.TimeMs, out List<(int Bin, double Value)>? profile))
                {
                    profiles.Add(point.TimeMs, profile = []);
                }

                profile.Add((bin, point.Value));
            }
        }

        foreach (List<(int Bin, double Value)> profile in profiles.Values)
        {
            profile.Sort();
        }

        return profiles;
    }

    /// <summary>The grid that source and target of a projection have in common; null where they have none.</summary>
    public GridGeometry? GridOf(ProjectionSummary projection)
    {
        PopulationSummary? source = Summary.Populations.FirstOrDefault(population => population.Name == projection.Source);
        PopulationSummary? target = Summary.Populations.FirstOrDefault(population => population.Name == projection.Target);
        return source is { Width: > 0, Height: > 0 } && (long)source.Width * source.Height == source.Size
            && (source.Width, source.Height) == (target?.Width, target?.Height)
            ? new GridGeometry(source.Width, source.Height)
            : null;
    }
}

using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Tests.Figures;

/// <summary>Runs whose data are none, not a number, one value, one sample, or very large or small.</summary>
internal static class RunFigureCases
{
    private const int Side = 16;

    /// <summary>Values over time.</summary>
    public static IReadOnlyDictionary<string, double[]> Values { get; } = new Dictionary<string, double[]>
    {
        ["none"] = [],
        ["not-a-number"] = [double.NaN, double.NaN, double.NaN],
        ["infinite"] = [1, double.PositiveInfinity, double.NegativeInfinity],
        ["one-sample"] = [3],
        ["one-sample-of-zero"] = [0],
        ["zeros"] = [0, 0, 0, 0],
        ["ones-of-twenty"] = [20, 20, 20, 20],
        ["tiny"] = [1e-9, 1e-9, 1e-9],
        ["negative"] = [-3, -3, -3],
        ["nearly-constant"] = [10_000, 10_004, 10_001, 10_003],
        ["large"] = [1e12, 3e12, 2e12],
        ["largest"] = [float.MinValue, float.MaxValue],
        ["rising"] = [0, 1, 4, 9],
        ["across-zero"] = [-1, 0, 1],
    };

    /// <summary>
    /// Figures of a run whose every quantity over time has these values; the standard deviation of the in-degree as many
    /// times these.
    /// </summary>
    public static IReadOnlyDictionary<string, Figure> OverTime(string directory, double[] values, double spread = 1)
    {
        Directory.CreateDirectory(directory);
        SummaryFile.Write(directory, SyntheticRun.Summary(Side));
        string[] quantities =
        [
            "synapses", "mean-weight", "in-degree-mean", "out-degree-mean",
            .. Enumerable.Range(0, 5).SelectMany(bin => new[] { $"connection-probability-{bin}", $"mean-weight-{bin}" }),
        ];
        TimeSeriesFile.Write(
            directory,
            [
                .. quantities.SelectMany(quantity => Points(quantity, "lateral", values)),
                .. Points("in-degree-sd", "lateral", [.. values.Select(value => spread * value)]),
                .. Points("rate-hz", "source", values),
                .. Points("rate-hz", "target", [.. values.Select(value => value / 2)]),
            ]);
        RewiringFile.Write(
            directory,
            values.Where(double.IsFinite).Select((value, i) => new RewiringCount(
                "lateral", 100 * i, (long)Math.Clamp(value, 0, 1e15), (long)Math.Clamp(value / 2, 0, 1e15), i % 3)));
        return Draw(directory);
    }

    /// <summary>Figures of a run that begins and ends with these synapses.</summary>
    public static IReadOnlyDictionary<string, Figure> OfSynapses(string directory, Synapse[] start, Synapse[] end)
    {
        Directory.CreateDirectory(directory);
        SummaryFile.Write(directory, SyntheticRun.Summary(Side));
        ConnectivityFile.Write(
            directory, RunFiles.ConnectivityStart, new Dictionary<string, Synapse[]> { ["feed-forward"] = start });
        ConnectivityFile.Write(
            directory, RunFiles.ConnectivityEnd, new Dictionary<string, Synapse[]> { ["feed-forward"] = end });
        return Draw(directory);
    }

    /// <summary>Figures of a run with these spikes.</summary>
    public static IReadOnlyDictionary<string, Figure> OfSpikes(string directory, params SpikeRow[] rows)
    {
        Directory.CreateDirectory(directory);
        SummaryFile.Write(directory, SyntheticRun.Summary(Side));
        using (TableWriter<SpikeRow> spikes = SpikeFile.Create(directory, dtMs: 0.1))
        {
            foreach (SpikeRow row in rows)
            {
                spikes.Append(row);
            }

            spikes.Complete();
        }

        return Draw(directory);
    }

    private static IEnumerable<TimeSeriesPoint> Points(string quantity, string of, double[] values) =>
        values.Select((value, i) => new TimeSeriesPoint(quantity, of, 100 * i, value));

    private static Dictionary<string, Figure> Draw(string directory) => RunReport.FiguresOf(new ReportData(directory, SummaryFile.Read(directory)))
        .Select(figure => (figure.Name, Figure: figure.Draw()))
        .Where(figure => figure.Figure is not null)
        .ToDictionary(figure => figure.Name, figure => figure.Figure!);
}

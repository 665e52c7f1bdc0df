using ScottPlot;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Figures;

/// <summary>Rates of populations over time, a raster of spikes, and distributions over neurons.</summary>
internal static class ActivityFigures
{
    private const int RasterNeurons = 200;
    private const double RasterMs = 1000;

    private static readonly (string Quantity, string Label)[] Distributions =
    [
        ("mean-rate-hz", "rate of a neuron (Hz)"),
        ("cv-isi", "CV of inter-spike intervals"),
        ("correlation", "correlation of two neurons"),
    ];

    private const int MostBins = 32;

    // Share of a side between the outermost spikes and the frame, which would cut them.
    private const double RasterRoom = 0.01;

    /// <summary>Rates; null where none was recorded.</summary>
    public static Figure? DrawRates(ReportData data)
    {
        Plot panel = FigureStyle.NewPanel("time (s)", "mean rate (Hz)");
        var figure = new Figure("Rates of the populations") { PanelWidth = 820 };
        for (int i = 0; i < data.Summary.Populations.Count; i++)
        {
            string population = data.Summary.Populations[i].Name;
            if (data.SeriesOf("rate-hz", population) is not { } series)
            {
                continue;
            }

            Color color = FigureStyle.OfSeries(i);
            var line = panel.Add.Scatter(series.Times, series.Values, color);
            line.LineWidth = FigureStyle.LineWidth;
            line.MarkerSize = series.Times.Length == 1 ? 7 : 0;
            figure.AddLegendLine(population, color);
        }

        if (!panel.GetPlottables().Any())
        {
            return null;
        }

        AxisFit.X(panel);
        AxisFit.YFromZero(panel);
        figure.Add(panel);
        return figure;
    }

    /// <summary>The last second of the first neurons of each population; null without spikes on file.</summary>
    public static Figure? DrawSpikes(ReportData data) => DrawSpikes(data, new RasterView
    {
        FromMs = Math.Max(0, data.Summary.SimulatedMs - RasterMs),
        UntilMs = data.Summary.SimulatedMs,
        Neurons = RasterNeurons,
    });

    /// <summary>Some time of the first neurons of populations; null without spikes on file.</summary>
    public static Figure? DrawSpikes(ReportData data, RasterView view)
    {
        if (!data.Has(RunFiles.Spikes) || !(data.Summary.SimulatedMs > 0))
        {
            return null;
        }

        (double startMs, double endMs) = (view.FromMs, view.UntilMs);
        var points = new Dictionary<string, List<Coordinates>>();
        foreach (SpikeRow[] group in SpikeFile.Read(data.Directory))
        {
            foreach (SpikeRow spike in group)
            {
                double timeMs = spike.Step * data.Summary.DtMs;
                if (spike.Neuron >= view.Neurons || timeMs < startMs || timeMs > endMs)
                {
                    continue;
                }

                if (!points.TryGetValue(spike.Population, out List<Coordinates>? list))
                {
                    points.Add(spike.Population, list = []);
                }

                list.Add(new Coordinates(timeMs / 1000, spike.Neuron));
            }
        }

        PopulationSummary[] shown =
        [
            .. data.Summary.Populations.Where(population => view.Population is null ? points.ContainsKey(population.Name) : population.Name == view.Population),
        ];
        if (shown.Length == 0)
        {
            return null;
        }

        var figure = new Figure("Spikes") { PanelWidth = 900, PanelHeight = 320 };
        foreach (PopulationSummary population in shown)
        {
            int neurons = Math.Min(view.Neurons, population.Size);
            Plot panel = FigureStyle.NewPanel(
                "time (s)", "neuron", neurons < population.Size
                    ? $"{population.Name}, first {neurons} of {population.Size} neurons"
                    : population.Name);
            panel.Add.Markers(points.GetValueOrDefault(population.Name, []), MarkerShape.FilledCircle, 2.5f, FigureStyle.Ink);
            panel.HideGrid();
            double room = RasterRoom * (endMs - startMs) / 1000;
            panel.Axes.SetLimits(
                (startMs / 1000) - room, (endMs / 1000) + room, -RasterRoom * neurons, neurons - 1 + (RasterRoom * neurons));
            figure.Add(panel);
        }

        return figure;
    }

    /// <summary>
    /// How rates, irregularities and correlations are distributed over the neurons of each population, at the last time on file; null without histograms of
    /// them.
    /// </summary>
    public static Figure? DrawDistributions(ReportData data)
    {
        if (!data.Has(RunFiles.Histograms))
        {
            return null;
        }

        var figure = new Figure("Distributions over neurons", columns: Distributions.Length);
        ILookup<(string Name, string Of), HistogramBin> bins = HistogramFile.Read(data.Directory).ToLookup(bin => (bin.Name, bin.Of));
        string[] populations =
        [
            .. data.Summary.Populations.Select(population => population.Name)
                .Where(population => Distributions.Any(distribution => bins.Contains((distribution.Quantity, population)))),
        ];
        foreach ((string quantity, string label) in Distributions.Where(one => populations.Any(population => bins.Contains((one.Quantity, population)))))
        {
            Plot panel = FigureStyle.NewPanel(label, "share per bin");
            AddDistributions(panel, [.. populations.Select(population => AtTheEnd(bins[(quantity, population)]))]);
            AxisFit.YFromZero(panel);
            figure.Add(panel);
        }

        for (int i = 0; i < populations.Length; i++)
        {
            figure.AddLegendLine(populations[i], FigureStyle.OfSeries(i));
        }

        return figure.Panels.Count > 0 ? figure : null;
    }

    private static HistogramBin[] AtTheEnd(IEnumerable<HistogramBin> bins) =>
        [.. bins.GroupBy(bin => bin.TimeMs).MaxBy(together => together.Key)?.OrderBy(bin => bin.Lower) ?? Enumerable.Empty<HistogramBin>()];

    // From the first bin that holds something of any population to the last, several of them together where there are many; what lies outside of all bins
    // counts and is not drawn.
    private static void AddDistributions(Plot panel, IReadOnlyList<HistogramBin[]> histograms)
    {
        HistogramBin[][] inside =
            [.. histograms.Select(bins => bins.Where(bin => double.IsFinite(bin.Lower) && double.IsFinite(bin.Upper)).ToArray())];
        int[] filled = [.. inside.SelectMany(bins => Enumerable.Range(0, bins.Length).Where(i => bins[i].Count > 0))];
        if (filled.Length == 0)
        {
            return;
        }

        (int first, int last) = (filled.Min(), filled.Max());
        int together = ((last - first) / MostBins) + 1;
        for (int i = 0; i < inside.Length; i++)
        {
            double all = histograms[i].Sum(bin => (double)bin.Count);
            HistogramBin[][] shown = [.. inside[i].Take(last + 1).Skip(first).Chunk(together)];
            if (all > 0)
            {
                Color color = FigureStyle.OfSeries(i);
                var line = panel.Add.Scatter(
                    shown.Select(bins => (bins[0].Lower + bins[^1].Upper) / 2).ToArray(),
                    shown.Select(bins => bins.Sum(bin => (double)bin.Count) / all).ToArray(),
                    color);
                line.LineWidth = FigureStyle.LineWidth;
                line.MarkerSize = shown.Length == 1 ? 7 : 0;
            }
        }
    }
}

/// <summary>What a raster of spikes shows.</summary>
internal sealed record RasterView
{
    /// <summary>The population; null: all that have spikes.</summary>
    public string? Population { get; init; }

    /// <summary>From when on [ms].</summary>
    public required double FromMs { get; init; }

    /// <summary>Until when [ms], after <see cref="FromMs"/>.</summary>
    public required double UntilMs { get; init; }

    /// <summary>How many neurons of a population, the first ones, at least 1.</summary>
    public required int Neurons { get; init; }
}

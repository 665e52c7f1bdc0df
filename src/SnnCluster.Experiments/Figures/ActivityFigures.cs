using ScottPlot;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Figures;

/// <summary>Rates of populations over time, and a raster of spikes.</summary>
internal static class ActivityFigures
{
    private const int RasterNeurons = 200;
    private const double RasterMs = 1000;

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
    public static Figure? DrawSpikes(ReportData data)
    {
        if (!data.Has(RunFiles.Spikes) || !(data.Summary.SimulatedMs > 0))
        {
            return null;
        }

        double endMs = data.Summary.SimulatedMs;
        double startMs = Math.Max(0, endMs - RasterMs);
        var points = new Dictionary<string, List<Coordinates>>();
        foreach (SpikeRow[] group in SpikeFile.Read(data.Directory))
        {
            foreach (SpikeRow spike in group)
            {
                double timeMs = spike.Step * data.Summary.DtMs;
                if (spike.Neuron >= RasterNeurons || timeMs < startMs || timeMs > endMs)
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

        PopulationSummary[] shown = [.. data.Summary.Populations.Where(population => points.ContainsKey(population.Name))];
        if (shown.Length == 0)
        {
            return null;
        }

        var figure = new Figure("Spikes") { PanelWidth = 900, PanelHeight = 320 };
        foreach (PopulationSummary population in shown)
        {
            int neurons = Math.Min(RasterNeurons, population.Size);
            Plot panel = FigureStyle.NewPanel(
                "time (s)", "neuron", neurons < population.Size
                    ? $"{population.Name}, first {neurons} of {population.Size} neurons"
                    : population.Name);
            panel.Add.Markers(points[population.Name], MarkerShape.FilledCircle, 2.5f, FigureStyle.Ink);
            panel.HideGrid();
            double room = RasterRoom * (endMs - startMs) / 1000;
            panel.Axes.SetLimits(
                (startMs / 1000) - room, (endMs / 1000) + room, -RasterRoom * neurons, neurons - 1 + (RasterRoom * neurons));
            figure.Add(panel);
        }

        return figure;
    }
}

using ScottPlot;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Figures;

/// <summary>Formations and eliminations per second, over time and by distance.</summary>
internal static class RewiringFigure
{
    // Counts in short intervals are mostly noise: with more intervals than this the trend is not seen.
    private const int MostPoints = 100;

    /// <summary>The figure; null where the projection was not rewired.</summary>
    public static Figure? Draw(ReportData data, string projection)
    {
        RewiringCount[] counts = [.. data.Rewiring[projection]];
        double seconds = counts.Select(count => count.TimeMs).DefaultIfEmpty(0).Max() / 1000;
        if (seconds <= 0)
        {
            return null;
        }

        bool hasDistances = counts.Any(count => count.DistanceBin >= 0);
        var figure = new Figure($"{projection}: rewiring", hasDistances ? 2 : 1);
        figure.AddLegendArea("formed", FigureStyle.Blue);
        figure.AddLegendArea("eliminated", FigureStyle.Vermilion);
        figure.Add(OverTime(counts));
        if (hasDistances)
        {
            figure.Add(ByDistance(counts, seconds));
        }

        return figure;
    }

    private static Plot OverTime(RewiringCount[] counts)
    {
        Plot panel = FigureStyle.NewPanel("time (s)", "synapses per second");
        var byTime = counts
            .GroupBy(count => count.TimeMs)
            .OrderBy(group => group.Key)
            .Select(group => (TimeMs: group.Key, Formed: group.Sum(c => c.Formed), Eliminated: group.Sum(c => c.Eliminated)))
            .Where(row => row.TimeMs > 0)
            .ToArray();
        int together = (byTime.Length + MostPoints - 1) / MostPoints;
        var times = new List<double>();
        var formed = new List<double>();
        var eliminated = new List<double>();
        double from = 0;
        foreach (var interval in byTime.Chunk(together))
        {
            double to = interval[^1].TimeMs / 1000;
            times.Add((from + to) / 2);
            formed.Add(interval.Sum(row => row.Formed) / (to - from));
            eliminated.Add(interval.Sum(row => row.Eliminated) / (to - from));
            from = to;
        }

        AddLine(panel, times, formed, FigureStyle.Blue);
        AddLine(panel, times, eliminated, FigureStyle.Vermilion);
        AxisFit.X(panel, 0, from);
        AxisFit.YFromZero(panel);
        return panel;
    }

    private static Plot ByDistance(RewiringCount[] counts, double seconds)
    {
        Plot panel = FigureStyle.NewPanel("distance, rounded down (grid positions)", "synapses per second");
        var byBin = counts
            .Where(count => count.DistanceBin >= 0)
            .GroupBy(count => count.DistanceBin)
            .OrderBy(group => group.Key);
        var bars = new List<Bar>();
        foreach (IGrouping<int, RewiringCount> bin in byBin)
        {
            bars.Add(NewBar(bin.Key - 0.2, bin.Sum(count => count.Formed) / seconds, FigureStyle.Blue));
            bars.Add(NewBar(bin.Key + 0.2, bin.Sum(count => count.Eliminated) / seconds, FigureStyle.Vermilion));
        }

        panel.Add.Bars(bars);
        AxisFit.YFromZero(panel, hasLines: false);
        double last = bars.Where(bar => bar.Value > 0).Select(bar => bar.Position).DefaultIfEmpty(0).Max();
        panel.Axes.SetLimitsX(-0.6, Math.Round(last) + 0.6);
        FigureStyle.CountAlongX(panel);
        return panel;
    }

    private static Bar NewBar(double position, double value, Color color) => new()
    {
        Position = position,
        Value = value,
        FillColor = color,
        LineWidth = 0,
        Size = 0.38,
    };

    private static void AddLine(Plot panel, List<double> xs, List<double> ys, Color color)
    {
        var line = panel.Add.Scatter(xs, ys, color);
        line.LineWidth = FigureStyle.LineWidth;
        line.MarkerSize = xs.Count == 1 ? 7 : 0;
    }
}

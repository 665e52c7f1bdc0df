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
        if (!counts.Any(count => count.TimeMs > 0))
        {
            return null;
        }

        bool hasDistances = counts.Any(count => count.DistanceBin >= 0);
        var figure = new Figure($"{projection}: rewiring", hasDistances ? 2 : 1);
        figure.AddLegendArea("formed", FigureStyle.Blue);
        figure.AddLegendArea("eliminated", FigureStyle.Vermilion);
        figure.Add(OverTime(RewiringRates.Of(counts, data.RewiringTimesMs(projection), MostPoints)));
        if (hasDistances)
        {
            figure.Add(ByDistance(counts, data.RewiringTimesMs(projection)[^1] / 1000));
        }

        return figure;
    }

    private static Plot OverTime(IReadOnlyList<RewiringRate> rates)
    {
        Plot panel = FigureStyle.NewPanel("time (s)", "synapses per second");
        List<double> times = [.. rates.Select(rate => (rate.FromSeconds + rate.ToSeconds) / 2)];
        AddLine(panel, times, [.. rates.Select(rate => rate.Formed)], FigureStyle.Blue);
        AddLine(panel, times, [.. rates.Select(rate => rate.Eliminated)], FigureStyle.Vermilion);
        AxisFit.X(panel, 0, rates[^1].ToSeconds);
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

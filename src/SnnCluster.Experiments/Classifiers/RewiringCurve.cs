using ScottPlot;
using SnnCluster.Experiments.Figures;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>Connections that DEEP R replaced per batch, over batches, for each projection.</summary>
internal static class RewiringCurve
{
    // Single batches are mostly noise: with more points than this the trend is not seen.
    private const int MostPoints = 100;

    /// <summary>The figure; null where nothing was rewired.</summary>
    public static Figure? Draw(BatchRewiringRow[] rows)
    {
        if (rows.Length == 0)
        {
            return null;
        }

        var figure = new Figure("Rewiring by DEEP R");
        Plot panel = figure.Add(FigureStyle.NewPanel("batch", "connections replaced per batch"));
        int series = 0;
        int batches = 0;
        foreach (IGrouping<string, BatchRewiringRow> projection in rows.GroupBy(row => row.Projection))
        {
            BatchRewiringRow[] own = [.. projection];
            batches = Math.Max(batches, own.Length);
            int together = (own.Length + MostPoints - 1) / MostPoints;
            double[] ys = [.. own.Chunk(together).Select(part => part.Average(row => row.Rewired))];
            double[] xs = [.. own.Chunk(together).Select((part, i) => (i * together) + (part.Length / 2.0))];
            Color color = FigureStyle.OfSeries(series++);
            var line = panel.Add.Scatter(xs, ys, color);
            line.LineWidth = FigureStyle.LineWidth;
            line.MarkerSize = ys.Length == 1 ? 7 : 0;
            figure.AddLegendLine(projection.Key, color);
        }

        AxisFit.X(panel, 0, batches);
        AxisFit.YFromZero(panel);
        return figure;
    }
}

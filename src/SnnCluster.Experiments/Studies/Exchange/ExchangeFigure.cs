using ScottPlot;
using SnnCluster.Cluster.Costs;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Studies.Figures;

namespace SnnCluster.Experiments.Studies.Exchange;

/// <summary>Microseconds against bytes for all carriers, on logarithmic axes; bare ways are dashed.</summary>
internal static class ExchangeFigure
{
    /// <summary>Name of its files.</summary>
    public const string Name = "exchange";

    /// <summary>What it shows.</summary>
    public const string Caption = "Cost of a frame against its size, on logarithmic axes: medians, with the quartiles as bars. "
        + "Within a process the time of an interval, between processes that of a round trip. The bare ways are dashed. A "
        + "frame without a spike stands at the left, at the size of its header.";

    /// <summary>The figure; null where nothing was measured.</summary>
    public static Figure? Draw(ExchangeResult result)
    {
        ExchangeSummary[] cases = [.. result.Cases.Where(row => LogAxis.Has(row.Microseconds))];
        if (cases.Length == 0)
        {
            return null;
        }

        var figure = new Figure("Cost of a frame") { PanelWidth = 760, PanelHeight = 460 };
        Plot panel = FigureStyle.NewPanel("bytes of a frame", "time [us]");
        foreach (ExchangeCarrier carrier in Enum.GetValues<ExchangeCarrier>())
        {
            ExchangeSummary[] rows = [.. cases.Where(row => row.Carrier == carrier.Name())];
            if (rows.Length == 0)
            {
                continue;
            }

            bool isBare = carrier.Reference() is null;
            Color color = FigureStyle.OfSeries((int)carrier / 2);
            LinePattern pattern = isBare ? LinePattern.Dashed : LinePattern.Solid;
            figure.AddLegendLine(carrier.Name(), color, pattern);
            var line = panel.Add.Scatter(LogAxis.Points(rows.Select(row => (SizeOf(row), row.Microseconds))), color);
            line.LineWidth = FigureStyle.LineWidth;
            line.LinePattern = pattern;
            line.MarkerShape = isBare ? MarkerShape.OpenCircle : MarkerShape.FilledCircle;
            line.MarkerSize = 7;
            foreach (ExchangeSummary row in rows.Where(row => LogAxis.Has(row.MicrosecondsLowerQuartile) && LogAxis.Has(row.MicrosecondsUpperQuartile)))
            {
                Coordinates[] ends = LogAxis.Points(
                    [(SizeOf(row), row.MicrosecondsLowerQuartile), (SizeOf(row), row.MicrosecondsUpperQuartile)]);
                panel.Add.ScatterLine(ends, color).LineWidth = 1;
            }
        }

        LogAxis.FitX(panel);
        LogAxis.FitY(panel);
        figure.Add(panel);
        return figure;
    }

    // Zero has no logarithm.
    private static double SizeOf(ExchangeSummary row) => Math.Max(row.Bytes, ExchangeBench.HeaderBytes);
}

using ScottPlot;

namespace SnnCluster.Experiments.Figures;

/// <summary>Number and weight of a projection's synapses, and the degrees of its neurons, over time.</summary>
internal static class SynapseFigures
{
    /// <summary>Number of synapses and mean weight; null where neither was recorded.</summary>
    public static Figure? DrawSynapses(ReportData data, string projection)
    {
        Series? counts = data.SeriesOf("synapses", projection);
        Series? weights = data.SeriesOf("mean-weight", projection);
        if (counts is null && weights is null)
        {
            return null;
        }

        var figure = new Figure($"{projection}: synapses", counts is not null && weights is not null ? 2 : 1);
        AddPanel(figure, counts, "number of synapses", FigureStyle.Blue);
        AddPanel(figure, weights, "mean weight", FigureStyle.Vermilion);
        return figure;
    }

    /// <summary>In- and out-degree; null where they were not recorded.</summary>
    public static Figure? DrawDegrees(ReportData data, string projection)
    {
        Series? incoming = data.SeriesOf("in-degree-mean", projection);
        Series? outgoing = data.SeriesOf("out-degree-mean", projection);
        if (incoming is null && outgoing is null)
        {
            return null;
        }

        var figure = new Figure($"{projection}: degrees", incoming is not null && outgoing is not null ? 2 : 1);
        figure.AddLegendLine("mean", FigureStyle.Ink);
        figure.AddLegendArea("mean ± standard deviation over neurons", FigureStyle.Ink.WithAlpha(0.25));
        AddDegree(figure, incoming, data.SeriesOf("in-degree-sd", projection), "in-degree", FigureStyle.Blue);
        AddDegree(figure, outgoing, data.SeriesOf("out-degree-sd", projection), "out-degree", FigureStyle.Vermilion);
        return figure;
    }

    private static void AddPanel(Figure figure, Series? series, string label, Color color)
    {
        if (series is null)
        {
            return;
        }

        Plot panel = figure.Add(FigureStyle.NewPanel("time (s)", label));
        AddLine(panel, series, color);
        AxisFit.X(panel);
        AxisFit.YOfChange(panel);
    }

    private static void AddDegree(Figure figure, Series? mean, Series? deviation, string label, Color color)
    {
        if (mean is null)
        {
            return;
        }

        Plot panel = figure.Add(FigureStyle.NewPanel("time (s)", $"{label} (synapses per neuron)"));
        if (deviation is not null && deviation.Times.SequenceEqual(mean.Times))
        {
            // No neuron has fewer than no synapses, however widely the others differ.
            double[] below = [.. mean.Values.Zip(deviation.Values, (m, sd) => Math.Min(m, Math.Max(0, m - sd)))];
            double[] above = [.. mean.Values.Zip(deviation.Values, (m, sd) => m + sd)];
            var band = panel.Add.FillY(mean.Times, below, above);
            band.FillColor = color.WithAlpha(0.25);
            band.LineWidth = 0;
        }

        AddLine(panel, mean, color);
        AxisFit.X(panel);
        AxisFit.YFromZero(panel);
    }

    private static void AddLine(Plot panel, Series series, Color color)
    {
        var line = panel.Add.Scatter(series.Times, series.Values, color);
        line.LineWidth = FigureStyle.LineWidth;
        line.MarkerSize = series.Times.Length == 1 ? 7 : 0;
    }
}

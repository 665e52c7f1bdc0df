using ScottPlot;
using SnnCluster.Experiments.Figures;

namespace SnnCluster.Experiments.Studies.Figures;

/// <summary>Predicted real-time factors of numbers of nodes, beside those that were measured.</summary>
internal static class PredictionFigure
{
    /// <summary>The figure; null where nothing was predicted.</summary>
    public static Figure? Draw(StudyResult result)
    {
        Prediction[] predictions = [.. result.Predictions.Where(prediction => LogAxis.Has(prediction.RealTimeFactor))];
        if (predictions.Length == 0)
        {
            return null;
        }

        var figure = new Figure("Prediction, not measured: real-time factor of more nodes")
        {
            PanelWidth = 820,
            PanelHeight = 400,
        };
        Plot panel = FigureStyle.NewPanel(
            "nodes, one partition each",
            "real-time factor",
            predictions.Any(prediction => prediction.ComputeOnly) ? "compute alone: what an exchange costs is not known" : "");
        foreach (Prediction prediction in predictions.Where(prediction => LogAxis.Has(prediction.Upper)))
        {
            // An interval that reaches down to 0 goes on below the axis.
            double low = Math.Log10(LogAxis.Has(prediction.Lower) ? prediction.Lower : prediction.RealTimeFactor * 1e-3);
            double x = Math.Log10(prediction.Nodes);
            var bar = panel.Add.Line(x, low, x, Math.Log10(prediction.Upper));
            bar.LineColor = FigureStyle.Vermilion;
            bar.LineWidth = FigureStyle.LineWidth;
        }

        var line = panel.Add.Scatter(
            LogAxis.Points(predictions.Select(prediction => ((double)prediction.Nodes, prediction.RealTimeFactor))),
            FigureStyle.Vermilion);
        line.LineWidth = FigureStyle.LineWidth;
        line.LinePattern = LinePattern.Dotted;
        line.MarkerShape = MarkerShape.OpenCircle;
        line.MarkerSize = 10;

        (double Nodes, double Factor)[] measured = [.. Measured(result)];
        panel.Add.Markers(LogAxis.Points(measured), MarkerShape.FilledCircle, 9, FigureStyle.Blue);
        panel.Add.HorizontalLine(0, FigureStyle.LineWidth, FigureStyle.Ink, LinePattern.Dashed);
        figure.AddLegendLine("predicted, with its 95 % interval", FigureStyle.Vermilion, LinePattern.Dotted);
        figure.AddLegendArea("measured, median", FigureStyle.Blue);
        figure.AddLegendLine("real time (RTF = 1)", FigureStyle.Ink, LinePattern.Dashed);
        double[] nodes = [.. predictions.Select(prediction => (double)prediction.Nodes), .. measured.Select(p => p.Nodes)];
        LogAxis.FitX(panel);
        LogAxis.SetTicksX(panel, nodes);
        LogAxis.FitY(panel);
        figure.Add(panel);
        return figure;
    }

    private static IEnumerable<(double Nodes, double Factor)> Measured(StudyResult result) =>
        (result.Plan.Kind.ComparesPartitions() ? result.Cases : [result.Cases[^1]])
        .Where(row => LogAxis.Has(row.RealTimeFactor))
        .Select(row => ((double)row.Partitions, row.RealTimeFactor));
}

using ScottPlot;
using SnnCluster.Experiments.Figures;

namespace SnnCluster.Experiments.Studies.Figures;

/// <summary>
/// Speed-up, efficiency and real-time factor against partitions, for studies that compare them; the first only for strong
/// scaling.
/// </summary>
internal static class ScalingFigure
{
    /// <summary>The figure; null where the study compares no partitions, or measured no time.</summary>
    public static Figure? Draw(StudyResult result)
    {
        if (!result.Plan.Kind.ComparesPartitions() || !result.Cases.Any(row => LogAxis.Has(row.RealTimeFactor)))
        {
            return null;
        }

        bool strong = result.Plan.Kind == StudyKind.StrongScaling;
        var figure = new Figure($"{result.Plan.Kind.Title()}: {result.Plan.Experiment.Name}", columns: strong ? 3 : 2)
        {
            PanelWidth = 430,
        };
        figure.AddLegendArea("median, with the smallest and largest", FigureStyle.Blue);
        figure.AddLegendLine("ideal", FigureStyle.Green, LinePattern.Dotted);
        figure.AddLegendLine("real time (RTF = 1)", FigureStyle.Ink, LinePattern.Dashed);
        CaseSummary[] cases = [.. result.Cases];
        double first = cases[0].Partitions;
        if (strong)
        {
            figure.Add(SpeedUp(cases, first));
        }

        figure.Add(Efficiency(cases, first));
        figure.Add(RealTimeFactor(cases));
        return figure;
    }

    private static Plot SpeedUp(CaseSummary[] cases, double first)
    {
        Plot panel = FigureStyle.NewPanel("partitions", "speed-up");
        var ideal = panel.Add.ScatterLine(
            LogAxis.Points(cases.Select(row => ((double)row.Partitions, row.Partitions / first))), FigureStyle.Green);
        ideal.LineWidth = FigureStyle.LineWidth;
        ideal.LinePattern = LinePattern.Dotted;
        AddPoints(panel, [.. cases.Select(row => (
            X(row), Math.Log10(row.SpeedUp), Math.Log10(row.SpeedUpMinimum), Math.Log10(row.SpeedUpMaximum)))]);
        LogAxis.FitY(panel);
        return WithPartitions(panel, cases);
    }

    private static Plot Efficiency(CaseSummary[] cases, double first)
    {
        Plot panel = FigureStyle.NewPanel("partitions", "efficiency");
        panel.Add.HorizontalLine(1, FigureStyle.LineWidth, FigureStyle.Green, LinePattern.Dotted);
        AddPoints(panel, [.. cases.Select(row => (
            X(row),
            row.Efficiency,
            row.SpeedUpMinimum * first / row.Partitions,
            row.SpeedUpMaximum * first / row.Partitions))]);
        AxisFit.YFromZero(panel);
        return WithPartitions(panel, cases);
    }

    private static Plot RealTimeFactor(CaseSummary[] cases)
    {
        Plot panel = FigureStyle.NewPanel("partitions", "real-time factor");
        panel.Add.HorizontalLine(0, FigureStyle.LineWidth, FigureStyle.Ink, LinePattern.Dashed);
        AddPoints(panel, [.. cases.Where(row => row.RealTimeFactorMinimum > 0).Select(row => (
            X(row),
            Math.Log10(row.RealTimeFactor),
            Math.Log10(row.RealTimeFactorMinimum),
            Math.Log10(row.RealTimeFactorMaximum)))]);
        LogAxis.FitY(panel);
        return WithPartitions(panel, cases);
    }

    private static Plot WithPartitions(Plot panel, CaseSummary[] cases)
    {
        LogAxis.FitX(panel);
        LogAxis.SetTicksX(panel, cases.Select(row => (double)row.Partitions));
        return panel;
    }

    private static double X(CaseSummary row) => Math.Log10(row.Partitions);

    private static void AddPoints(Plot panel, (double X, double Y, double Low, double High)[] points)
    {
        (double X, double Y, double Low, double High)[] finite =
            [.. points.Where(point => double.IsFinite(point.Y + point.Low + point.High))];
        if (finite.Length == 0)
        {
            return;
        }

        foreach ((double x, _, double low, double high) in finite)
        {
            panel.Add.Line(x, low, x, high).LineColor = FigureStyle.Blue;
        }

        var line = panel.Add.Scatter(
            finite.Select(point => point.X).ToArray(), finite.Select(point => point.Y).ToArray(), FigureStyle.Blue);
        line.LineWidth = FigureStyle.LineWidth;
        line.MarkerSize = 9;
    }
}

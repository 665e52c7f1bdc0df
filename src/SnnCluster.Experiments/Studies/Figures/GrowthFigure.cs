using ScottPlot;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Studies.Statistics;

namespace SnnCluster.Experiments.Studies.Figures;

/// <summary>Real-time factor against neurons and against synaptic events, with the fitted powers.</summary>
internal static class GrowthFigure
{
    /// <summary>The figure; null where the study does not vary the size, or measured no time.</summary>
    public static Figure? Draw(StudyResult result)
    {
        if (result.Plan.Kind.ComparesPartitions() || !result.Measurements.Any(run => LogAxis.Has(run.RealTimeFactor)))
        {
            return null;
        }

        var figure = new Figure("Growth of time with size", columns: 2) { PanelHeight = 400 };
        figure.AddLegendArea("a run", FigureStyle.Sky);
        figure.AddLegendArea("median", FigureStyle.Blue);
        figure.AddLegendLine("fit", FigureStyle.Vermilion);
        figure.AddLegendLine("real time (RTF = 1)", FigureStyle.Ink, LinePattern.Dashed);
        foreach ((string other, int i) in OthersOf(result).Select((other, i) => (other, i)))
        {
            figure.AddLegendArea(other, OfOther(i));
        }

        figure.Add(Panel(
            result, "neurons", "neurons", run => run.Neurons, row => row.Neurons));
        figure.Add(Panel(
            result,
            "synaptic events per simulated second",
            "synaptic events per simulated second",
            run => run.SynapticEvents / (run.SimulatedMs / 1000),
            row => row.EventsPerSimulatedSecond));
        return figure;
    }

    private static Plot Panel(
        StudyResult result,
        string of,
        string label,
        Func<StudyMeasurement, double> runSize,
        Func<CaseSummary, double> caseSize)
    {
        GrowthFit? fit = result.Growth.FirstOrDefault(fit => fit.Of == of);
        Plot panel = FigureStyle.NewPanel(label, "real-time factor", fit is null ? "" : Describe(fit));
        StudyMeasurement[] runs = [.. result.Measurements.Where(run => run.IsOurs && LogAxis.Has(runSize(run)) && LogAxis.Has(run.RealTimeFactor))];
        CaseSummary[] cases = [.. result.Cases.Where(row => row.IsOurs && LogAxis.Has(caseSize(row)) && LogAxis.Has(row.RealTimeFactor))];
        double[] xs = [.. runs.Select(runSize)];
        double[] ys = [.. runs.Select(run => run.RealTimeFactor)];
        panel.Add.Markers(LogAxis.Points(xs.Zip(ys)), MarkerShape.FilledCircle, 5, FigureStyle.Sky);
        panel.Add.Markers(
            LogAxis.Points(cases.Select(row => (caseSize(row), row.RealTimeFactor))),
            MarkerShape.FilledCircle,
            9,
            FigureStyle.Blue);
        if (fit is not null && xs.Length > 0)
        {
            double[] ends = [xs.Min(), xs.Max()];
            var line = panel.Add.ScatterLine(LogAxis.Points(ends.Select(x => (x, fit.At(x)))), FigureStyle.Vermilion);
            line.LineWidth = FigureStyle.LineWidth;
        }

        string[] others = OthersOf(result);
        for (int i = 0; i < others.Length; i++)
        {
            panel.Add.Markers(
                LogAxis.Points(result.Measurements.Where(run => run.Simulator == others[i] && LogAxis.Has(runSize(run)) && LogAxis.Has(run.RealTimeFactor))
                    .Select(run => (runSize(run), run.RealTimeFactor))),
                MarkerShape.OpenCircle,
                8,
                OfOther(i));
        }

        panel.Add.HorizontalLine(0, FigureStyle.LineWidth, FigureStyle.Ink, LinePattern.Dashed);
        LogAxis.FitX(panel);
        LogAxis.FitY(panel);
        return panel;
    }

    private static string[] OthersOf(StudyResult result) =>
        [.. result.Measurements.Where(run => !run.IsOurs).Select(run => run.Simulator).Distinct()];

    private static Color OfOther(int number) => FigureStyle.OfSeries(number + 2);

    private static string Describe(GrowthFit fit) => double.IsFinite(fit.Lower)
        ? $"exponent {NumberText.Significant(fit.Exponent)} "
            + $"({NumberText.Significant(fit.Lower)} to {NumberText.Significant(fit.Upper)}, 95 %)"
        : $"exponent {NumberText.Significant(fit.Exponent)}";
}

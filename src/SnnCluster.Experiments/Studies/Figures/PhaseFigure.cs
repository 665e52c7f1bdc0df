using ScottPlot;
using ScottPlot.TickGenerators;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Studies.Figures;

/// <summary>
/// Wall time by phase, stacked, for each case: the performance figure of Knight, Senk and Nowotny (2025) for this
/// simulator, with a line where the simulated time lies.
/// </summary>
internal static class PhaseFigure
{
    // A line at real time far above the bars would press them flat; from here on it is told in words.
    private const double LineWithin = 4;

    private static readonly (string Label, Color Color, Func<CaseSummary, double> Seconds)[] Phases =
    [
        ("update of neurons", FigureStyle.Green, row => row.UpdateSeconds),
        ("delivery of spikes", FigureStyle.Blue, row => row.DeliverSeconds),
        ("rewiring", FigureStyle.Orange, row => row.RewireSeconds),
        ("exchange", FigureStyle.Vermilion, row => row.ExchangeSeconds),
        ("record", FigureStyle.Purple, row => row.RecordSeconds),
    ];

    /// <summary>The figure; null where no time was measured.</summary>
    public static Figure? Draw(StudyResult result)
    {
        CaseSummary[] cases = [.. result.Cases.Where(row => row.IsOurs && LogAxis.Has(Phases.Sum(phase => phase.Seconds(row))))];
        if (cases.Length == 0)
        {
            return null;
        }

        double realTime = cases[0].SimulatedMs / 1000;
        double highest = cases.Max(row => Phases.Sum(phase => phase.Seconds(row)));
        bool showsLine = realTime <= LineWithin * highest;
        var figure = new Figure($"Wall time by phase, for {NumberText.Plain(realTime)} s of model time")
        {
            PanelWidth = Math.Max(820, 130 + (95 * cases.Length)),
            PanelHeight = 420,
        };
        Plot panel = FigureStyle.NewPanel(
            "",
            "wall time (s), median",
            showsLine
                ? ""
                : $"real time (RTF = 1) lies at {NumberText.Plain(realTime)} s, "
                    + $"{NumberText.Significant(realTime / highest)} times the highest bar");
        AddBars(panel, cases);
        foreach ((string label, Color color, _) in Phases)
        {
            figure.AddLegendArea(label, color);
        }

        double top = highest * 1.08;
        if (showsLine)
        {
            var line = panel.Add.HorizontalLine(realTime, FigureStyle.LineWidth, FigureStyle.Ink, LinePattern.Dashed);
            line.ExcludeFromLegend = true;
            figure.AddLegendLine("real time (RTF = 1)", FigureStyle.Ink, LinePattern.Dashed);
            top = Math.Max(top, realTime * 1.08);
        }

        panel.Axes.SetLimits(-0.6, cases.Length - 0.4, 0, top);
        panel.Axes.Bottom.TickGenerator = new NumericManual(
            [.. Enumerable.Range(0, cases.Length).Select(i => (double)i)],
            [.. cases.Select(row => $"{row.Case.Replace(", ", "\n", StringComparison.Ordinal)}\n{Neurons(row)}")]);
        panel.Axes.Bottom.MinimumSize = 70;
        figure.Add(panel);
        return figure;
    }

    private static string Neurons(CaseSummary row) => row.Neurons >= 100_000
        ? $"{NumberText.Significant(row.Neurons / 1e6)}M neurons"
        : $"{NumberText.Count(row.Neurons)} neurons";

    private static void AddBars(Plot panel, CaseSummary[] cases)
    {
        var bars = new List<Bar>();
        for (int i = 0; i < cases.Length; i++)
        {
            double below = 0;
            foreach ((_, Color color, Func<CaseSummary, double> seconds) in Phases)
            {
                double above = below + seconds(cases[i]);
                bars.Add(new Bar
                {
                    Position = i,
                    ValueBase = below,
                    Value = above,
                    FillColor = color,
                    LineWidth = 0,
                    Size = 0.6,
                });
                below = above;
            }
        }

        panel.Add.Bars(bars);
    }
}

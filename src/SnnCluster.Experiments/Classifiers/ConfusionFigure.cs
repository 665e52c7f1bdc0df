using ScottPlot;
using SnnCluster.Experiments.Figures;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>The confusion matrix: the share of each class's examples that was given each answer.</summary>
internal static class ConfusionFigure
{
    // Numbers in the cells are readable up to this many classes.
    private const int MostNumbers = 20;

    /// <summary>The figure; null where there are no examples.</summary>
    public static Figure? Draw(ConfusionRow[] rows)
    {
        if (rows.Length == 0)
        {
            return null;
        }

        int classes = ConfusionMatrix.ClassesOf(rows);
        var shares = new double[classes, classes];
        foreach (IGrouping<int, ConfusionRow> label in rows.GroupBy(row => row.Label))
        {
            double all = Math.Max(1, label.Sum(row => row.Count));
            foreach (ConfusionRow row in label)
            {
                shares[row.Label, row.Answer] = row.Count / all;
            }
        }

        var figure = new Figure($"Confusion matrix, {rows[0].Examples} examples (%)") { PanelWidth = 560, PanelHeight = 560 };
        Plot panel = figure.Add(FigureStyle.NewPanel("answer", "class"));
        for (int label = 0; label < classes; label++)
        {
            for (int answer = 0; answer < classes; answer++)
            {
                AddCell(panel, label, answer, shares[label, answer], classes <= MostNumbers);
            }
        }

        panel.Axes.SetLimits(-0.5, classes - 0.5, classes - 0.5, -0.5);
        FigureStyle.CountAlongX(panel);
        panel.Axes.Left.TickGenerator = FigureStyle.Ticks(spacing: 20, wholeNumbers: true);
        panel.HideGrid();
        return figure;
    }

    private static void AddCell(Plot panel, int label, int answer, double share, bool withNumber)
    {
        // A root, so that rare confusions are seen beside a diagonal near 100 %.
        double shade = Math.Sqrt(share);
        var cell = panel.Add.Rectangle(answer - 0.5, answer + 0.5, label - 0.5, label + 0.5);
        cell.FillColor = FigureStyle.Blue.WithAlpha(shade);
        cell.LineWidth = 0;
        if (withNumber && share > 0)
        {
            var text = panel.Add.Text(
                (100 * share).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture), answer, label);
            text.LabelAlignment = Alignment.MiddleCenter;
            text.LabelFontName = FigureStyle.Font;
            text.LabelFontSize = FigureStyle.TickSize;
            text.LabelFontColor = shade > 0.6 ? Colors.White : FigureStyle.Ink;
        }
    }
}

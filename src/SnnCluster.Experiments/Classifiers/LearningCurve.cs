using ScottPlot;
using SnnCluster.Experiments.Figures;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>Loss and accuracies over epochs.</summary>
internal static class LearningCurve
{
    /// <summary>The figure; null where no epoch was finished.</summary>
    public static Figure? Draw(EpochRow[] epochs)
    {
        if (epochs.Length == 0)
        {
            return null;
        }

        var figure = new Figure("Learning curve", columns: 2);
        Plot loss = figure.Add(FigureStyle.NewPanel("epoch", "mean loss of a training example"));
        AddLine(loss, epochs, epoch => epoch.Loss, FigureStyle.Blue);
        Count(loss, epochs);
        AxisFit.YOfChange(loss);
        Plot accuracy = figure.Add(FigureStyle.NewPanel("epoch", "answered right (%)"));
        (string Name, Func<EpochRow, double> Value, Color Color)[] curves =
        [
            ("training, while learning", epoch => epoch.TrainAccuracy, FigureStyle.Blue),
            ("validation", epoch => epoch.ValidationAccuracy, FigureStyle.Green),
            ("test", epoch => epoch.TestAccuracy, FigureStyle.Vermilion),
        ];
        foreach ((string name, Func<EpochRow, double> value, Color color) in curves)
        {
            if (AddLine(accuracy, epochs, epoch => 100 * value(epoch), color))
            {
                figure.AddLegendArea(name, color);
            }
        }

        Count(accuracy, epochs);
        AxisFit.YFromZero(accuracy);
        return figure;
    }

    private static bool AddLine(Plot panel, EpochRow[] epochs, Func<EpochRow, double> value, Color color)
    {
        EpochRow[] known = [.. epochs.Where(epoch => double.IsFinite(value(epoch)))];
        if (known.Length == 0)
        {
            return false;
        }

        var line = panel.Add.Scatter(known.Select(epoch => (double)epoch.Epoch).ToArray(), known.Select(value).ToArray(), color);
        line.LineWidth = FigureStyle.LineWidth;
        line.MarkerSize = known.Length <= 30 ? 6 : 0;
        return true;
    }

    private static void Count(Plot panel, EpochRow[] epochs)
    {
        AxisFit.X(panel, 0, epochs.Length + 0.5);
        FigureStyle.CountAlongX(panel);
    }
}

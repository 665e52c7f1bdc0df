using ScottPlot;

namespace SnnCluster.Experiments.Figures;

/// <summary>One of the curves of a figure.</summary>
/// <param name="Name">What the legend calls it; empty: nothing.</param>
/// <param name="X">Where its points are, along x.</param>
/// <param name="Y">The same along y; points that cannot be shown are left out.</param>
/// <param name="HasLine">Whether its points are joined; else they are marked.</param>
internal sealed record Curve(string Name, double[] X, double[] Y, bool HasLine = true);

/// <summary>A panel of curves of any numbers.</summary>
internal static class CurveFigure
{
    // The width of an axis must be a number, too.
    private const double Largest = 1e100;

    /// <summary>Whether there is a place for a value: it is a finite number of no more than 10^100 in size.</summary>
    public static bool IsShown(double value) => Math.Abs(value) <= Largest;

    public static Figure Draw(string title, string xLabel, string yLabel, IReadOnlyList<Curve> curves)
    {
        var figure = new Figure(title) { PanelWidth = 820 };
        Plot panel = figure.Add(FigureStyle.NewPanel(xLabel, yLabel));
        for (int i = 0; i < curves.Count; i++)
        {
            Curve curve = curves[i];
            Color color = FigureStyle.OfSeries(i);
            Coordinates[] points = [.. curve.X.Zip(curve.Y, (x, y) => new Coordinates(x, y)).Where(point => IsShown(point.X) && IsShown(point.Y))];
            var drawn = panel.Add.Scatter(points, color);
            drawn.LineWidth = curve.HasLine ? FigureStyle.LineWidth : 0;
            drawn.MarkerSize = curve.HasLine && points.Length > 1 ? 0 : 7;
            if (curve.Name.Length > 0)
            {
                figure.AddLegendLine(curve.Name, color);
            }
        }

        AxisFit.X(panel);
        AxisFit.YOfChange(panel);
        return figure;
    }
}

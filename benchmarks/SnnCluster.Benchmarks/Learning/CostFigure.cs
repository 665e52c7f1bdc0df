using ScottPlot;
using SnnCluster.Experiments.Figures;

namespace SnnCluster.Benchmarks.Learning;

/// <summary>Time of an example against its synaptic events: a floor that neurons and steps set, then a line.</summary>
internal static class CostFigure
{
    public static void Save(string directory, IEnumerable<(string Series, double Events, double Microseconds)> points)
    {
        var figure = new Figure("Time of learning an example, 512 hidden neurons, 80 steps");
        Plot panel = figure.Add(FigureStyle.NewPanel("spikes x synapses per source (thousand)", "forward and gradient (µs)"));
        Color[] colors = [FigureStyle.Blue, FigureStyle.Vermilion, FigureStyle.Green];
        int series = 0;
        foreach (var group in points.GroupBy(point => point.Series))
        {
            Color color = colors[series++ % colors.Length];
            var line = panel.Add.Scatter(
                group.Select(point => point.Events / 1000).ToArray(), group.Select(point => point.Microseconds).ToArray(), color);
            line.LineWidth = FigureStyle.LineWidth;
            line.MarkerSize = 6;
            figure.AddLegendArea(group.Key, color);
        }

        AxisFit.X(panel);
        AxisFit.YFromZero(panel);
        Directory.CreateDirectory(directory);
        figure.Save(directory, "cost");
    }
}

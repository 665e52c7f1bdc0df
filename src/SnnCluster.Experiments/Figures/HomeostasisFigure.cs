using ScottPlot;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Experiments.Figures;

/// <summary>Calcium of the populations that grow synaptic elements, and the synapses that come of them, over time: as Butz and van Ooyen (2013) show them.</summary>
internal static class HomeostasisFigure
{
    private const string Calcium = $"mean-{SynapticElements.Calcium}";

    /// <summary>The figure; null where no calcium was recorded.</summary>
    public static Figure? Draw(ReportData data)
    {
        var figure = new Figure("Calcium and synapses", columns: 2) { PanelWidth = 520 };
        Plot calcium = FigureStyle.NewPanel("time (s)", "mean calcium");
        Add(figure, calcium, data, Calcium, data.Summary.Populations.Select(population => population.Name), first: 0);
        if (!calcium.GetPlottables().Any())
        {
            return null;
        }

        figure.Add(calcium);
        Plot synapses = FigureStyle.NewPanel("time (s)", "synapses");
        Add(figure, synapses, data, "synapses", data.Summary.Projections.Select(projection => projection.Name), data.Summary.Populations.Count);
        if (synapses.GetPlottables().Any())
        {
            figure.Add(synapses);
        }

        foreach (Plot panel in figure.Panels)
        {
            AxisFit.X(panel);
            AxisFit.YFromZero(panel);
        }

        return figure;
    }

    private static void Add(Figure figure, Plot panel, ReportData data, string quantity, IEnumerable<string> names, int first)
    {
        foreach (string name in names)
        {
            if (data.SeriesOf(quantity, name) is { } series)
            {
                Color color = FigureStyle.OfSeries(first++);
                var line = panel.Add.Scatter(series.Times, series.Values, color);
                line.LineWidth = FigureStyle.LineWidth;
                line.MarkerSize = 0;
                figure.AddLegendLine(name, color);
            }
        }
    }
}

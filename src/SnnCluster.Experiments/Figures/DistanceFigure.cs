using ScottPlot;

namespace SnnCluster.Experiments.Figures;

/// <summary>Connection probability and mean weight against distance, at the start, in between and at the end.</summary>
internal static class DistanceFigure
{
    /// <summary>The figure; null where neither was recorded.</summary>
    public static Figure? Draw(ReportData data, string projection)
    {
        var probabilities = data.ProfilesOf("connection-probability", projection);
        var weights = data.ProfilesOf("mean-weight", projection);
        double[] times = Pick([.. probabilities.Keys.Union(weights.Keys).Order()]);
        if (times.Length == 0)
        {
            return null;
        }

        var figure = new Figure(
            $"{projection}: connectivity by distance", probabilities.Count > 0 && weights.Count > 0 ? 2 : 1);
        for (int i = 0; i < times.Length; i++)
        {
            (Color color, LinePattern pattern, _) = Style(i, times.Length);
            figure.AddLegendLine($"{times[i] / 1000:0.###} s", color, pattern);
        }

        int last = LastBin(probabilities.Count > 0 ? probabilities : weights);
        AddPanel(figure, probabilities, times, last, "connection probability");
        AddPanel(figure, weights, times, last, "mean weight");
        return figure;
    }

    /// <summary>Start, end, and what is closest to a third and two thirds of the way.</summary>
    private static double[] Pick(double[] times)
    {
        if (times.Length <= 4)
        {
            return times;
        }

        double span = times[^1] - times[0];
        return [.. new[] { 0, span / 3, 2 * span / 3, span }
            .Select(after => times.MinBy(time => Math.Abs(time - times[0] - after)))
            .Distinct()];
    }

    private static void AddPanel(
        Figure figure,
        SortedDictionary<double, List<(int Bin, double Value)>> profiles,
        double[] times,
        int last,
        string label)
    {
        if (profiles.Count == 0)
        {
            return;
        }

        Plot panel = figure.Add(FigureStyle.NewPanel("distance, rounded down (grid positions)", label));
        for (int i = 0; i < times.Length; i++)
        {
            if (!profiles.TryGetValue(times[i], out List<(int Bin, double Value)>? profile))
            {
                continue;
            }

            (Color color, LinePattern pattern, MarkerShape shape) = Style(i, times.Length);
            var shown = profile.Where(point => point.Bin <= last).ToArray();
            var line = panel.Add.Scatter(
                shown.Select(point => (double)point.Bin).ToArray(),
                shown.Select(point => point.Value).ToArray(),
                color);
            line.LineWidth = FigureStyle.LineWidth;
            line.LinePattern = pattern;
            line.MarkerShape = shape;
            line.MarkerSize = 7;
        }

        AxisFit.YFromZero(panel);
        panel.Axes.SetLimitsX(-0.4, last + 0.4);
        FigureStyle.CountAlongX(panel);
    }

    // The farthest bin that ever holds more than a thousandth of the largest value; where all are 0, the farthest.
    private static int LastBin(SortedDictionary<double, List<(int Bin, double Value)>> profiles)
    {
        var points = profiles.Values.SelectMany(profile => profile).ToArray();
        double largest = points.Select(point => point.Value).DefaultIfEmpty(0).Max();
        return points.Where(point => point.Value > largest / 1000).DefaultIfEmpty(points.MaxBy(point => point.Bin))
            .Max(point => point.Bin);
    }

    private static (Color Color, LinePattern Pattern, MarkerShape Shape) Style(int index, int count)
    {
        if (index == 0)
        {
            return (FigureStyle.Ink, LinePattern.Dashed, MarkerShape.OpenCircle);
        }

        if (index == count - 1)
        {
            return (FigureStyle.Vermilion, LinePattern.Solid, MarkerShape.FilledCircle);
        }

        return index == 1
            ? (FigureStyle.Sky, LinePattern.Solid, MarkerShape.FilledSquare)
            : (FigureStyle.Blue, LinePattern.Solid, MarkerShape.FilledTriangleUp);
    }
}

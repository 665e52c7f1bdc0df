using ScottPlot;
using ScottPlot.Panels;
using SnnCluster.Experiments.Analysis;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Figures;

/// <summary>
/// Connection probability and mean weight by displacement of source and target, at the start and at the end, in maps
/// that share one colour scale each.
/// </summary>
internal sealed class DisplacementFigure(ReportData data)
{
    // Half the side of the largest map: what lies farther out on a large grid would only make the rest small.
    private const int LargestReach = 16;

    // A viewer may smooth the image in an SVG file; with cells of this many pixels that is not seen.
    private const int PixelsPerCell = 16;

    // The layout is fixed, so that cells are square and all maps of a figure have one size.
    private const float MapSize = 300;
    private const float ColorBarWidth = 105;
    private static readonly PixelPadding Beside = new(left: 70, right: 24, bottom: 62, top: 42);

    // A file has the synapses of all projections, and is large: it is read once.
    private readonly Lazy<Dictionary<string, DisplacementMap>> _start = new(() => Load(data, RunFiles.ConnectivityStart));
    private readonly Lazy<Dictionary<string, DisplacementMap>> _end = new(() => Load(data, RunFiles.ConnectivityEnd));

    /// <summary>The figure of a projection; null without a grid or without synapses on file.</summary>
    public Figure? Draw(string projection)
    {
        DisplacementMap? start = _start.Value.GetValueOrDefault(projection);
        DisplacementMap? end = _end.Value.GetValueOrDefault(projection);
        return start is { HasSynapses: true } || end is { HasSynapses: true } ? Draw(projection, start, end) : null;
    }

    private Figure Draw(string projection, DisplacementMap? start, DisplacementMap? end)
    {
        var maps = new List<(string When, DisplacementMap Map)>();
        if (start is not null)
        {
            maps.Add(("at the start", start));
        }

        if (end is not null)
        {
            maps.Add(($"after {data.Summary.SimulatedMs / 1000:0.###} s", end));
        }

        int reach = maps.Max(map => Reach(map.Map));
        CoordinateRect bounds = Bounds(maps[0].Map, reach);
        var figure = new Figure($"{projection}: connectivity by displacement", maps.Count)
        {
            PanelWidth = MapSize + Beside.Horizontal,
            PanelHeight = (float)(MapSize * bounds.Height / bounds.Width) + Beside.Vertical,
            LastColumnExtra = ColorBarWidth,
        };
        AddRow(figure, maps, reach, "connection probability", (map, dx, dy) => map.ConnectionProbability(dx, dy));
        AddRow(figure, maps, reach, "mean weight", (map, dx, dy) => map.MeanWeight(dx, dy));
        return figure;
    }

    private static void AddRow(
        Figure figure,
        List<(string When, DisplacementMap Map)> maps,
        int reach,
        string quantity,
        Func<DisplacementMap, int, int, double> value)
    {
        var images = maps.Select(map => Sample(map.Map, reach, value)).ToArray();
        double[] finite = [.. images.SelectMany(image => image.Cast<double>()).Where(double.IsFinite)];
        double low = Math.Min(0, finite.DefaultIfEmpty(0).Min());
        double high = Math.Max(0, finite.DefaultIfEmpty(0).Max());
        var scale = new ColorScale(new ScottPlot.Range(low, high > low ? high : low + 1));
        for (int i = 0; i < maps.Count; i++)
        {
            Plot panel = FigureStyle.NewPanel("dx (grid positions)", "dy (grid positions)", $"{quantity} {maps[i].When}");
            CoordinateRect bounds = Bounds(maps[i].Map, reach);
            AddMap(panel, images[i], bounds, scale);
            panel.HideGrid();
            panel.Axes.SetLimits(bounds);
            bool isLast = i == maps.Count - 1;
            panel.Layout.Fixed(Beside with { Right = Beside.Right + (isLast ? ColorBarWidth : 0) });
            if (isLast)
            {
                ColorBar bar = panel.Add.ColorBar(scale);
                bar.Label = quantity;
                bar.LabelStyle.FontName = FigureStyle.Font;
                bar.LabelStyle.FontSize = FigureStyle.LabelSize;
                bar.LabelStyle.Bold = false;
                bar.Axis.TickGenerator = FigureStyle.Ticks(spacing: 25);
                bar.Axis.TickLabelStyle.FontName = FigureStyle.Font;
                bar.Axis.MinorTickStyle.Length = 0;
                bar.Axis.TickLabelStyle.FontSize = FigureStyle.TickSize;
            }

            figure.Add(panel);
        }
    }

    private static void AddMap(Plot panel, double[,] image, CoordinateRect bounds, ColorScale scale)
    {
        // The library refuses an image without a number: the mean weight of a projection that has no synapse yet.
        if (!image.Cast<double>().Any(double.IsFinite))
        {
            var nothing = panel.Add.Rectangle(bounds);
            nothing.FillColor = FigureStyle.NoData;
            nothing.LineWidth = 0;
            return;
        }

        var heat = panel.Add.Heatmap(image);
        heat.ManualRange = scale.GetRange();
        heat.Colormap = scale.Colormap;
        heat.NaNCellColor = FigureStyle.NoData;
        heat.Rectangle = bounds;
    }

    private static CoordinateRect Bounds(DisplacementMap map, int reach) => new(
        Math.Max(map.FirstX, -reach) - 0.5,
        Math.Min(map.LastX, reach) + 0.5,
        Math.Max(map.FirstY, -reach) - 0.5,
        Math.Min(map.LastY, reach) + 0.5);

    private static double[,] Sample(DisplacementMap map, int reach, Func<DisplacementMap, int, int, double> value)
    {
        CoordinateRect bounds = Bounds(map, reach);
        int firstX = (int)Math.Ceiling(bounds.Left);
        int lastY = (int)Math.Floor(bounds.Top);
        int columns = (int)bounds.Width;
        int rows = (int)bounds.Height;
        var image = new double[rows * PixelsPerCell, columns * PixelsPerCell];
        for (int row = 0; row < rows * PixelsPerCell; row++)
        {
            for (int column = 0; column < columns * PixelsPerCell; column++)
            {
                image[row, column] = value(map, firstX + (column / PixelsPerCell), lastY - (row / PixelsPerCell));
            }
        }

        return image;
    }

    /// <summary>The smallest square round displacement 0 that holds 99.9 % of the synapses, within limits.</summary>
    private static int Reach(DisplacementMap map)
    {
        int farthest = Math.Max(-map.FirstX, -map.FirstY);
        long[] byReach = new long[farthest + 1];
        for (int dy = map.FirstY; dy <= map.LastY; dy++)
        {
            for (int dx = map.FirstX; dx <= map.LastX; dx++)
            {
                byReach[Math.Max(Math.Abs(dx), Math.Abs(dy))] += map.Synapses(dx, dy);
            }
        }

        double enough = 0.999 * byReach.Sum();
        long held = 0;
        int reach = 0;
        while (reach < farthest && (held += byReach[reach]) < enough)
        {
            reach++;
        }

        return Math.Clamp(reach, LargestReach / 2, LargestReach);
    }

    /// <summary>What all maps of a row have in common, and the colour bar shows.</summary>
    private sealed class ColorScale(ScottPlot.Range range) : IHasColorAxis
    {
        public IColormap Colormap { get; } = new ScottPlot.Colormaps.Viridis();

        public ScottPlot.Range GetRange() => range;
    }

    private static Dictionary<string, DisplacementMap> Load(ReportData data, string name)
    {
        var maps = new Dictionary<string, DisplacementMap>();
        if (!data.Has(name))
        {
            return maps;
        }

        foreach (ProjectionSummary projection in data.Summary.Projections)
        {
            if (data.GridOf(projection) is GridGeometry grid)
            {
                maps.Add(projection.Name, new DisplacementMap(grid));
            }
        }

        foreach (ProjectionSynapse[] group in ConnectivityFile.ReadGroups(data.Directory, name))
        {
            foreach (ProjectionSynapse row in group)
            {
                if (maps.TryGetValue(row.Projection, out DisplacementMap? map))
                {
                    if (!map.Holds(row.Synapse))
                    {
                        throw new InvalidDescriptionException(
                            $"{name} has a synapse of {row.Projection} from neuron {row.Synapse.Source} to {row.Synapse.Target}: "
                            + $"must be 0 to {map.Size - 1}");
                    }

                    map.Add(row.Synapse);
                }
            }
        }

        return maps;
    }
}

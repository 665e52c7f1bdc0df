using ScottPlot;
using ScottPlot.TickGenerators;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sweeps;

/// <summary>
/// A column of a sweep's table over one or two parameters: means over all runs of a place, with standard deviations where there are several, as points along the
/// first parameter, with a line for each value of the second.
/// </summary>
internal static class SweepFigure
{
    private const string MeanRates = "meanRateHz.";

    /// <summary>Draws the figures that the options name, or those of mean rates, over the first two swept parameters or those that a figure names.</summary>
    public static FigureFiles Write(SweepPlan plan, SweepTable table)
    {
        IReadOnlyList<string> wanted = plan.Options.Figures.Count > 0 ? plan.Options.Figures
            : [.. table.Columns.Where(column => column.StartsWith(MeanRates, StringComparison.Ordinal))];
        return plan.Swept.Count == 0 || table.Rows == 0
            ? FigureFiles.None
            : FigureFiles.Write(plan.Folder, wanted.Select(text => new NamedFigure(PartName.InFileName(text), () => Draw(plan, table, text))));
    }

    private static Figure Draw(SweepPlan plan, SweepTable table, string text)
    {
        string[] parts = text.Split(':', 2);
        string column = Known(parts[0], table.Columns, "column");
        string[] over = parts.Length == 1 ? [.. plan.Swept.Take(2)] : [.. parts[1].Split(',').Select(name => Known(name, plan.Swept, "swept parameter"))];
        if (over.Length > 2)
        {
            throw new InvalidDescriptionException($"--figure is '{text}': is over one or two parameters");
        }

        if (Enumerable.Range(0, table.Rows).All(row => double.IsNaN(table.Number(row, column))))
        {
            throw new InvalidDescriptionException($"--figure is '{text}': the column holds no numbers");
        }

        var figure = new Figure($"{plan.Experiment.Name}: {column}");
        Plot panel = figure.Add(FigureStyle.NewPanel(over[0], column));
        object[] places = [.. Enumerable.Range(0, table.Rows).Select(row => table[row, over[0]]!).Distinct()];
        bool areNumbers = Array.TrueForAll(places, place => place is double);
        object?[] lines = over.Length == 1 ? [null] : [.. Enumerable.Range(0, table.Rows).Select(row => table[row, over[1]]).Distinct()];
        for (int line = 0; line < lines.Length; line++)
        {
            object? value = lines[line];
            Color color = FigureStyle.OfSeries(line);
            AddLine(panel, places, areNumbers, color, place =>
            [
                .. Enumerable.Range(0, table.Rows)
                    .Where(row => Equals(table[row, over[0]], place) && (value is null || Equals(table[row, over[1]], value)))
                    .Select(row => table.Number(row, column)).Where(double.IsFinite),
            ]);
            if (value is not null)
            {
                figure.AddLegendLine($"{over[1]} {(value is double number ? NumberText.Plain(number) : value)}", color);
            }
        }

        if (!areNumbers)
        {
            panel.Axes.Bottom.TickGenerator = new NumericManual([.. places.Select((_, i) => (double)i)], [.. places.Select(place => $"{place}")]);
        }

        AxisFit.X(panel);
        AxisFit.YFromZero(panel);
        return figure;
    }

    private static void AddLine(Plot panel, object[] places, bool areNumbers, Color color, Func<object, double[]> valuesAt)
    {
        var points = new List<(double X, double Y)>();
        for (int i = 0; i < places.Length; i++)
        {
            double[] values = valuesAt(places[i]);
            if (values.Length == 0)
            {
                continue;
            }

            double x = areNumbers ? (double)places[i] : i;
            double mean = values.Average();
            points.Add((x, mean));
            if (values.Length > 1)
            {
                double deviation = Math.Sqrt(values.Sum(one => (one - mean) * (one - mean)) / (values.Length - 1));
                panel.Add.ErrorBar([x], [mean], yErrors: [deviation]).Color = color;
            }
        }

        (double X, double Y)[] ordered = [.. points.OrderBy(point => point.X)];
        var scatter = panel.Add.Scatter(ordered.Select(point => point.X).ToArray(), ordered.Select(point => point.Y).ToArray(), color);
        scatter.LineWidth = FigureStyle.LineWidth;
    }

    private static string Known(string name, IReadOnlyList<string> there, string what) => there.Contains(name)
        ? name
        : throw new InvalidDescriptionException($"--figure has '{name}': there is no such {what}{NearestName.Hint(name, there)}");
}

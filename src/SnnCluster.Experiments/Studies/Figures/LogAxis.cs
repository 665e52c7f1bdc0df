using ScottPlot;
using ScottPlot.TickGenerators;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Studies.Figures;

/// <summary>
/// Logarithmic axes. The library draws on linear ones, so that what is plotted are decimal logarithms, and ticks carry the
/// numbers that they stand for.
/// </summary>
internal static class LogAxis
{
    /// <summary>Whether a logarithmic axis has a place for a number.</summary>
    public static bool Has(double value) => value > 0 && double.IsFinite(value);

    /// <summary>Points on two logarithmic axes.</summary>
    public static Coordinates[] Points(IEnumerable<(double X, double Y)> points) =>
        [.. points.Select(point => new Coordinates(Math.Log10(point.X), Math.Log10(point.Y)))];

    /// <summary>Sets the range of x to what the panel shows, and puts ticks on it.</summary>
    public static void FitX(Plot panel)
    {
        (double from, double to) = Range(AxisFit.Xs(panel));
        panel.Axes.SetLimitsX(from, to);
        panel.Axes.Bottom.TickGenerator = Ticks(from, to, most: 8);
    }

    /// <summary>Sets the range of y to what the panel shows, and puts ticks on it.</summary>
    public static void FitY(Plot panel)
    {
        (double from, double to) = Range(AxisFit.Ys(panel));
        panel.Axes.SetLimitsY(from, to);
        panel.Axes.Left.TickGenerator = Ticks(from, to, most: 8);
    }

    /// <summary>Ticks at exactly these numbers along x.</summary>
    public static void SetTicksX(Plot panel, IEnumerable<double> values)
    {
        double[] numbers = [.. values.Distinct().Order()];
        panel.Axes.Bottom.TickGenerator = new NumericManual(
            [.. numbers.Select(Math.Log10)], [.. numbers.Select(NumberText.Plain)]);
    }

    // Some space beside the outermost points, and at least a factor of two in all.
    private static (double From, double To) Range(IEnumerable<double> values)
    {
        double[] logs = [.. values.Where(double.IsFinite)];
        if (logs.Length == 0)
        {
            return (0, 1);
        }

        double margin = Math.Max(0.15, 0.06 * (logs.Max() - logs.Min()));
        return (logs.Min() - margin, logs.Max() + margin);
    }

    private static NumericManual Ticks(double from, double to, int most)
    {
        double[][] mantissas = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]];
        double[] ticks = [];
        foreach (double[] choice in mantissas)
        {
            ticks = [.. Between(from, to, choice)];
            if (ticks.Length <= most)
            {
                break;
            }
        }

        int every = (ticks.Length / most) + 1;
        double[] kept = [.. ticks.Where((_, i) => i % every == 0)];
        return new NumericManual([.. kept.Select(Math.Log10)], [.. kept.Select(Label)]);
    }

    private static IEnumerable<double> Between(double low, double high, double[] mantissas) =>
        from decade in Enumerable.Range((int)Math.Floor(low), (int)Math.Ceiling(high) - (int)Math.Floor(low) + 1)
        from mantissa in mantissas
        let value = mantissa * Math.Pow(10, decade)
        where Math.Log10(value) >= low && Math.Log10(value) <= high
        select value;

    private static string Label(double value) => value switch
    {
        >= 1e12 => value.ToString("0E+0", System.Globalization.CultureInfo.InvariantCulture),
        >= 1e9 => $"{NumberText.Plain(Math.Round(value / 1e9))}G",
        >= 1e6 => $"{NumberText.Plain(Math.Round(value / 1e6))}M",
        >= 1e4 => $"{NumberText.Plain(Math.Round(value / 1e3))}k",
        >= 1 => NumberText.Plain(Math.Round(value)),
        _ => value.ToString("G2", System.Globalization.CultureInfo.InvariantCulture),
    };
}

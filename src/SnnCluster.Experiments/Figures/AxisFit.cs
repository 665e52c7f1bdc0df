using ScottPlot;

namespace SnnCluster.Experiments.Figures;

/// <summary>
/// Ranges of axes. All that a panel shows lies within them, with some room to the frame, which would cut lines and
/// markers in two; a constant is seen as one.
/// </summary>
internal static class AxisFit
{
    // Shares of a range: along x, above, and below a line at the lowest value.
    private const double Beside = 0.02;
    private const double Above = 0.08;
    private const double Below = 0.03;

    // A range of changes is at least this share of the values, so that rounding is not shown as a change.
    private const double LeastChange = 0.001;

    /// <summary>Along x: the data; an only value that is not 0 stands in the middle.</summary>
    /// <param name="panel">The panel, with its data.</param>
    /// <param name="least">What must be within too.</param>
    public static void X(Plot panel, params IEnumerable<double> least)
    {
        (double low, double high) = Range(least.Concat(Xs(panel)));
        if (high > low)
        {
            double room = Beside * (high - low);
            panel.Axes.SetLimitsX(low - room, high + room);
        }
        else if (low == 0)
        {
            panel.Axes.SetLimitsX(-Beside, 1);
        }
        else
        {
            double half = 0.5 * Math.Abs(low);
            panel.Axes.SetLimitsX(low - half, high + half);
        }
    }

    /// <summary>Along y, for what is compared with nothing: from 0 to the data.</summary>
    /// <param name="panel">The panel, with its data.</param>
    /// <param name="hasLines">Whether there are lines, which are cut where they lie on the frame; bars are not.</param>
    public static void YFromZero(Plot panel, bool hasLines = true)
    {
        (double low, double high) = Range(Ys(panel).Append(0));
        if (low == high)
        {
            high = 1;
        }

        double below = low < 0 ? Above : hasLines ? Below : 0;
        double above = high > 0 ? Above : Below;
        panel.Axes.SetLimitsY(low - (below * (high - low)), high + (above * (high - low)));
    }

    /// <summary>
    /// Along y, for what is compared with itself: the data, and 0 only where they come near it or do not change, since
    /// beside 0 a small change would be a flat line.
    /// </summary>
    /// <param name="panel">The panel, with its data.</param>
    public static void YOfChange(Plot panel)
    {
        (double low, double high) = Range(Ys(panel));
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        if (low == high || high - low > largest / 2)
        {
            YFromZero(panel);
            return;
        }

        double lacking = Math.Max(0, (LeastChange * largest) - (high - low));
        (low, high) = (low - (lacking / 2), high + (lacking / 2));
        double room = Above * (high - low);
        panel.Axes.SetLimitsY(low - room, high + room);
    }

    /// <summary>The ends of all that a panel shows, along x; not a number, or infinite, where there are none.</summary>
    public static IEnumerable<double> Xs(Plot panel) =>
        panel.GetPlottables().Select(shown => shown.GetAxisLimits()).SelectMany(limits => new[] { limits.Left, limits.Right });

    /// <summary>The same along y.</summary>
    public static IEnumerable<double> Ys(Plot panel) =>
        panel.GetPlottables().Select(shown => shown.GetAxisLimits()).SelectMany(limits => new[] { limits.Bottom, limits.Top });

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length > 0 ? (finite.Min(), finite.Max()) : (0, 0);
    }
}

using SnnCluster.Experiments.Figures;
using SnnCluster.Model.Networks;

namespace SnnCluster;

/// <summary>A picture, of a run or of any numbers.</summary>
public sealed class Plot
{
    private const int UsualBins = 40;
    private readonly Figure _figure;

    internal Plot(Figure figure) => _figure = figure;

    /// <summary>A line through points.</summary>
    /// <param name="x">Where they are along x.</param>
    /// <param name="y">The same along y, as many; what is no finite number or beyond 10^100 is left out.</param>
    /// <param name="xLabel">What x is, with its unit.</param>
    /// <param name="yLabel">What y is, with its unit.</param>
    /// <param name="title">Title; none by default.</param>
    /// <exception cref="InvalidDescriptionException">There are not as many of both.</exception>
    public static Plot Line(ReadOnlySpan<double> x, ReadOnlySpan<double> y, string xLabel, string yLabel, string title = "") =>
        Of(title, xLabel, yLabel, [CurveOf("", x, y)]);

    /// <summary>Points that are not joined.</summary>
    /// <param name="x">Where they are along x.</param>
    /// <param name="y">The same along y, as many; what is no finite number or beyond 10^100 is left out.</param>
    /// <param name="xLabel">What x is, with its unit.</param>
    /// <param name="yLabel">What y is, with its unit.</param>
    /// <param name="title">Title; none by default.</param>
    /// <exception cref="InvalidDescriptionException">There are not as many of both.</exception>
    public static Plot Points(ReadOnlySpan<double> x, ReadOnlySpan<double> y, string xLabel, string yLabel, string title = "") =>
        Of(title, xLabel, yLabel, [CurveOf("", x, y) with { HasLine = false }]);

    /// <summary>Several lines over the same x, with a legend.</summary>
    /// <param name="x">Where points are along x.</param>
    /// <param name="xLabel">What x is, with its unit.</param>
    /// <param name="yLabel">What y is, with its unit.</param>
    /// <param name="lines">Name of each, and where its points are along y, as many as of x.</param>
    /// <exception cref="InvalidDescriptionException">There are not as many of both.</exception>
    public static Plot Lines(ReadOnlySpan<double> x, string xLabel, string yLabel, params (string Name, double[] Y)[] lines)
    {
        var curves = new List<Curve>();
        foreach ((string name, double[] y) in lines)
        {
            curves.Add(CurveOf(name, x, y));
        }

        return Of("", xLabel, yLabel, curves);
    }

    /// <summary>How often values are in each of equal bins from the least to the largest.</summary>
    /// <param name="values">The values; what is no finite number or beyond 10^100 is left out.</param>
    /// <param name="label">What they are, with their unit.</param>
    /// <param name="bins">Number of bins, 1 to 10,000.</param>
    /// <param name="title">Title; none by default.</param>
    /// <exception cref="InvalidDescriptionException">The number of bins is out of range.</exception>
    public static Plot Histogram(ReadOnlySpan<double> values, string label, int bins = UsualBins, string title = "") =>
        Histogram(title, label, bins, ("", values.ToArray()));

    /// <summary>Writes it. A file of that name is replaced.</summary>
    /// <param name="path">The file, .png or .svg.</param>
    /// <exception cref="InvalidDescriptionException">Its name ends otherwise.</exception>
    public void Save(string path) => _figure.SaveAs(TableFile.FullPath(path, ".png", ".svg"));

    /// <summary>How often the values of some groups are in each of equal bins, which are the same for all.</summary>
    internal static Plot Histogram(string title, string label, int bins, params (string Name, double[] Values)[] groups)
    {
        var errors = new ValidationErrors();
        errors.Within("number of bins", bins, 1, 10_000);
        errors.ThrowIfAny();
        double[] all = [.. groups.SelectMany(group => group.Values).Where(CurveFigure.IsShown)];
        double least = all.DefaultIfEmpty(0).Min();
        double width = (all.DefaultIfEmpty(0).Max() - least) / bins;
        width = width > 0 ? width : 1;
        double[] centres = [.. Enumerable.Range(0, bins).Select(bin => least + ((bin + 0.5) * width))];
        return Of(title, label, "values per bin", [.. groups.Select(group => new Curve(group.Name, centres, CountsOf(group.Values)))]);

        double[] CountsOf(double[] values)
        {
            var counts = new double[bins];
            foreach (double value in values.Where(CurveFigure.IsShown))
            {
                counts[Math.Min(bins - 1, (int)((value - least) / width))]++;
            }

            return counts;
        }
    }

    /// <summary>Curves in one panel.</summary>
    internal static Plot Of(string title, string xLabel, string yLabel, IReadOnlyList<Curve> curves) => new(CurveFigure.Draw(title, xLabel, yLabel, curves));

    private static Curve CurveOf(string name, ReadOnlySpan<double> x, ReadOnlySpan<double> y) => x.Length == y.Length
        ? new Curve(name, x.ToArray(), y.ToArray())
        : throw new InvalidDescriptionException($"a line has {x.Length} points along x and {y.Length} along y: must be equally many");
}

using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Experiments.Studies.Statistics;

/// <summary>
/// How time grows with size: y = factor · x^exponent, fitted by least squares to the logarithms of both.
/// </summary>
/// <param name="Of">What x is, such as "neurons".</param>
/// <param name="Exponent">The exponent: 1 where twice the size takes twice the time.</param>
/// <param name="StandardError">Its standard error; NaN with fewer than three points.</param>
/// <param name="Lower">Lower end of its 95 % interval, from Student's t.</param>
/// <param name="Upper">Upper end of its 95 % interval.</param>
/// <param name="Factor">The factor: y at x = 1.</param>
/// <param name="Points">Points that were fitted.</param>
public sealed record GrowthFit(
    string Of, double Exponent, double StandardError, double Lower, double Upper, double Factor, int Points)
{
    /// <summary>The fitted y at an x above 0.</summary>
    public double At(double x) => Factor * Math.Pow(x, Exponent);

    /// <summary>Fits points.</summary>
    /// <param name="of">What x is.</param>
    /// <param name="x">Sizes.</param>
    /// <param name="y">Times. Points that are not above 0 in both are left out: they have no logarithm.</param>
    /// <returns>The fit, or null with fewer than two different sizes.</returns>
    public static GrowthFit? Fit(string of, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        (double X, double Y)[] points =
        [
            .. x.Zip(y).Where(point => point.First > 0 && point.Second > 0)
                .Select(point => (PortableMath.Log(point.First), PortableMath.Log(point.Second))),
        ];
        if (points.Select(point => point.X).Distinct().Count() < 2)
        {
            return null;
        }

        // Around the mean, the slope does not depend on the height.
        double centre = points.Average(point => point.X);
        LeastSquares? fit = LeastSquares.Fit(
            [.. points.Select(point => new[] { 1, point.X - centre })], [.. points.Select(point => point.Y)]);
        if (fit is null)
        {
            return null;
        }

        double exponent = fit.Coefficients[1];
        double error = fit.StandardError(1);
        double reach = StudentT.Bound(0.95, fit.Freedom) * error;
        double factor = PortableMath.Exp(fit.Coefficients[0] - (exponent * centre));
        return new GrowthFit(of, exponent, error, exponent - reach, exponent + reach, factor, points.Length);
    }
}

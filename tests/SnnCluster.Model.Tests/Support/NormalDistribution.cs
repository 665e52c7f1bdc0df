namespace SnnCluster.Model.Tests.Support;

/// <summary>The standard normal distribution, computed independently of the code under test.</summary>
internal static class NormalDistribution
{
    /// <summary>
    /// The probability below <paramref name="x"/>: near 0 the series x + x³/3 + x⁵/(3·5) + …,
    /// further out Laplace's continued fraction for the tail, which keeps the relative accuracy of small probabilities.
    /// </summary>
    public static double Below(double x)
    {
        double density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        if (Math.Abs(x) < 1)
        {
            double term = x;
            double sum = x;
            for (int k = 3; Math.Abs(term) > 1e-18; k += 2)
            {
                term *= x * x / k;
                sum += term;
            }

            return 0.5 + (density * sum);
        }

        double fraction = Math.Abs(x);
        for (int k = 400; k >= 1; k--)
        {
            fraction = Math.Abs(x) + (k / fraction);
        }

        return x < 0 ? density / fraction : 1 - (density / fraction);
    }
}

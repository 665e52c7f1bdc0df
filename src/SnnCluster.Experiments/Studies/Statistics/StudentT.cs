namespace SnnCluster.Experiments.Studies.Statistics;

/// <summary>Student's t distribution, for the intervals of fits.</summary>
public static class StudentT
{
    /// <summary>
    /// The chance that a t number lies between -t and t, by the finite sums for whole degrees of freedom (Abramowitz and
    /// Stegun 1964, 26.7.3 and 26.7.4), which need no special function.
    /// </summary>
    /// <param name="t">The bound, at least 0.</param>
    /// <param name="freedom">Degrees of freedom, at least 1.</param>
    public static double Within(double t, int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        double angle = Math.Atan(t / Math.Sqrt(freedom));
        (double sine, double cosine) = Math.SinCos(angle);
        bool odd = freedom % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = 0;
        for (int power = odd ? 1 : 0; power <= freedom - 2; power += 2)
        {
            sum += term;
            term *= cosine * cosine * (power + 1) / (power + 2);
        }

        return odd ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
    }

    /// <summary>The bound between whose negative and itself a t number lies with a given chance.</summary>
    /// <param name="chance">The chance, above 0 and below 1, such as 0.95.</param>
    /// <param name="freedom">Degrees of freedom; NaN below 1, where there is no such bound.</param>
    public static double Bound(double chance, int freedom)
    {
        if (freedom < 1)
        {
            return double.NaN;
        }

        double below = 0;
        double above = 1;
        while (Within(above, freedom) < chance)
        {
            above *= 2;
        }

        // Halving the interval 60 times leaves nothing of a double's precision to gain.
        for (int i = 0; i < 60; i++)
        {
            double middle = (below + above) / 2;
            (below, above) = Within(middle, freedom) < chance ? (middle, above) : (below, middle);
        }

        return (below + above) / 2;
    }
}

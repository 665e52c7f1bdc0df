using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Model.Arithmetic;

/// <summary>
/// Elementary functions that give the same bits on every machine: made of + - * / and square roots alone. The
/// platform's own (those of <see cref="Math"/>) come from its C library and differ between them.
/// </summary>
public static class PortableMath
{
    private const double Ln2High = 6.93147180369123816490e-01; // the upper 32 bits of ln 2
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Log2E = 1.44269504088896338700e+00;
    private const double RoundingShift = 6755399441055744.0; // 1.5·2^52

    /// <summary>Single-precision e^x; see <see cref="LaneMath.Exp{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exp(float x) => LaneMath.Exp(new ScalarLane(x)).Value;

    /// <summary>Single-precision natural logarithm; see <see cref="LaneMath.Log{T}"/>.</summary>
    public static float Log(float x) => LaneMath.Log(new ScalarLane(x)).Value;

    /// <summary>e^x to a few units in the last place; 0 below -708 and infinite above 709.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
        {
            return x;
        }

        if (x < -708)
        {
            return 0;
        }

        if (x > 709)
        {
            return double.PositiveInfinity;
        }

        double n = ((x * Log2E) + RoundingShift) - RoundingShift;
        double r = (x - (n * Ln2High)) - (n * Ln2Low);

        // Taylor's series to degree 14 on |r| <= ln(2)/2: remainder below 1e-17 of the result.
        double p = 1.0;
        for (int i = 14; i >= 1; i--)
        {
            p = 1.0 + (p * r / i);
        }

        return p * BitConverter.Int64BitsToDouble(((long)n + 1023) << 52);
    }

    /// <summary>The natural logarithm to a few units in the last place; -infinity at 0, not a number below.</summary>
    public static double Log(double x)
    {
        if (!(x > 0))
        {
            return x == 0 ? double.NegativeInfinity : double.NaN;
        }

        if (double.IsPositiveInfinity(x))
        {
            return x;
        }

        double offset = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984.0; // 2^54
            offset = -54;
        }

        long bits = BitConverter.DoubleToInt64Bits(x);
        double e = (bits >> 52) - 1023 + offset;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            e += 1;
        }

        // ln m = 2·artanh(s), s = (m - 1)/(m + 1), |s| <= 0.1716: terms to s^23 leave less than 1e-19.
        double s = (m - 1) / (m + 1);
        double z = s * s;
        double p = 0;
        for (int k = 23; k >= 3; k -= 2)
        {
            p = (p * z) + (1.0 / k);
        }

        return (e * Ln2High) + ((2 * s) + ((2 * s * z * p) + (e * Ln2Low)));
    }

    /// <summary>
    /// sin(2π·<paramref name="turns"/>) to 3e-16, for |turns| below 2^51; whole and half turns give exactly 0. Turns rather
    /// than radians: what is more than one turn is then taken off without error.
    /// </summary>
    public static double SinOfTurns(double turns)
    {
        double r = turns - ((turns + RoundingShift) - RoundingShift);
        r = r > 0.25 ? 0.5 - r : r < -0.25 ? -0.5 - r : r;

        // Taylor's series to degree 21 on |x| <= π/2: remainder below 2e-18. Factors, not divisions: half the time.
        double x = r * 6.283185307179586;
        double z = x * x;
        double p = 0;
        foreach (double coefficient in SineCoefficients)
        {
            p = (p * z) + coefficient;
        }

        return x + (x * z * p);
    }

    /// <summary>
    /// The quantile of the standard normal distribution at <paramref name="p"/> in (0, 1), by Wichura's algorithm
    /// AS 241 (PPND16; Applied Statistics 37, 1988): relative accuracy about 1e-16.
    /// </summary>
    public static double NormalQuantile(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double r = 0.180625 - (q * q);
            return q * Ratio(r, CentralNumerator, CentralDenominator);
        }

        double tail = Math.Sqrt(-Log(q < 0 ? p : 1 - p));
        double x = tail <= 5
            ? Ratio(tail - 1.6, MiddleNumerator, MiddleDenominator)
            : Ratio(tail - 5, FarNumerator, FarDenominator);
        return q < 0 ? -x : x;
    }

    /// <summary>
    /// The share of the standard normal distribution below <paramref name="x"/>, by the series of Marsaglia (Journal of Statistical
    /// Software 11(4), 2004): absolute accuracy about 1e-15.
    /// </summary>
    public static double NormalDistribution(double x)
    {
        // No number ends the loop, too.
        if (Math.Abs(x) > 8.3)
        {
            return x < 0 ? 0 : 1;
        }

        double sum = x;
        double term = x;
        for (int i = 3; sum + term > sum || sum + term < sum; i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * NormalDensity(x));
    }

    /// <summary>The density of the standard normal distribution.</summary>
    public static double NormalDensity(double x) => Exp(-x * x / 2) * 0.3989422804014327;

    private static double Ratio(double r, ReadOnlySpan<double> numerator, ReadOnlySpan<double> denominator)
    {
        double n = 0;
        double d = 0;
        for (int i = 0; i < numerator.Length; i++)
        {
            n = (n * r) + numerator[i];
            d = (d * r) + denominator[i];
        }

        return n / d;
    }

    // (-1)^((k-1)/2)/k! for k = 21, 19, ... 3.
    private static ReadOnlySpan<double> SineCoefficients =>
    [
        1.9572941063391263e-20, -8.22063524662433e-18, 2.8114572543455206e-15, -7.647163731819816e-13,
        1.6059043836821613e-10, -2.505210838544172e-08, 2.7557319223985893e-06, -0.0001984126984126984,
        0.008333333333333333, -0.16666666666666666,
    ];

    // Coefficients of AS 241, highest power first.
    private static ReadOnlySpan<double> CentralNumerator =>
    [
        2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
        13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
    ];

    private static ReadOnlySpan<double> CentralDenominator =>
    [
        5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
        5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0,
    ];

    private static ReadOnlySpan<double> MiddleNumerator =>
    [
        7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
        3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
    ];

    private static ReadOnlySpan<double> MiddleDenominator =>
    [
        1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
        0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0,
    ];

    private static ReadOnlySpan<double> FarNumerator =>
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
        0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
    ];

    private static ReadOnlySpan<double> FarDenominator =>
    [
        2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
        0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0,
    ];
}

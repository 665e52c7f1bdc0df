using System.Globalization;

namespace SnnCluster.Model.Networks;

/// <summary>Times that are counted in steps.</summary>
public static class StepTime
{
    /// <summary>
    /// The time that so many steps take [ms], as people would write it: 2331 steps of 0.1 ms are 233.1 ms and not
    /// 233.10000000000002. A step that is no binary fraction is off by up to 2^-53 of itself, and so is the product; that is
    /// gone with 15 significant digits.
    /// </summary>
    /// <param name="steps">Number of steps.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    public static double Ms(long steps, double dtMs) => double.Parse(
        (steps * dtMs).ToString("G15", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
}

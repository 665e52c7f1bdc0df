namespace SnnCluster.Model.Arithmetic;

/// <summary>
/// Turns times into numbers of steps: the one place that does, so that a time never becomes two different numbers.
/// </summary>
public static class StepCount
{
    /// <summary>
    /// The whole number of steps that is nearest to a time, of two equally near the even one; <see cref="int.MaxValue"/>
    /// where there are more. Never falls as the time rises.
    /// </summary>
    /// <param name="timeMs">The time [ms], at least 0.</param>
    /// <param name="dtMs">Length of a step [ms], above 0.</param>
    public static int Of(double timeMs, double dtMs) => (int)Math.Min(Math.Round(timeMs / dtMs), int.MaxValue);

    /// <summary>Whether a time is a whole number of steps, to 1e-6 of a step.</summary>
    /// <param name="timeMs">The time [ms], at least 0.</param>
    /// <param name="dtMs">Length of a step [ms], above 0.</param>
    public static bool IsWhole(double timeMs, double dtMs)
    {
        double steps = timeMs / dtMs;
        return Math.Abs(steps - Math.Round(steps)) <= 1e-6;
    }
}

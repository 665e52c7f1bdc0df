namespace SnnCluster.Model.Arithmetic;

/// <summary>
/// exp(-n·dt/τ) for whole numbers of steps n, as single-precision numbers computed once in double precision. A trace
/// is always its value at its last spike times one entry, never decayed step by step, so that whoever asks gets the
/// same bits. Beyond the table (below 2^-64, 44 time constants) the decay counts as complete.
/// </summary>
public static class DecayTable
{
    /// <summary>The longest time constant, in steps, that has a table (of four million entries).</summary>
    public const int LargestTimeConstantSteps = 90_000;

    /// <summary>One step's decay factor exp(-dt/τ).</summary>
    /// <param name="timeConstantMs">τ [ms], above 0.</param>
    /// <param name="dtMs">dt [ms], above 0.</param>
    public static float Factor(double timeConstantMs, double dtMs) => (float)PortableMath.Exp(-dtMs / timeConstantMs);

    /// <summary>The whole table; its last entry is 0 and stands for all later steps.</summary>
    /// <param name="timeConstantMs">τ [ms], above 0, at most <see cref="LargestTimeConstantSteps"/> steps.</param>
    /// <param name="dtMs">dt [ms], above 0.</param>
    public static float[] Create(double timeConstantMs, double dtMs)
    {
        const double Exponents = 64 * 0.69314718055994531;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeConstantMs / dtMs, LargestTimeConstantSteps, nameof(timeConstantMs));
        int length = (int)Math.Ceiling(Exponents * timeConstantMs / dtMs) + 1;
        var table = new float[length];
        for (int n = 0; n < length - 1; n++)
        {
            table[n] = (float)PortableMath.Exp(-n * dtMs / timeConstantMs);
        }

        return table;
    }
}

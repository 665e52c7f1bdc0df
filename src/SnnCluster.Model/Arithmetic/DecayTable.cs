using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;

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

    /// <summary>Adds an error where a time constant is too long for a table.</summary>
    /// <param name="name">What has it.</param>
    /// <param name="timeConstantMs">Time constant [ms].</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="errors">Takes it.</param>
    public static void Fits(string name, double timeConstantMs, double dtMs, ValidationErrors errors)
    {
        if (double.IsFinite(timeConstantMs) && timeConstantMs / dtMs > LargestTimeConstantSteps)
        {
            errors.Add($"{name} time constant {ValidationErrors.Text(timeConstantMs)} ms is more than "
                + $"{LargestTimeConstantSteps} steps of dt {ValidationErrors.Text(dtMs)} ms");
        }
    }

    /// <summary>One step's decay factor exp(-dt/τ).</summary>
    /// <param name="timeConstantMs">τ [ms], above 0.</param>
    /// <param name="dtMs">dt [ms], above 0.</param>
    public static float Factor(double timeConstantMs, double dtMs) => (float)PortableMath.Exp(-dtMs / timeConstantMs);

    /// <summary>How many entries a table has.</summary>
    /// <param name="timeConstantMs">τ [ms], above 0, at most <see cref="LargestTimeConstantSteps"/> steps.</param>
    /// <param name="dtMs">dt [ms], above 0.</param>
    public static int LengthOf(double timeConstantMs, double dtMs)
    {
        const double Exponents = 64 * 0.69314718055994531;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeConstantMs / dtMs, LargestTimeConstantSteps, nameof(timeConstantMs));
        return (int)Math.Ceiling(Exponents * timeConstantMs / dtMs) + 1;
    }

    /// <summary>The table of a curve.</summary>
    /// <param name="curve">The curve, which must fit.</param>
    /// <param name="dtMs">dt [ms], above 0.</param>
    public static float[] Create(DecayCurve curve, double dtMs)
    {
        float[] table = Create(curve.TimeConstantMs, dtMs);
        for (int n = 0; curve.Rises && n < table.Length; n++)
        {
            table[n] = n == table.Length - 1 ? 1f : (float)(1 - PortableMath.Exp(-n * dtMs / curve.TimeConstantMs));
        }

        return table;
    }

    /// <summary>The whole table; its last entry is 0 and stands for all later steps.</summary>
    /// <param name="timeConstantMs">τ [ms], above 0, at most <see cref="LargestTimeConstantSteps"/> steps.</param>
    /// <param name="dtMs">dt [ms], above 0.</param>
    public static float[] Create(double timeConstantMs, double dtMs)
    {
        var table = new float[LengthOf(timeConstantMs, dtMs)];
        for (int n = 0; n < table.Length - 1; n++)
        {
            table[n] = (float)PortableMath.Exp(-n * dtMs / timeConstantMs);
        }

        return table;
    }
}

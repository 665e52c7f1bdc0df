using System.Globalization;
using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>The right-hand side of two differential equations.</summary>
/// <typeparam name="T">The lane.</typeparam>
public interface IPlanarSystem<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>The slopes of both variables at a point [per ms].</summary>
    void Slopes(T x, T y, out T slopeX, out T slopeY);
}

/// <summary>
/// The classical Runge-Kutta method of fourth order (Kutta 1901), in as many substeps of a step as a model's parameter says.
/// </summary>
public static class RungeKutta
{
    // The method is stable for decays up to 2.785 per substep.
    private const double LargestDecay = 2.5;

    /// <summary>Advances two variables by one substep.</summary>
    /// <param name="x">The first variable.</param>
    /// <param name="y">The second variable.</param>
    /// <param name="system">The equations.</param>
    /// <param name="substep">Length of the substep [ms].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Advance<T, TSystem>(ref T x, ref T y, in TSystem system, T substep)
        where T : unmanaged, ILane<T>
        where TSystem : struct, IPlanarSystem<T>
    {
        T half = T.Of(0.5f) * substep;
        T atX = x;
        T atY = y;
        T outerX = x;
        T outerY = y;
        T innerX = x;
        T innerY = y;

        // A loop: with four slopes one after another the compiler runs out of room for inlining, and each addition becomes a call.
        for (int stage = 0; ; stage++)
        {
            system.Slopes(atX, atY, out T slopeX, out T slopeY);
            if (stage == 0)
            {
                outerX = slopeX;
                outerY = slopeY;
            }
            else if (stage == 1)
            {
                innerX = slopeX;
                innerY = slopeY;
            }
            else if (stage == 2)
            {
                innerX += slopeX;
                innerY += slopeY;
            }
            else
            {
                outerX += slopeX;
                outerY += slopeY;
                break;
            }

            T next = stage == 2 ? substep : half;
            atX = x + (next * slopeX);
            atY = y + (next * slopeY);
        }

        T sixth = substep * T.Of(1f / 6f);
        x += sixth * (outerX + (T.Of(2f) * innerX));
        y += sixth * (outerY + (T.Of(2f) * innerY));
    }

    /// <summary>The largest conductance [uS] for which substeps are stable.</summary>
    /// <param name="capacitanceNf">Capacitance [nF].</param>
    /// <param name="substepMs">Length of a substep [ms].</param>
    internal static double LargestConductance(double capacitanceNf, double substepMs) => 2 * capacitanceNf / substepMs;

    /// <summary>Adds an error where there are no substeps, or too few for the fastest decay that the model has at rest.</summary>
    internal static void Validate(string name, int substeps, double decaysPerMs, double dtMs, ValidationErrors errors)
    {
        if (errors.Within($"{name} substeps", substeps, 1, 1000) && dtMs > 0 && decaysPerMs * dtMs / substeps > LargestDecay)
        {
            errors.Add($"{name} substeps is {substeps}: must be at least "
                + $"{Math.Ceiling(decaysPerMs * dtMs / LargestDecay).ToString(CultureInfo.InvariantCulture)} at dt "
                + $"{ValidationErrors.Text(dtMs)} ms, for the membrane leaks too fast for fewer");
        }
    }
}

using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>Constants of a leaky membrane.</summary>
/// <param name="Resistance">1/g_L [MOhm].</param>
/// <param name="RestingPotential">Where the potential goes without input: E_L + I_e/g_L [mV].</param>
/// <param name="MinusLeak">-dt·g_L/C.</param>
public readonly record struct LeakyMembraneConstants(float Resistance, float RestingPotential, float MinusLeak)
{
    /// <summary>The constants for a time step.</summary>
    /// <param name="capacitanceNf">C [nF].</param>
    /// <param name="leakConductanceUs">g_L [uS].</param>
    /// <param name="restingPotentialMv">E_L [mV].</param>
    /// <param name="biasCurrentNa">I_e [nA].</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    public static LeakyMembraneConstants Of(
        double capacitanceNf, double leakConductanceUs, double restingPotentialMv, double biasCurrentNa, double dtMs) => new(
        (float)(1 / leakConductanceUs),
        (float)(restingPotentialMv + (biasCurrentNa / leakConductanceUs)),
        (float)(-dtMs * leakConductanceUs / capacitanceNf));
}

/// <summary>
/// A membrane that leaks and gets current and conductance, C V' = g_L (E_L - V) + I_e + I - G·(V - V0), solved exactly for an
/// input that is constant within a step (exponential Euler). Of second order in dt where conductances decay within the step.
/// </summary>
public static class LeakyMembrane
{
    // NMDA receptors can make up for all leak. A total as small as this is as good as none, and can be divided by.
    private const float SmallestTotal = 1e-6f;

    /// <summary>The potential at the end of a step, without jumps [mV].</summary>
    /// <param name="v">The potential at its start [mV].</param>
    /// <param name="input">What the synapses deliver.</param>
    /// <param name="constants">The membrane's constants.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Advance<T>(T v, in SynapticInput<T> input, in LeakyMembraneConstants constants)
        where T : unmanaged, ILane<T>
    {
        // In parts of g_L: V' = (distance - total·(V - v))/tau goes to v + distance/total as exp(-t·total/tau).
        T resistance = T.Of(constants.Resistance);
        T total = T.Of(1f) + (input.Conductance * resistance);
        total = T.Select(T.Abs(total) < T.Of(SmallestTotal), T.Of(SmallestTotal), total);
        T distance = (T.Of(constants.RestingPotential) - v) + (input.Current * resistance);
        T gone = -LaneMath.ExpMinusOne(total * T.Of(constants.MinusLeak));
        return v + ((distance / total) * gone);
    }

    /// <summary>Adds an error where parameters of a membrane are out of range.</summary>
    internal static void Validate(
        string name, double capacitanceNf, double leakConductanceUs, double restingPotentialMv, double dtMs, ValidationErrors errors)
    {
        if (errors.Above($"{name} capacitance [nF]", capacitanceNf, 0)
            & errors.Above($"{name} leak conductance [uS]", leakConductanceUs, 0))
        {
            ValidateTimeConstant(name, capacitanceNf / leakConductanceUs, dtMs, errors);
        }

        errors.Finite($"{name} resting potential [mV]", restingPotentialMv);
    }

    /// <summary>Adds an error where single precision would know no leak.</summary>
    internal static void ValidateTimeConstant(string name, double timeConstantMs, double dtMs, ValidationErrors errors)
    {
        if (dtMs > 0 && DecayTable.Factor(timeConstantMs, dtMs) == 1)
        {
            errors.Add($"{name} membrane time constant [ms] is {ValidationErrors.Text(timeConstantMs)}: must be less "
                + $"than 2^25 steps of dt {ValidationErrors.Text(dtMs)} ms, beyond which single precision knows no leak");
        }
    }
}

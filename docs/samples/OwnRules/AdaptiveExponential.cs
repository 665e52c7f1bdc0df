using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace OwnRules;

/// <summary>What <see cref="AdaptiveExponential{T}"/> needs in every step: dt/C [mV/nA], dt/tau_w and b [nA].</summary>
public readonly record struct AdaptiveExponentialConstants(float StepPerCapacitance, float StepPerTime, float Jump);

/// <summary>The adaptive exponential integrate-and-fire neuron (Brette and Gerstner 2005), by Euler's rule.</summary>
public struct AdaptiveExponential<T> : INeuronModel<T, AdaptiveExponentialConstants> where T : unmanaged, ILane<T>
{
    /// <summary>Membrane potential [mV] and adaptation current [nA].</summary>
    public T V, W;

    /// <inheritdoc/>
    public readonly T MembranePotential => V;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(SynapticInput<T> input, in AdaptiveExponentialConstants constants, in NeuronStep step)
    {
        (T v, T w) = (V, W); // Read once and written once: fields may live in memory.
        T aboveRest = v - T.Of(-70.6f); // E_L -70.6 mV, V_T -50.4 mV, Delta_T 2 mV, g_L 0.030 uS
        T leak = T.Of(0.030f) * ((T.Of(2f) * LaneMath.Exp((v - T.Of(-50.4f)) * T.Of(0.5f))) - aboveRest);
        v += (T.Of(constants.StepPerCapacitance) * (leak - w + input.Current)) + input.PotentialJump;
        w += T.Of(constants.StepPerTime) * ((T.Of(0.004f) * aboveRest) - w); // a 0.004 uS
        Mask<T> spike = v >= T.Of(0f);
        V = T.Select(spike, T.Of(-70.6f), v);
        W = LaneMath.FlushDenormal(T.Select(spike, w + T.Of(constants.Jump), w));
        return spike;
    }
}

/// <summary>Adaptive exponential neurons with the parameters of the paper; potentials from 0 mV on are a spike.</summary>
public sealed record AdaptiveExponentialDescription : NeuronModelDescription<AdaptiveExponentialConstants>
{
    /// <summary>Rise of the adaptation current at a spike b [nA], at least 0.</summary>
    public double JumpNa { get; init; } = 0.0805;

    /// <inheritdoc/>
    public override string Name => "adaptive-exponential";

    /// <inheritdoc/>
    public override Type ModelType => typeof(AdaptiveExponential<>);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) =>
        new Dictionary<string, InitialValue> { [nameof(AdaptiveExponential<ScalarLane>.V)] = -70.6 };

    /// <inheritdoc/>
    public override AdaptiveExponentialConstants Constants(double dtMs) =>
        new((float)(dtMs / 0.281), (float)(dtMs / 144), (float)JumpNa); // C 0.281 nF, tau_w 144 ms

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors) =>
        errors.AtLeast($"{name} jump of adaptation [nA]", JumpNa, 0);
}

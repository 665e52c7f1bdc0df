using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>Constants of <see cref="Mat2{T}"/>.</summary>
/// <param name="Membrane">The leaky membrane.</param>
/// <param name="Threshold">omega [mV].</param>
/// <param name="FastDecay">exp(-dt/tau_1).</param>
/// <param name="SlowDecay">exp(-dt/tau_2).</param>
/// <param name="FastJump">alpha_1 [mV].</param>
/// <param name="SlowJump">alpha_2 [mV].</param>
/// <param name="RefractorySteps">Steps after a spike in which there is none.</param>
public readonly record struct Mat2Constants(
    LeakyMembraneConstants Membrane,
    float Threshold,
    float FastDecay,
    float SlowDecay,
    float FastJump,
    float SlowJump,
    float RefractorySteps);

/// <summary>
/// Leaky integrate-and-fire neuron with a threshold that adapts on two time scales (Kobayashi, Tsubo and Shinomoto 2009): a spike
/// where V >= omega + theta_1 + theta_2, of which theta_i decays with tau_i and rises by alpha_i at a spike. The potential is never
/// reset, and goes on while the neuron is refractory.
/// </summary>
public struct Mat2<T> : INeuronModel<T, Mat2Constants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Membrane potential [mV].</summary>
    public T V;

    /// <summary>The fast part of the threshold theta_1 [mV].</summary>
    public T FastThreshold;

    /// <summary>The slow part of the threshold theta_2 [mV].</summary>
    public T SlowThreshold;

    /// <summary>Steps in which the neuron does not spike.</summary>
    public T RefractoryTime;

    /// <inheritdoc/>
    public readonly T MembranePotential => V;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(SynapticInput<T> input, in Mat2Constants constants, in NeuronStep step)
    {
        T v = LeakyMembrane.Advance(V, in input, constants.Membrane) + input.PotentialJump;
        T fast = LaneMath.FlushDenormal(FastThreshold * T.Of(constants.FastDecay));
        T slow = LaneMath.FlushDenormal(SlowThreshold * T.Of(constants.SlowDecay));
        T refractory = RefractoryTime;
        Mask<T> ready = refractory <= T.Of(0f);
        Mask<T> spike = ready & (v >= T.Of(constants.Threshold) + (fast + slow));
        refractory = T.Select(ready, refractory, refractory - T.Of(1f));
        V = v;
        FastThreshold = T.Select(spike, fast + T.Of(constants.FastJump), fast);
        SlowThreshold = T.Select(spike, slow + T.Of(constants.SlowJump), slow);
        RefractoryTime = T.Select(spike, T.Of(constants.RefractorySteps), refractory);
        return spike;
    }
}

/// <summary>Integrate-and-fire neurons with a threshold of two time scales; the defaults are regular-spiking.</summary>
public sealed record Mat2Description : NeuronModelDescription<Mat2Constants>
{
    /// <summary>Capacitance C [nF], above 0.</summary>
    public double CapacitanceNf { get; init; } = 0.1;

    /// <summary>Leak conductance g_L [uS], above 0.</summary>
    public double LeakConductanceUs { get; init; } = 0.02;

    /// <summary>Resting potential E_L [mV].</summary>
    public double RestingPotentialMv { get; init; } = -70;

    /// <summary>Threshold at rest omega [mV].</summary>
    public double ThresholdMv { get; init; } = -51;

    /// <summary>Time constant of the fast part tau_1 [ms], above 0.</summary>
    public double FastTimeConstantMs { get; init; } = 10;

    /// <summary>Time constant of the slow part tau_2 [ms], above 0.</summary>
    public double SlowTimeConstantMs { get; init; } = 200;

    /// <summary>Rise of the fast part at a spike alpha_1 [mV].</summary>
    public double FastJumpMv { get; init; } = 37;

    /// <summary>Rise of the slow part at a spike alpha_2 [mV].</summary>
    public double SlowJumpMv { get; init; } = 2;

    /// <summary>Time after a spike in which there is none [ms], at least 0, a whole number of steps, at most 2^24.</summary>
    public double RefractoryPeriodMs { get; init; } = 2;

    /// <summary>Constant current I_e [nA]; 0 by default.</summary>
    public double BiasCurrentNa { get; init; }

    /// <summary>Membrane potential at the start [mV]; the resting potential by default.</summary>
    public InitialValue? InitialPotentialMv { get; init; }

    /// <inheritdoc/>
    public override string Name => "mat2";

    /// <inheritdoc/>
    public override Type ModelType => typeof(Mat2<>);

    /// <inheritdoc/>
    public override double? PassiveTimeConstantMs => CapacitanceNf / LeakConductanceUs;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>
    {
        [nameof(Mat2<ScalarLane>.V)] = InitialPotentialMv ?? RestingPotentialMv,
    };

    /// <inheritdoc/>
    public override Mat2Constants Constants(double dtMs) => new(
        LeakyMembraneConstants.Of(CapacitanceNf, LeakConductanceUs, RestingPotentialMv, BiasCurrentNa, dtMs),
        Threshold: (float)ThresholdMv,
        FastDecay: DecayTable.Factor(FastTimeConstantMs, dtMs),
        SlowDecay: DecayTable.Factor(SlowTimeConstantMs, dtMs),
        FastJump: (float)FastJumpMv,
        SlowJump: (float)SlowJumpMv,
        RefractorySteps: StepCount.Of(RefractoryPeriodMs, dtMs));

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        LeakyMembrane.Validate(name, CapacitanceNf, LeakConductanceUs, RestingPotentialMv, dtMs, errors);
        errors.Finite($"{name} threshold [mV]", ThresholdMv);
        errors.Above($"{name} fast time constant [ms]", FastTimeConstantMs, 0);
        errors.Above($"{name} slow time constant [ms]", SlowTimeConstantMs, 0);
        errors.Finite($"{name} fast jump [mV]", FastJumpMv);
        errors.Finite($"{name} slow jump [mV]", SlowJumpMv);
        errors.Finite($"{name} bias current [nA]", BiasCurrentNa);
        RefractoryPeriod.Validate(name, RefractoryPeriodMs, extraRefractorySteps: 0, dtMs, errors);
        InitialPotentialMv?.Validate($"{name} initial potential [mV]", errors);
    }
}

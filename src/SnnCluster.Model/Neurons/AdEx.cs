using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>Constants of <see cref="AdEx{T}"/>.</summary>
/// <param name="InverseCapacitance">1/C [1/nF].</param>
/// <param name="LeakRate">g_L/C [1/ms].</param>
/// <param name="RestingPotential">E_L [mV].</param>
/// <param name="Threshold">V_T [mV].</param>
/// <param name="InverseSlope">1/Delta_T [1/mV].</param>
/// <param name="SpikeRate">g_L·Delta_T/C [mV/ms].</param>
/// <param name="BiasCurrent">I_e [nA].</param>
/// <param name="Subthreshold">a [uS].</param>
/// <param name="AdaptationRate">1/tau_w [1/ms].</param>
/// <param name="AdaptationJump">b [nA].</param>
/// <param name="ResetPotential">[mV].</param>
/// <param name="PeakPotential">Where a spike is [mV].</param>
/// <param name="RefractorySteps">Length of the refractory period [steps].</param>
/// <param name="Substep">Length of a substep [ms].</param>
/// <param name="Substeps">Substeps of a step.</param>
public readonly record struct AdExConstants(
    float InverseCapacitance,
    float LeakRate,
    float RestingPotential,
    float Threshold,
    float InverseSlope,
    float SpikeRate,
    float BiasCurrent,
    float Subthreshold,
    float AdaptationRate,
    float AdaptationJump,
    float ResetPotential,
    float PeakPotential,
    float RefractorySteps,
    float Substep,
    int Substeps);

/// <summary>
/// Adaptive exponential integrate-and-fire neuron (Brette and Gerstner 2005): C V' = g_L (E_L - V) + g_L Delta_T
/// exp((V - V_T)/Delta_T) - w + I, tau_w w' = a (V - E_L) - w; at V_peak V goes to V_reset and w up by b. Fourth-order
/// Runge-Kutta in substeps, after each of which the peak is looked for. While refractory, V stands still and w goes on.
/// </summary>
public struct AdEx<T> : INeuronModel<T, AdExConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Membrane potential [mV].</summary>
    public T V;

    /// <summary>Adaptation current [nA].</summary>
    public T W;

    /// <summary>Steps that the neuron stays refractory.</summary>
    public T RefractoryTime;

    /// <inheritdoc/>
    public readonly T MembranePotential => V;

    // Kept out of the loop over neurons: the compiler would run out of room for inlining there, and a call is little beside this.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public Mask<T> Step(SynapticInput<T> input, in AdExConstants constants, in NeuronStep step)
    {
        T v = V;
        T w = W;
        T refractory = RefractoryTime;
        Mask<T> free = refractory <= T.Of(0f);
        Mask<T> spike = T.Of(1f) < T.Of(0f);
        T peak = T.Of(constants.PeakPotential);
        var system = new System
        {
            Constants = constants,
            Current = input.Current + (input.Conductance * v) + T.Of(constants.BiasCurrent),
            Conductance = input.Conductance,
        };
        for (int substep = 0; substep < constants.Substeps; substep++)
        {
            system.Free = free;
            RungeKutta.Advance(ref v, ref w, in system, T.Of(constants.Substep));
            if (substep == constants.Substeps - 1)
            {
                v = T.Select(free, v + input.PotentialJump, v);
            }

            Mask<T> now = free & (v >= peak);
            spike |= now;
            free &= !now;
            v = T.Select(now, T.Of(constants.ResetPotential), v);
            w = T.Select(now, w + T.Of(constants.AdaptationJump), w);
        }

        V = v;
        W = LaneMath.FlushDenormal(w);
        refractory = T.Select(refractory > T.Of(0f), refractory - T.Of(1f), refractory);
        RefractoryTime = T.Select(spike, T.Of(constants.RefractorySteps), refractory);
        return spike;
    }

    private struct System : IPlanarSystem<T>
    {
        public AdExConstants Constants;

        /// <summary>Current at a potential of 0, and conductance.</summary>
        public T Current;
        public T Conductance;

        /// <summary>Where the potential moves.</summary>
        public Mask<T> Free;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Slopes(T x, T y, out T slopeX, out T slopeY)
        {
            // On its way up the potential leaves all bounds: beyond the peak, slopes are those at the peak.
            T v = LaneMath.Min(x, T.Of(Constants.PeakPotential));
            T aboveRest = v - T.Of(Constants.RestingPotential);
            T upswing = T.Of(Constants.SpikeRate)
                * LaneMath.Exp((v - T.Of(Constants.Threshold)) * T.Of(Constants.InverseSlope));
            T current = (Current - (Conductance * v)) - y;
            T slope = (upswing - (T.Of(Constants.LeakRate) * aboveRest)) + (current * T.Of(Constants.InverseCapacitance));
            slopeX = T.Select(Free, slope, T.Of(0f));
            slopeY = T.Of(Constants.AdaptationRate) * ((T.Of(Constants.Subthreshold) * aboveRest) - y);
        }
    }
}

/// <summary>Adaptive exponential integrate-and-fire neurons; defaults are those of the paper.</summary>
public sealed record AdExDescription : NeuronModelDescription<AdExConstants>
{
    /// <summary>Capacitance C [nF], above 0.</summary>
    public double CapacitanceNf { get; init; } = 0.281;

    /// <summary>Leak conductance g_L [uS], above 0.</summary>
    public double LeakConductanceUs { get; init; } = 0.03;

    /// <summary>Resting potential E_L [mV].</summary>
    public double RestingPotentialMv { get; init; } = -70.6;

    /// <summary>Threshold V_T [mV], where the upswing begins; below the peak.</summary>
    public double ThresholdMv { get; init; } = -50.4;

    /// <summary>Slope factor Delta_T [mV], above 0.</summary>
    public double SlopeFactorMv { get; init; } = 2;

    /// <summary>Adaptation by the potential a [uS], at least 0.</summary>
    public double SubthresholdAdaptationUs { get; init; } = 0.004;

    /// <summary>Adaptation by a spike b [nA].</summary>
    public double SpikeAdaptationNa { get; init; } = 0.0805;

    /// <summary>Time constant of the adaptation tau_w [ms], above 0.</summary>
    public double AdaptationTimeConstantMs { get; init; } = 144;

    /// <summary>Potential after a spike [mV], below the peak.</summary>
    public double ResetPotentialMv { get; init; } = -70.6;

    /// <summary>Potential at which a spike is counted V_peak [mV].</summary>
    public double PeakPotentialMv { get; init; }

    /// <summary>Refractory period [ms], at least 0, a whole number of steps, at most 2^24.</summary>
    public double RefractoryPeriodMs { get; init; }

    /// <summary>Constant current I_e [nA]; 0 by default.</summary>
    public double BiasCurrentNa { get; init; }

    /// <summary>Substeps of a step, 1 to 1000.</summary>
    public int Substeps { get; init; } = 4;

    /// <summary>Membrane potential at the start [mV]; the resting potential by default.</summary>
    public InitialValue? InitialPotentialMv { get; init; }

    /// <inheritdoc/>
    public override string Name => "adex";

    /// <inheritdoc/>
    public override Type ModelType => typeof(AdEx<>);

    /// <inheritdoc/>
    public override double? PassiveTimeConstantMs => CapacitanceNf / LeakConductanceUs;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>
    {
        [nameof(AdEx<ScalarLane>.V)] = InitialPotentialMv ?? RestingPotentialMv,
    };

    /// <inheritdoc/>
    public override AdExConstants Constants(double dtMs) => new(
        InverseCapacitance: (float)(1 / CapacitanceNf),
        LeakRate: (float)(LeakConductanceUs / CapacitanceNf),
        RestingPotential: (float)RestingPotentialMv,
        Threshold: (float)ThresholdMv,
        InverseSlope: (float)(1 / SlopeFactorMv),
        SpikeRate: (float)(LeakConductanceUs * SlopeFactorMv / CapacitanceNf),
        BiasCurrent: (float)BiasCurrentNa,
        Subthreshold: (float)SubthresholdAdaptationUs,
        AdaptationRate: (float)(1 / AdaptationTimeConstantMs),
        AdaptationJump: (float)SpikeAdaptationNa,
        ResetPotential: (float)ResetPotentialMv,
        PeakPotential: (float)PeakPotentialMv,
        RefractorySteps: StepCount.Of(RefractoryPeriodMs, dtMs),
        Substep: (float)(dtMs / Substeps),
        Substeps: Substeps);

    /// <inheritdoc/>
    public override double LargestConductance(double dtMs) => RungeKutta.LargestConductance(CapacitanceNf, dtMs / Substeps);

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        LeakyMembrane.Validate(name, CapacitanceNf, LeakConductanceUs, RestingPotentialMv, dtMs, errors);
        errors.Above($"{name} slope factor [mV]", SlopeFactorMv, 0);
        errors.Finite($"{name} peak potential [mV]", PeakPotentialMv);
        errors.Below($"{name} threshold [mV]", ThresholdMv, PeakPotentialMv);
        errors.Below($"{name} reset potential [mV]", ResetPotentialMv, PeakPotentialMv);
        errors.AtLeast($"{name} subthreshold adaptation [uS]", SubthresholdAdaptationUs, 0);
        errors.Finite($"{name} spike adaptation [nA]", SpikeAdaptationNa);
        errors.Above($"{name} adaptation time constant [ms]", AdaptationTimeConstantMs, 0);
        errors.Finite($"{name} bias current [nA]", BiasCurrentNa);
        RefractoryPeriod.Validate(name, RefractoryPeriodMs, extraRefractorySteps: 0, dtMs, errors);
        RungeKutta.Validate(
            name, Substeps, Math.Max(LeakConductanceUs / CapacitanceNf, 1 / AdaptationTimeConstantMs), dtMs, errors);
        InitialPotentialMv?.Validate($"{name} initial potential [mV]", errors);
    }
}

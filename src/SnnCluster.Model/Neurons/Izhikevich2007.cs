using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>Constants of <see cref="Izhikevich2007{T}"/>.</summary>
/// <param name="InverseCapacitance">1/C [1/nF].</param>
/// <param name="Gain">k [uS/mV].</param>
/// <param name="RestingPotential">v_r [mV].</param>
/// <param name="Threshold">v_t [mV].</param>
/// <param name="BiasCurrent">I_e [nA].</param>
/// <param name="A">Rate of the recovery current [1/ms].</param>
/// <param name="B">Sensitivity of the recovery current [uS].</param>
/// <param name="C">Potential after a spike [mV].</param>
/// <param name="D">Jump of the recovery current at a spike [nA].</param>
/// <param name="PeakPotential">v_peak [mV].</param>
/// <param name="Substep">Length of a substep [ms].</param>
/// <param name="Substeps">Substeps of a step.</param>
public readonly record struct Izhikevich2007Constants(
    float InverseCapacitance,
    float Gain,
    float RestingPotential,
    float Threshold,
    float BiasCurrent,
    float A,
    float B,
    float C,
    float D,
    float PeakPotential,
    float Substep,
    int Substeps);

/// <summary>
/// Izhikevich's neuron in the form with units (Dynamical Systems in Neuroscience, 2007, equations 8.5 and 8.6): C V' = k (V - v_r)
/// (V - v_t) - u + I, u' = a (b (V - v_r) - u); at V >= v_peak V = c, u += d. Fourth-order Runge-Kutta in substeps, after each of
/// which the peak is looked for.
/// </summary>
public struct Izhikevich2007<T> : INeuronModel<T, Izhikevich2007Constants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Membrane potential [mV].</summary>
    public T V;

    /// <summary>Recovery current u [nA].</summary>
    public T U;

    /// <inheritdoc/>
    public readonly T MembranePotential => V;

    // Kept out of the loop over neurons: the compiler would run out of room for inlining there, and a call is little beside this.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public Mask<T> Step(SynapticInput<T> input, in Izhikevich2007Constants constants, in NeuronStep step)
    {
        T v = V;
        T u = U;
        Mask<T> spike = T.Of(1f) < T.Of(0f);
        var system = new System
        {
            Constants = constants,
            Current = input.Current + (input.Conductance * v) + T.Of(constants.BiasCurrent),
            Conductance = input.Conductance,
        };
        for (int substep = 0; substep < constants.Substeps; substep++)
        {
            RungeKutta.Advance(ref v, ref u, in system, T.Of(constants.Substep));
            v = substep == constants.Substeps - 1 ? v + input.PotentialJump : v;
            Mask<T> now = v >= T.Of(constants.PeakPotential);
            spike |= now;
            v = T.Select(now, T.Of(constants.C), v);
            u = T.Select(now, u + T.Of(constants.D), u);
        }

        V = v;
        U = u;
        return spike;
    }

    private struct System : IPlanarSystem<T>
    {
        public Izhikevich2007Constants Constants;

        /// <summary>Current at a potential of 0, and conductance.</summary>
        public T Current;
        public T Conductance;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Slopes(T x, T y, out T slopeX, out T slopeY)
        {
            // A substep may carry the potential far beyond the peak; slopes there are those at the peak.
            T v = LaneMath.Min(x, T.Of(Constants.PeakPotential));
            T aboveRest = v - T.Of(Constants.RestingPotential);
            T ownCurrent = T.Of(Constants.Gain) * aboveRest * (v - T.Of(Constants.Threshold));
            slopeX = ((ownCurrent - y) + (Current - (Conductance * v))) * T.Of(Constants.InverseCapacitance);
            slopeY = T.Of(Constants.A) * ((T.Of(Constants.B) * aboveRest) - y);
        }
    }
}

/// <summary>Izhikevich's neurons with units; the defaults are the book's regular-spiking cell.</summary>
public sealed record Izhikevich2007Description : NeuronModelDescription<Izhikevich2007Constants>
{
    /// <summary>Capacitance C [nF], above 0.</summary>
    public double CapacitanceNf { get; init; } = 0.1;

    /// <summary>Gain k [uS/mV], above 0.</summary>
    public double GainUsPerMv { get; init; } = 0.0007;

    /// <summary>Resting potential v_r [mV].</summary>
    public double RestingPotentialMv { get; init; } = -60;

    /// <summary>Instantaneous threshold v_t [mV], above the resting potential.</summary>
    public double ThresholdMv { get; init; } = -40;

    /// <summary>Rate of the recovery current a [1/ms].</summary>
    public double A { get; init; } = 0.03;

    /// <summary>Sensitivity of the recovery current b [uS].</summary>
    public double BUs { get; init; } = -0.002;

    /// <summary>Potential after a spike c [mV], below the peak.</summary>
    public double CMv { get; init; } = -50;

    /// <summary>Jump of the recovery current at a spike d [nA].</summary>
    public double DNa { get; init; } = 0.1;

    /// <summary>Potential at which a spike is counted v_peak [mV].</summary>
    public double PeakPotentialMv { get; init; } = 35;

    /// <summary>Constant current I_e [nA]; 0 by default.</summary>
    public double BiasCurrentNa { get; init; }

    /// <summary>Substeps of a step, 1 to 1000.</summary>
    public int Substeps { get; init; } = 2;

    /// <summary>Membrane potential at the start [mV]; the resting potential by default.</summary>
    public InitialValue? InitialPotentialMv { get; init; }

    /// <inheritdoc/>
    public override string Name => "izhikevich-2007";

    /// <inheritdoc/>
    public override Type ModelType => typeof(Izhikevich2007<>);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>
    {
        [nameof(Izhikevich2007<ScalarLane>.V)] = InitialPotentialMv ?? RestingPotentialMv,
    };

    /// <inheritdoc/>
    public override Izhikevich2007Constants Constants(double dtMs) => new(
        InverseCapacitance: (float)(1 / CapacitanceNf),
        Gain: (float)GainUsPerMv,
        RestingPotential: (float)RestingPotentialMv,
        Threshold: (float)ThresholdMv,
        BiasCurrent: (float)BiasCurrentNa,
        A: (float)A,
        B: (float)BUs,
        C: (float)CMv,
        D: (float)DNa,
        PeakPotential: (float)PeakPotentialMv,
        Substep: (float)(dtMs / Substeps),
        Substeps: Substeps);

    /// <inheritdoc/>
    public override double LargestConductance(double dtMs) => RungeKutta.LargestConductance(CapacitanceNf, dtMs / Substeps);

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        bool membrane = errors.Above($"{name} capacitance [nF]", CapacitanceNf, 0)
            & errors.Above($"{name} gain [uS/mV]", GainUsPerMv, 0)
            & errors.Finite($"{name} resting potential [mV]", RestingPotentialMv)
            & errors.Finite($"{name} a [1/ms]", A);
        errors.Above($"{name} threshold [mV]", ThresholdMv, RestingPotentialMv);
        errors.Finite($"{name} b [uS]", BUs);
        errors.Finite($"{name} peak potential [mV]", PeakPotentialMv);
        errors.Below($"{name} c [mV]", CMv, PeakPotentialMv);
        errors.Finite($"{name} d [nA]", DNa);
        errors.Finite($"{name} bias current [nA]", BiasCurrentNa);
        if (membrane)
        {
            double leak = GainUsPerMv * (ThresholdMv - RestingPotentialMv) / CapacitanceNf;
            RungeKutta.Validate(name, Substeps, Math.Max(leak, A), dtMs, errors);
        }

        InitialPotentialMv?.Validate($"{name} initial potential [mV]", errors);
    }
}

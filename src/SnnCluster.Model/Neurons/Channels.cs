using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>Constants of <see cref="HodgkinHuxley{T}"/> and <see cref="TraubMiles{T}"/>.</summary>
/// <param name="InverseCapacitance">1/C [1/nF].</param>
/// <param name="Leak">g_L [uS].</param>
/// <param name="Sodium">g_Na [uS].</param>
/// <param name="Potassium">g_K [uS].</param>
/// <param name="LeakPotential">E_L [mV].</param>
/// <param name="SodiumPotential">E_Na [mV].</param>
/// <param name="PotassiumPotential">E_K [mV].</param>
/// <param name="Offset">What the potential is measured from in the rates of channels [mV].</param>
/// <param name="BiasCurrent">I_e [nA].</param>
/// <param name="SpikeLevel">Potential from which on a maximum is a spike [mV].</param>
/// <param name="RefractorySteps">Steps after a spike in which none is counted.</param>
/// <param name="Substep">Length of a substep [ms].</param>
/// <param name="Substeps">Substeps of a step.</param>
public readonly record struct ChannelConstants(
    float InverseCapacitance,
    float Leak,
    float Sodium,
    float Potassium,
    float LeakPotential,
    float SodiumPotential,
    float PotassiumPotential,
    float Offset,
    float BiasCurrent,
    float SpikeLevel,
    float RefractorySteps,
    float Substep,
    int Substeps);

/// <summary>The four variables of a membrane with sodium and potassium channels, or their slopes.</summary>
/// <typeparam name="T">The lane.</typeparam>
internal struct ChannelState<T>
    where T : unmanaged, ILane<T>
{
    public T V;
    public T M;
    public T H;
    public T N;
}

/// <summary>With which rates channels open and close [1/ms].</summary>
internal interface IChannelRates<T>
    where T : unmanaged, ILane<T>
{
    static abstract void At(
        T v, T offset, out T openM, out T closeM, out T openH, out T closeH, out T openN, out T closeN);
}

/// <summary>
/// A membrane with sodium and potassium channels (Hodgkin and Huxley 1952): C V' = g_L (E_L - V) + g_Na m³ h (E_Na - V) + g_K n⁴
/// (E_K - V) + I, and x' = opening·(1 - x) - closing·x for m, h and n. Fourth-order Runge-Kutta in substeps.
/// </summary>
internal static class Channels
{
    /// <summary>One step of a neuron with these variables.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<T> Step<T, TRates>(
        ref T v, ref T m, ref T h, ref T n, ref T refractoryTime, in SynapticInput<T> input, in ChannelConstants constants)
        where T : unmanaged, ILane<T>
        where TRates : struct, IChannelRates<T>
    {
        var state = new ChannelState<T> { V = v, M = m, H = h, N = n };
        Advance<T, TRates>(ref state, in input, in constants);
        Mask<T> spike = Spikes(v, state.V, ref refractoryTime, in constants);
        v = state.V;
        m = state.M;
        h = state.H;
        n = state.N;
        return spike;
    }

    // The variables, by one step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Advance<T, TRates>(ref ChannelState<T> state, in SynapticInput<T> input, in ChannelConstants constants)
        where T : unmanaged, ILane<T>
        where TRates : struct, IChannelRates<T>
    {
        T current = input.Current + (input.Conductance * state.V) + T.Of(constants.BiasCurrent);
        T substep = T.Of(constants.Substep);
        T half = T.Of(0.5f) * substep;
        for (int i = 0; i < constants.Substeps; i++)
        {
            ChannelState<T> one = Slopes<T, TRates>(state, current, input.Conductance, in constants);
            ChannelState<T> two = Slopes<T, TRates>(Moved(state, one, half), current, input.Conductance, in constants);
            ChannelState<T> three = Slopes<T, TRates>(Moved(state, two, half), current, input.Conductance, in constants);
            ChannelState<T> four = Slopes<T, TRates>(Moved(state, three, substep), current, input.Conductance, in constants);
            T sixth = substep * T.Of(1f / 6f);
            state.V += sixth * ((one.V + four.V) + (T.Of(2f) * (two.V + three.V)));
            state.M += sixth * ((one.M + four.M) + (T.Of(2f) * (two.M + three.M)));
            state.H += sixth * ((one.H + four.H) + (T.Of(2f) * (two.H + three.H)));
            state.N += sixth * ((one.N + four.N) + (T.Of(2f) * (two.N + three.N)));
        }

        state.V += input.PotentialJump;
    }

    // A spike is counted in the first step after a maximum above the level, unless one was not long ago.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Mask<T> Spikes<T>(T before, T after, ref T refractoryTime, in ChannelConstants constants)
        where T : unmanaged, ILane<T>
    {
        T refractory = refractoryTime;
        Mask<T> ready = refractory <= T.Of(0f);
        Mask<T> spike = ready & ((after >= T.Of(constants.SpikeLevel)) & (after < before));
        refractory = T.Select(ready, refractory, refractory - T.Of(1f));
        refractoryTime = T.Select(spike, T.Of(constants.RefractorySteps), refractory);
        return spike;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ChannelState<T> Moved<T>(ChannelState<T> from, ChannelState<T> slopes, T time)
        where T : unmanaged, ILane<T> => new()
        {
            V = from.V + (time * slopes.V),
            M = from.M + (time * slopes.M),
            H = from.H + (time * slopes.H),
            N = from.N + (time * slopes.N),
        };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ChannelState<T> Slopes<T, TRates>(
        ChannelState<T> at, T current, T conductance, in ChannelConstants constants)
        where T : unmanaged, ILane<T>
        where TRates : struct, IChannelRates<T>
    {
        TRates.At(at.V, T.Of(constants.Offset), out T om, out T cm, out T oh, out T ch, out T on, out T cn);
        T sodium = T.Of(constants.Sodium) * (at.M * at.M * at.M * at.H);
        T n2 = at.N * at.N;
        T potassium = T.Of(constants.Potassium) * (n2 * n2);
        T flow = (T.Of(constants.Leak) * (T.Of(constants.LeakPotential) - at.V))
            + (sodium * (T.Of(constants.SodiumPotential) - at.V))
            + (potassium * (T.Of(constants.PotassiumPotential) - at.V));
        return new ChannelState<T>
        {
            V = (flow + (current - (conductance * at.V))) * T.Of(constants.InverseCapacitance),
            M = (om * (T.Of(1f) - at.M)) - (cm * at.M),
            H = (oh * (T.Of(1f) - at.H)) - (ch * at.H),
            N = (on * (T.Of(1f) - at.N)) - (cn * at.N),
        };
    }
}

/// <summary>Neurons with sodium and potassium channels.</summary>
public abstract record ChannelDescription : NeuronModelDescription<ChannelConstants>
{
    /// <summary>Capacitance C [nF], above 0.</summary>
    public double CapacitanceNf { get; init; }

    /// <summary>Leak conductance g_L [uS], at least 0.</summary>
    public double LeakConductanceUs { get; init; }

    /// <summary>Largest conductance of sodium channels g_Na [uS], at least 0.</summary>
    public double SodiumConductanceUs { get; init; }

    /// <summary>Largest conductance of potassium channels g_K [uS], at least 0.</summary>
    public double PotassiumConductanceUs { get; init; }

    /// <summary>Reversal potential of the leak E_L [mV].</summary>
    public double LeakPotentialMv { get; init; }

    /// <summary>Reversal potential of sodium E_Na [mV].</summary>
    public double SodiumPotentialMv { get; init; }

    /// <summary>Reversal potential of potassium E_K [mV].</summary>
    public double PotassiumPotentialMv { get; init; }

    /// <summary>Constant current I_e [nA]; 0 by default.</summary>
    public double BiasCurrentNa { get; init; }

    /// <summary>Time after a spike in which none is counted [ms], at least 0, a whole number of steps, at most 2^24.</summary>
    public double RefractoryPeriodMs { get; init; } = 2;

    /// <summary>Substeps of a step, 1 to 1000; at 0.02 ms each their error is below that of single precision.</summary>
    public int Substeps { get; init; } = 5;

    /// <summary>Membrane potential at the start [mV].</summary>
    public InitialValue InitialPotentialMv { get; init; } = -65;

    /// <summary>Activation m at the start, from 0 to 1.</summary>
    public double InitialM { get; init; }

    /// <summary>What is not inactivated h at the start, from 0 to 1.</summary>
    public double InitialH { get; init; }

    /// <summary>Activation n at the start, from 0 to 1.</summary>
    public double InitialN { get; init; }

    /// <summary>Potential from which on a maximum is a spike [mV].</summary>
    protected abstract double SpikeLevelMv { get; }

    /// <summary>What the potential is measured from in the rates of channels [mV].</summary>
    protected virtual double RateOffsetMv => 0;

    /// <summary>That of the membrane with as many channels open as at the start.</summary>
    public sealed override double? PassiveTimeConstantMs => CapacitanceNf / (LeakConductanceUs
        + (SodiumConductanceUs * InitialM * InitialM * InitialM * InitialH)
        + (PotassiumConductanceUs * InitialN * InitialN * InitialN * InitialN));

    /// <inheritdoc/>
    public sealed override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>
    {
        [nameof(ChannelState<ScalarLane>.V)] = InitialPotentialMv,
        [nameof(ChannelState<ScalarLane>.M)] = InitialM,
        [nameof(ChannelState<ScalarLane>.H)] = InitialH,
        [nameof(ChannelState<ScalarLane>.N)] = InitialN,
    };

    /// <inheritdoc/>
    public sealed override ChannelConstants Constants(double dtMs) => new(
        InverseCapacitance: (float)(1 / CapacitanceNf),
        Leak: (float)LeakConductanceUs,
        Sodium: (float)SodiumConductanceUs,
        Potassium: (float)PotassiumConductanceUs,
        LeakPotential: (float)LeakPotentialMv,
        SodiumPotential: (float)SodiumPotentialMv,
        PotassiumPotential: (float)PotassiumPotentialMv,
        Offset: (float)RateOffsetMv,
        BiasCurrent: (float)BiasCurrentNa,
        SpikeLevel: (float)SpikeLevelMv,
        RefractorySteps: StepCount.Of(RefractoryPeriodMs, dtMs),
        Substep: (float)(dtMs / Substeps),
        Substeps: Substeps);

    /// <inheritdoc/>
    public sealed override double LargestConductance(double dtMs) => RungeKutta.LargestConductance(CapacitanceNf, dtMs / Substeps);

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        bool membrane = errors.Above($"{name} capacitance [nF]", CapacitanceNf, 0)
            & errors.AtLeast($"{name} leak conductance [uS]", LeakConductanceUs, 0)
            & errors.AtLeast($"{name} sodium conductance [uS]", SodiumConductanceUs, 0)
            & errors.AtLeast($"{name} potassium conductance [uS]", PotassiumConductanceUs, 0);
        errors.Finite($"{name} leak potential [mV]", LeakPotentialMv);
        errors.Finite($"{name} sodium potential [mV]", SodiumPotentialMv);
        errors.Finite($"{name} potassium potential [mV]", PotassiumPotentialMv);
        errors.Finite($"{name} bias current [nA]", BiasCurrentNa);
        errors.Within($"{name} initial m", InitialM, 0, 1);
        errors.Within($"{name} initial h", InitialH, 0, 1);
        errors.Within($"{name} initial n", InitialN, 0, 1);
        RefractoryPeriod.Validate(name, RefractoryPeriodMs, extraRefractorySteps: 0, dtMs, errors);
        InitialPotentialMv.Validate($"{name} initial potential [mV]", errors);
        if (membrane)
        {
            // During a spike about a third of the channels of one kind are open at once.
            double open = LeakConductanceUs + (Math.Max(SodiumConductanceUs, PotassiumConductanceUs) / 3);
            RungeKutta.Validate(name, Substeps, open / CapacitanceNf, dtMs, errors);
        }
    }
}

using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>
/// A neuron with the channels of Traub and Miles (Neuronal Networks of the Hippocampus, 1991) in the form of Brette et al. (2007),
/// whose rates see the potential from an offset V_T on. A spike is counted in the first step after a maximum above V_T + 30 mV;
/// nothing is reset.
/// </summary>
public struct TraubMiles<T> : INeuronModel<T, ChannelConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Membrane potential [mV].</summary>
    public T V;

    /// <summary>Activation of sodium channels.</summary>
    public T M;

    /// <summary>Inactivation of sodium channels: the share that is not inactivated.</summary>
    public T H;

    /// <summary>Activation of potassium channels.</summary>
    public T N;

    /// <summary>Steps in which no further spike is counted.</summary>
    public T RefractoryTime;

    /// <inheritdoc/>
    public readonly T MembranePotential => V;

    // Kept out of the loop over neurons: the compiler would run out of room for inlining there, and a call is little beside this.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public Mask<T> Step(SynapticInput<T> input, in ChannelConstants constants, in NeuronStep step) =>
        Channels.Step<T, Rates>(ref V, ref M, ref H, ref N, ref RefractoryTime, in input, in constants);

    private readonly struct Rates : IChannelRates<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void At(
            T v, T offset, out T openM, out T closeM, out T openH, out T closeH, out T openN, out T closeN)
        {
            T u = v - offset;
            openM = T.Of(1.28f) * LaneMath.LinearOverExponential((u - T.Of(13f)) * T.Of(0.25f));
            closeM = T.Of(1.4f) * LaneMath.LinearOverExponential((T.Of(40f) - u) * T.Of(0.2f));
            openH = T.Of(0.128f) * LaneMath.Exp((T.Of(17f) - u) * T.Of(1f / 18f));
            closeH = T.Of(4f) / (T.Of(1f) + LaneMath.Exp((T.Of(40f) - u) * T.Of(0.2f)));
            openN = T.Of(0.16f) * LaneMath.LinearOverExponential((u - T.Of(15f)) * T.Of(0.2f));
            closeN = T.Of(0.5f) * LaneMath.Exp((T.Of(10f) - u) * T.Of(0.025f));
        }
    }
}

/// <summary>Neurons with the channels of Traub and Miles; defaults are those of Brette et al.</summary>
public sealed record TraubMilesDescription : ChannelDescription
{
    /// <summary>The cell of the benchmark networks of Brette et al.</summary>
    public TraubMilesDescription()
    {
        CapacitanceNf = 0.2;
        LeakConductanceUs = 0.01;
        SodiumConductanceUs = 20;
        PotassiumConductanceUs = 6;
        LeakPotentialMv = -60;
        SodiumPotentialMv = 50;
        PotassiumPotentialMv = -90;
        InitialPotentialMv = -60;
        InitialH = 1;
    }

    /// <summary>Offset V_T [mV] that adjusts the threshold.</summary>
    public double OffsetMv { get; init; } = -63;

    /// <inheritdoc/>
    public override string Name => "traub-miles";

    /// <inheritdoc/>
    public override Type ModelType => typeof(TraubMiles<>);

    /// <inheritdoc/>
    protected override double RateOffsetMv => OffsetMv;

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        base.Validate(name, dtMs, errors);
        errors.Finite($"{name} offset [mV]", OffsetMv);
    }

    /// <inheritdoc/>
    protected override double SpikeLevelMv => OffsetMv + 30;
}

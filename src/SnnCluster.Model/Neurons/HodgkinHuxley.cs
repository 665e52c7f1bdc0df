using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Model.Neurons;

/// <summary>
/// Hodgkin and Huxley's neuron (Journal of Physiology 117, 1952) with rates of channels in absolute potentials, at rest near -65 mV.
/// A spike is counted in the first step after a maximum above 0 mV; nothing is reset.
/// </summary>
public struct HodgkinHuxley<T> : INeuronModel<T, ChannelConstants>
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
            openM = LaneMath.LinearOverExponential((v + T.Of(40f)) * T.Of(0.1f));
            closeM = T.Of(4f) * LaneMath.Exp((v + T.Of(65f)) * T.Of(-1f / 18f));
            openH = T.Of(0.07f) * LaneMath.Exp((v + T.Of(65f)) * T.Of(-0.05f));
            closeH = T.Of(1f) / (T.Of(1f) + LaneMath.Exp((v + T.Of(35f)) * T.Of(-0.1f)));
            openN = T.Of(0.1f) * LaneMath.LinearOverExponential((v + T.Of(55f)) * T.Of(0.1f));
            closeN = T.Of(0.125f) * LaneMath.Exp((v + T.Of(65f)) * T.Of(-1f / 80f));
        }
    }
}

/// <summary>Hodgkin and Huxley's neurons; defaults are those of the paper for a membrane of 0.1 nF.</summary>
public sealed record HodgkinHuxleyDescription : ChannelDescription
{
    /// <summary>The squid's axon, at rest at -65 mV.</summary>
    public HodgkinHuxleyDescription()
    {
        CapacitanceNf = 0.1;
        LeakConductanceUs = 0.03;
        SodiumConductanceUs = 12;
        PotassiumConductanceUs = 3.6;
        LeakPotentialMv = -54.402;
        SodiumPotentialMv = 50;
        PotassiumPotentialMv = -77;
        InitialM = 0.052932485;
        InitialH = 0.596120754;
        InitialN = 0.317676914;
    }

    /// <inheritdoc/>
    public override string Name => "hodgkin-huxley";

    /// <inheritdoc/>
    public override Type ModelType => typeof(HodgkinHuxley<>);

    /// <inheritdoc/>
    protected override double SpikeLevelMv => 0;
}

using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>Constants of <see cref="Alif{T}"/>.</summary>
/// <param name="Lif">Those of the leaky integrate-and-fire neuron.</param>
/// <param name="AdaptationDecay">exp(-dt/tau_adapt).</param>
/// <param name="AdaptationStrength">Rise of the threshold per unit of adaptation [mV].</param>
public readonly record struct AlifConstants(LifConstants Lif, float AdaptationDecay, float AdaptationStrength);

/// <summary>
/// Leaky integrate-and-fire neuron with an adaptive threshold V_thresh + beta·a, where a grows by 1 at every spike and
/// decays with tau_adapt (Bellec et al. 2018, "Long short-term memory in spiking networks").
/// </summary>
public struct Alif<T> : INeuronModel<T, AlifConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Membrane potential [mV].</summary>
    public T V;

    /// <summary>Steps that the neuron stays refractory.</summary>
    public T RefractoryTime;

    /// <summary>Adaptation a: spikes, each decaying with tau_adapt.</summary>
    public T Adaptation;

    /// <inheritdoc/>
    public readonly T MembranePotential => V;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(SynapticInput<T> input, in AlifConstants constants, in NeuronStep step)
    {
        T v = V;
        T refractory = RefractoryTime;
        T adaptation = LaneMath.FlushDenormal(Adaptation * T.Of(constants.AdaptationDecay));
        Mask<T> awake = refractory <= T.Of(0f);
        T a = (input.Current * T.Of(constants.Lif.Resistance)) + T.Of(constants.Lif.RestingPotential);
        T next = (a - (T.Of(constants.Lif.Decay) * (a - v))) + input.PotentialJump;
        v = T.Select(awake, next, v);
        refractory -= T.Clear(awake, T.Of(1f));

        T threshold = T.Of(constants.Lif.Threshold) + (T.Of(constants.AdaptationStrength) * adaptation);
        Mask<T> spike = (refractory <= T.Of(0f)) & (v >= threshold);
        V = T.Select(spike, T.Of(constants.Lif.ResetPotential), v);
        RefractoryTime = T.Select(spike, T.Of(constants.Lif.RefractorySteps), refractory);
        Adaptation = T.Select(spike, adaptation + T.Of(1f), adaptation);
        return spike;
    }
}

/// <summary>Leaky integrate-and-fire neurons with an adaptive threshold.</summary>
public sealed record AlifDescription : NeuronModelDescription<AlifConstants>
{
    /// <summary>The membrane, as in the leaky integrate-and-fire neuron.</summary>
    public LifDescription Membrane { get; init; } = new();

    /// <summary>Time constant of the adaptation tau_adapt [ms], above 0.</summary>
    public double AdaptationTimeConstantMs { get; init; } = 2000;

    /// <summary>Rise of the threshold per spike beta [mV], at least 0.</summary>
    public double AdaptationStrengthMv { get; init; } = 0.5;

    /// <inheritdoc/>
    public override string Name => "alif";

    /// <inheritdoc/>
    public override Type ModelType => typeof(Alif<>);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => Membrane.InitialState(dtMs);

    /// <inheritdoc/>
    public override AlifConstants Constants(double dtMs) => new(
        Membrane.Constants(dtMs), DecayTable.Factor(AdaptationTimeConstantMs, dtMs), (float)AdaptationStrengthMv);

    /// <inheritdoc/>
    public override double? PassiveTimeConstantMs => Membrane.MembraneTimeConstantMs;

    /// <inheritdoc/>
    public override double LargestConductance(double dtMs) => Membrane.LargestConductance(dtMs);

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        Membrane.Validate(name, dtMs, errors);
        errors.Above($"{name} adaptation time constant [ms]", AdaptationTimeConstantMs, 0);
        errors.AtLeast($"{name} adaptation strength [mV]", AdaptationStrengthMv, 0);
    }
}

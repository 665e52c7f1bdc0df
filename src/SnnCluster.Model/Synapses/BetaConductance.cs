using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Synapses;

/// <summary>Constants of <see cref="BetaConductance{T}"/> and <see cref="NmdaConductance{T}"/>.</summary>
/// <param name="DecayFactor">exp(-dt/tau_decay).</param>
/// <param name="RiseFactor">exp(-dt/tau_rise).</param>
/// <param name="Scale">What makes the peak of the difference of both the weight.</param>
/// <param name="DecayShare">What acts during a step of the decaying part at its start.</param>
/// <param name="RiseShare">What acts during a step of the rising part at its start.</param>
/// <param name="ReversalPotential">[mV].</param>
public readonly record struct BetaConstants(
    float DecayFactor, float RiseFactor, float Scale, float DecayShare, float RiseShare, float ReversalPotential)
{
    /// <summary>The constants of two time constants.</summary>
    /// <param name="riseMs">tau_rise [ms], below <paramref name="decayMs"/>.</param>
    /// <param name="decayMs">tau_decay [ms].</param>
    /// <param name="shares">What acts during a step.</param>
    /// <param name="reversalPotentialMv">[mV].</param>
    public static BetaConstants Of(double riseMs, double decayMs, in StepShares shares, double reversalPotentialMv)
    {
        double peakMs = riseMs * decayMs / (decayMs - riseMs) * PortableMath.Log(decayMs / riseMs);
        return new BetaConstants(
            DecayTable.Factor(decayMs, shares.DtMs),
            DecayTable.Factor(riseMs, shares.DtMs),
            (float)(1 / (PortableMath.Exp(-peakMs / decayMs) - PortableMath.Exp(-peakMs / riseMs))),
            (float)shares.OfDecay(decayMs),
            (float)shares.OfDecay(riseMs),
            (float)reversalPotentialMv);
    }

    /// <summary>Advances both parts by a step.</summary>
    /// <returns>The conductance that acts during it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T Advance<T>(T arrived, ref T decaying, ref T rising)
        where T : unmanaged, ILane<T>
    {
        T scaled = arrived * T.Of(Scale);
        T decayed = decaying + scaled;
        T risen = rising + scaled;
        decaying = LaneMath.FlushDenormal(decayed * T.Of(DecayFactor));
        rising = LaneMath.FlushDenormal(risen * T.Of(RiseFactor));
        return (decayed * T.Of(DecayShare)) - (risen * T.Of(RiseShare));
    }

    /// <summary>Adds an error for every parameter out of range.</summary>
    internal static void Validate(
        string name, double riseTimeConstantMs, double decayTimeConstantMs, double reversalPotentialMv, ValidationErrors errors)
    {
        errors.Above($"{name} rise time constant [ms]", riseTimeConstantMs, 0);
        errors.Above($"{name} decay time constant [ms]", decayTimeConstantMs, riseTimeConstantMs);
        errors.Finite($"{name} reversal potential [mV]", reversalPotentialMv);
    }
}

/// <summary>
/// A conductance that rises and decays with a time constant each: after an arrival k·weight·(exp(-t/tau_decay) -
/// exp(-t/tau_rise)), with k such that its peak is the weight [uS]; its current is g·(E - V).
/// </summary>
public struct BetaConductance<T> : IPostsynapticModel<T, BetaConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The part that decays with tau_decay, at the end of the step [uS].</summary>
    public T Decaying;

    /// <summary>The part that decays with tau_rise, at the end of the step [uS]; g is the difference.</summary>
    public T Rising;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step(T arrived, T membranePotential, in BetaConstants constants)
    {
        T conductance = constants.Advance(arrived, ref Decaying, ref Rising);
        return new SynapticInput<T>(
            conductance * (T.Of(constants.ReversalPotential) - membranePotential), T.Of(0f), conductance);
    }
}

/// <summary>Conductances with a time constant of rise and one of decay; weights are their peaks [uS].</summary>
public sealed record BetaConductanceDescription : PostsynapticDescription
{
    /// <summary>Time constant of the rise [ms], above 0.</summary>
    public double RiseTimeConstantMs { get; init; } = 0.5;

    /// <summary>Time constant of the decay [ms], above that of the rise.</summary>
    public double DecayTimeConstantMs { get; init; } = 3;

    /// <summary>Reversal potential E [mV].</summary>
    public double ReversalPotentialMv { get; init; }

    /// <summary>What of a step's conductance acts in it: by default the mean, weighted by the membrane where it is passive.</summary>
    public ActsWithinStep WithinStep { get; init; } = ActsWithinStep.ByMembrane;

    /// <inheritdoc/>
    public override bool IsConductance => true;

    /// <inheritdoc/>
    public override Type ModelType => typeof(BetaConductance<>);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs, double? passiveTimeConstantMs) => BetaConstants.Of(
        RiseTimeConstantMs,
        DecayTimeConstantMs,
        new StepShares(WithinStep, dtMs, passiveTimeConstantMs),
        ReversalPotentialMv);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors) =>
        BetaConstants.Validate(name, RiseTimeConstantMs, DecayTimeConstantMs, ReversalPotentialMv, errors);
}

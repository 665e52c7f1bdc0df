using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Synapses;

/// <summary>Constants of <see cref="AlphaCurrent{T}"/> and <see cref="AlphaConductance{T}"/>.</summary>
/// <param name="Decay">exp(-dt/tau).</param>
/// <param name="RisePerWeight">e/tau [1/ms], which makes the peak the weight.</param>
/// <param name="Dt">[ms].</param>
/// <param name="ValueShare">What acts during a step of the value at its start.</param>
/// <param name="RiseShare">What acts during a step of the rise at its start [ms].</param>
/// <param name="ReversalPotential">[mV]; not used by currents.</param>
public readonly record struct AlphaConstants(
    float Decay, float RisePerWeight, float Dt, float ValueShare, float RiseShare, float ReversalPotential)
{
    private const double E = 2.718281828459045;

    /// <summary>The constants of a time constant.</summary>
    /// <param name="timeConstantMs">tau [ms].</param>
    /// <param name="shares">What acts during a step.</param>
    /// <param name="reversalPotentialMv">[mV].</param>
    public static AlphaConstants Of(double timeConstantMs, in StepShares shares, double reversalPotentialMv = 0) => new(
        DecayTable.Factor(timeConstantMs, shares.DtMs),
        (float)(E / timeConstantMs),
        (float)shares.DtMs,
        (float)shares.OfDecay(timeConstantMs),
        (float)shares.OfRise(timeConstantMs),
        (float)reversalPotentialMv);

    /// <summary>Advances both variables by a step.</summary>
    /// <returns>What acts during it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T Advance<T>(T arrived, ref T rise, ref T value)
        where T : unmanaged, ILane<T>
    {
        T risen = rise + (arrived * T.Of(RisePerWeight));
        T before = value;
        rise = LaneMath.FlushDenormal(risen * T.Of(Decay));
        value = LaneMath.FlushDenormal((before + (risen * T.Of(Dt))) * T.Of(Decay));
        return (before * T.Of(ValueShare)) + (risen * T.Of(RiseShare));
    }
}

/// <summary>
/// A current in the form of an alpha function: weight·(t/tau)·exp(1 - t/tau) after an arrival, the weight [nA] at its peak
/// after tau (Rall 1967). In two variables: rise' = -rise/tau, current' = rise - current/tau.
/// </summary>
public struct AlphaCurrent<T> : IPostsynapticModel<T, AlphaConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The slope that arrivals give to the current, at the end of the step [nA/ms].</summary>
    public T Rise;

    /// <summary>The current at the end of the step [nA].</summary>
    public T Current;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step(T arrived, T membranePotential, in AlphaConstants constants) =>
        new(constants.Advance(arrived, ref Rise, ref Current), T.Of(0f));
}

/// <summary>Currents in the form of an alpha function; weights are their peaks [nA].</summary>
public sealed record AlphaCurrentDescription : PostsynapticDescription
{
    /// <summary>Time from the arrival to the peak [ms], above 0.</summary>
    public double TimeConstantMs { get; init; } = 2;

    /// <summary>What of a step's current acts in it: by default what makes linear neurons exact.</summary>
    public ActsWithinStep WithinStep { get; init; } = ActsWithinStep.ByMembrane;

    /// <inheritdoc/>
    public override Type ModelType => typeof(AlphaCurrent<>);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs, double? passiveTimeConstantMs) =>
        AlphaConstants.Of(TimeConstantMs, new StepShares(WithinStep, dtMs, passiveTimeConstantMs));

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors) =>
        errors.Above($"{name} time constant [ms]", TimeConstantMs, 0);
}

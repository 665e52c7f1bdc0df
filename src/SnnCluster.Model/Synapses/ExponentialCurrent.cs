using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Synapses;

/// <summary>Constants of <see cref="ExponentialCurrent{T}"/> and <see cref="ExponentialConductance{T}"/>.</summary>
/// <param name="Decay">exp(-dt/tau).</param>
/// <param name="StepShare">What acts during a step, in parts of the value at its start.</param>
/// <param name="ReversalPotential">[mV]; not used by currents.</param>
public readonly record struct ExponentialConstants(float Decay, float StepShare, float ReversalPotential)
{
    /// <summary>The constants of a time constant.</summary>
    /// <param name="timeConstantMs">tau [ms].</param>
    /// <param name="shares">What acts during a step.</param>
    /// <param name="reversalPotentialMv">[mV].</param>
    public static ExponentialConstants Of(double timeConstantMs, in StepShares shares, double reversalPotentialMv = 0) => new(
        DecayTable.Factor(timeConstantMs, shares.DtMs), (float)shares.OfDecay(timeConstantMs), (float)reversalPotentialMv);
}

/// <summary>A current that jumps by the weight [nA] and decays exponentially.</summary>
public struct ExponentialCurrent<T> : IPostsynapticModel<T, ExponentialConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The current at the end of the step [nA].</summary>
    public T Current;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step(T arrived, T membranePotential, in ExponentialConstants constants)
    {
        T current = Current + arrived;
        Current = LaneMath.FlushDenormal(current * T.Of(constants.Decay));
        return new SynapticInput<T>(current * T.Of(constants.StepShare), T.Of(0f));
    }
}

/// <summary>Exponential currents; weights are currents [nA].</summary>
public sealed record ExponentialCurrentDescription : PostsynapticDescription
{
    /// <summary>Time constant [ms], above 0.</summary>
    public double TimeConstantMs { get; init; } = 5;

    /// <summary>
    /// What of a step's current acts in it: by default the mean, so that the charge of a spike is weight·tau at every dt. With
    /// <see cref="ActsWithinStep.ByMembrane"/> the potential of a linear neuron is exact as well.
    /// </summary>
    public ActsWithinStep WithinStep { get; init; } = ActsWithinStep.Mean;

    /// <inheritdoc/>
    public override Type ModelType => typeof(ExponentialCurrent<>);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs, double? passiveTimeConstantMs) =>
        ExponentialConstants.Of(TimeConstantMs, new StepShares(WithinStep, dtMs, passiveTimeConstantMs));

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors) =>
        errors.Above($"{name} time constant [ms]", TimeConstantMs, 0);
}

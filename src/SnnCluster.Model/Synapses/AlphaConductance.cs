using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Synapses;

/// <summary>
/// A conductance in the form of an alpha function: weight·(t/tau)·exp(1 - t/tau) after an arrival, the weight [uS] at its
/// peak after tau (Rall 1967); its current is g·(E - V).
/// </summary>
public struct AlphaConductance<T> : IPostsynapticModel<T, AlphaConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The slope that arrivals give to the conductance, at the end of the step [uS/ms].</summary>
    public T Rise;

    /// <summary>g at the end of the step [uS].</summary>
    public T Conductance;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step(T arrived, T membranePotential, in AlphaConstants constants)
    {
        T conductance = constants.Advance(arrived, ref Rise, ref Conductance);
        return new SynapticInput<T>(
            conductance * (T.Of(constants.ReversalPotential) - membranePotential), T.Of(0f), conductance);
    }
}

/// <summary>Conductances in the form of an alpha function; weights are their peaks [uS].</summary>
public sealed record AlphaConductanceDescription : PostsynapticDescription
{
    /// <summary>Time from the arrival to the peak [ms], above 0.</summary>
    public double TimeConstantMs { get; init; } = 2;

    /// <summary>Reversal potential E [mV].</summary>
    public double ReversalPotentialMv { get; init; }

    /// <summary>What of a step's conductance acts in it: by default the mean, weighted by the membrane where it is passive.</summary>
    public ActsWithinStep WithinStep { get; init; } = ActsWithinStep.ByMembrane;

    /// <inheritdoc/>
    public override bool IsConductance => true;

    /// <inheritdoc/>
    public override Type ModelType => typeof(AlphaConductance<>);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs, double? passiveTimeConstantMs) => AlphaConstants.Of(
        TimeConstantMs, new StepShares(WithinStep, dtMs, passiveTimeConstantMs), ReversalPotentialMv);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.Above($"{name} time constant [ms]", TimeConstantMs, 0);
        errors.Finite($"{name} reversal potential [mV]", ReversalPotentialMv);
    }
}

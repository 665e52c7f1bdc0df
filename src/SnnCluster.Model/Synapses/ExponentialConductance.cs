using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Synapses;

/// <summary>A conductance that jumps by the weight [uS] and decays exponentially; its current is g·(E - V).</summary>
public struct ExponentialConductance<T> : IPostsynapticModel<T, ExponentialConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>g at the end of the step [uS].</summary>
    public T Conductance;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step(T arrived, T membranePotential, in ExponentialConstants constants)
    {
        T conductance = Conductance + arrived;
        Conductance = LaneMath.FlushDenormal(conductance * T.Of(constants.Decay));
        conductance *= T.Of(constants.StepShare);
        return new SynapticInput<T>(
            conductance * (T.Of(constants.ReversalPotential) - membranePotential), T.Of(0f), conductance);
    }
}

/// <summary>Exponential conductances; weights are conductances [uS].</summary>
public sealed record ExponentialConductanceDescription : PostsynapticDescription
{
    /// <summary>Time constant [ms], above 0.</summary>
    public double TimeConstantMs { get; init; } = 5;

    /// <summary>Reversal potential E [mV].</summary>
    public double ReversalPotentialMv { get; init; }

    /// <summary>
    /// What of a step's conductance acts in it: by default the value at its start, as in the reference implementation of the
    /// topographic map, which is too large by the factor dt/(tau·(1 - exp(-dt/tau))).
    /// </summary>
    public ActsWithinStep WithinStep { get; init; } = ActsWithinStep.AtStart;

    /// <inheritdoc/>
    public override bool IsConductance => true;

    /// <inheritdoc/>
    public override Type ModelType => typeof(ExponentialConductance<>);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs, double? passiveTimeConstantMs) => ExponentialConstants.Of(
        TimeConstantMs, new StepShares(WithinStep, dtMs, passiveTimeConstantMs), ReversalPotentialMv);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.Above($"{name} time constant [ms]", TimeConstantMs, 0);
        errors.Finite($"{name} reversal potential [mV]", ReversalPotentialMv);
    }
}

using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Synapses;

/// <summary>Constants of <see cref="NmdaConductance{T}"/>.</summary>
/// <param name="Gating">Time course without the block, and the reversal potential.</param>
/// <param name="BlockAtZero">Blocked channels for each open one at 0 mV: [Mg]/3.57 mM.</param>
/// <param name="Steepness">How fast the block falls with the potential [1/mV].</param>
public readonly record struct NmdaConstants(BetaConstants Gating, float BlockAtZero, float Steepness);

/// <summary>
/// An NMDA receptor: a conductance g with a time constant of rise and one of decay, of which magnesium leaves
/// B(V) = 1/(1 + [Mg]/3.57·exp(-0.062·V)) open (Jahr and Stevens 1990); its current is g·B(V)·(E - V).
/// </summary>
public struct NmdaConductance<T> : IPostsynapticModel<T, NmdaConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The part that decays with tau_decay, at the end of the step [uS].</summary>
    public T Decaying;

    /// <summary>The part that decays with tau_rise, at the end of the step [uS]; g is the difference.</summary>
    public T Rising;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step(T arrived, T membranePotential, in NmdaConstants constants)
    {
        T conductance = constants.Gating.Advance(arrived, ref Decaying, ref Rising);

        T steepness = T.Of(constants.Steepness);
        T blocked = T.Of(constants.BlockAtZero) * LaneMath.Exp(-(steepness * membranePotential));
        T open = T.Of(1f) / (T.Of(1f) + blocked);
        T force = T.Of(constants.Gating.ReversalPotential) - membranePotential;
        T unblocked = conductance * open;

        // B' = steepness·B·(1 - B): where the block gives way, the current grows with the potential, and this is negative.
        T falls = unblocked * (T.Of(1f) - (steepness * (T.Of(1f) - open) * force));
        return new SynapticInput<T>(unblocked * force, T.Of(0f), falls);
    }
}

/// <summary>NMDA receptors; weights are their peaks without magnesium [uS].</summary>
public sealed record NmdaConductanceDescription : PostsynapticDescription
{
    private const double HalfBlockMm = 3.57; // Jahr and Stevens 1990, equation 4

    /// <summary>Time constant of the rise [ms], above 0.</summary>
    public double RiseTimeConstantMs { get; init; } = 2;

    /// <summary>Time constant of the decay [ms], above that of the rise.</summary>
    public double DecayTimeConstantMs { get; init; } = 100;

    /// <summary>Reversal potential E [mV].</summary>
    public double ReversalPotentialMv { get; init; }

    /// <summary>Concentration of magnesium [mM], at least 0.</summary>
    public double MagnesiumMm { get; init; } = 1;

    /// <summary>How fast the block falls with the potential [1/mV], at least 0.</summary>
    public double SteepnessPerMv { get; init; } = 0.062;

    /// <summary>What of a step's conductance acts in it: by default the mean, weighted by the membrane where it is passive.</summary>
    public ActsWithinStep WithinStep { get; init; } = ActsWithinStep.ByMembrane;

    /// <inheritdoc/>
    public override bool IsConductance => true;

    /// <inheritdoc/>
    public override Type ModelType => typeof(NmdaConductance<>);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs, double? passiveTimeConstantMs) => new NmdaConstants(
        BetaConstants.Of(
            RiseTimeConstantMs,
            DecayTimeConstantMs,
            new StepShares(WithinStep, dtMs, passiveTimeConstantMs),
            ReversalPotentialMv),
        (float)(MagnesiumMm / HalfBlockMm),
        (float)SteepnessPerMv);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        BetaConstants.Validate(name, RiseTimeConstantMs, DecayTimeConstantMs, ReversalPotentialMv, errors);
        errors.AtLeast($"{name} magnesium [mM]", MagnesiumMm, 0);
        errors.AtLeast($"{name} steepness [1/mV]", SteepnessPerMv, 0);
    }
}

using System.Runtime.CompilerServices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Plasticity;

/// <summary>
/// STDP modulated by rewards (Florian 2007; Izhikevich 2007): a target spike adds A+·x to the eligibility c of the synapse, a
/// source event takes A-·y off it, c decays with τc, and every event of the modulator changes the weight by its amount times c.
/// The weight is clipped after each. Spikes of the same step are no pair.
/// </summary>
/// <param name="Potentiation">A+.</param>
/// <param name="Depression">A-.</param>
/// <param name="MinimumWeight">Lower bound of the weight.</param>
/// <param name="MaximumWeight">Upper bound of the weight.</param>
public readonly record struct RewardStdp(float Potentiation, float Depression, float MinimumWeight, float MaximumWeight)
    : ISynapseModel<Eligibility, Trace, Trace>
{
    /// <inheritdoc/>
    public static SynapseTraits Traits => SynapseTraits.SourceEvents | SynapseTraits.TargetSpikes
        | SynapseTraits.IgnoresSameStep | SynapseTraits.Modulated | SynapseTraits.Advances;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Trace DecaySource<TDecays>(in Trace source, int steps, in TDecays decays)
        where TDecays : struct, IDecays => new(source.Value * decays.After(0, steps));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Trace SourceEvent(in Trace before) => new(before.Value + 1f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Trace DecayTarget<TDecays>(in Trace target, int steps, in TDecays decays)
        where TDecays : struct, IDecays => new(target.Value * decays.After(1, steps));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Trace TargetSpike(in Trace before) => new(before.Value + 1f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float OnSourceEvent(ref float weight, ref Eligibility synapse, in Trace source, in Trace target)
    {
        synapse = new Eligibility(synapse.Value - (Depression * target.Value));
        return weight;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike(ref float weight, ref Eligibility synapse, in Trace source, in Trace target) =>
        synapse = new Eligibility(synapse.Value + (Potentiation * source.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnModulator(ref float weight, ref Eligibility synapse, float amount)
    {
        float changed = weight + (amount * synapse.Value);
        changed = changed < MinimumWeight ? MinimumWeight : changed;
        weight = changed > MaximumWeight ? MaximumWeight : changed;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<TDecays>(ref float weight, ref Eligibility synapse, float modulator, int steps, in TDecays decays)
        where TDecays : struct, IDecays => synapse = new Eligibility(synapse.Value * decays.After(2, steps));
}

/// <summary>STDP modulated by rewards; the modulator's time constant has no effect on it.</summary>
public sealed record RewardStdpDescription : SynapseDescription
{
    /// <summary>A+ in units of weight, at least 0.</summary>
    public double Potentiation { get; init; } = 0.01;

    /// <summary>A- in units of weight, at least 0.</summary>
    public double Depression { get; init; } = 0.01;

    /// <summary>τ+ of the source trace [ms], above 0.</summary>
    public double SourceTimeConstantMs { get; init; } = 20;

    /// <summary>τ- of the target trace [ms], above 0.</summary>
    public double TargetTimeConstantMs { get; init; } = 20;

    /// <summary>τc of the eligibility [ms], above 0.</summary>
    public double EligibilityTimeConstantMs { get; init; } = 25;

    /// <summary>Lower bound of the weight.</summary>
    public double MinimumWeight { get; init; }

    /// <summary>Upper bound of the weight, not below the lower.</summary>
    public double MaximumWeight { get; init; } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<DecayCurve> Curves =>
        [SourceTimeConstantMs, TargetTimeConstantMs, EligibilityTimeConstantMs];

    /// <inheritdoc/>
    public override double WeightBound => Math.Max(Math.Abs(MinimumWeight), Math.Abs(MaximumWeight));

    /// <inheritdoc/>
    public override object TargetStateKey => (TargetTimeConstantMs, false);

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) =>
        new RewardStdp((float)Potentiation, (float)Depression, (float)MinimumWeight, (float)MaximumWeight);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.AtLeast($"{name} potentiation", Potentiation, 0);
        errors.AtLeast($"{name} depression", Depression, 0);
        errors.Above($"{name} source time constant [ms]", SourceTimeConstantMs, 0);
        errors.Above($"{name} target time constant [ms]", TargetTimeConstantMs, 0);
        errors.Above($"{name} eligibility time constant [ms]", EligibilityTimeConstantMs, 0);
        errors.Finite($"{name} minimum weight", MinimumWeight);
        errors.AtLeast($"{name} maximum weight", MaximumWeight, MinimumWeight);
    }
}

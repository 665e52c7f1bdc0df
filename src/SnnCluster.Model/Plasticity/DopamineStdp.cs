using System.Runtime.CompilerServices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Plasticity;

/// <summary>
/// STDP modulated by dopamine (Izhikevich 2007; in the form of Potjans, Morrison and Diesmann 2010): a target spike adds A+·x to
/// the eligibility c of the synapse, a source event takes A-·y off it; c decays with τc, and the weight changes by
/// dw/dt = c·(n - b), where n is the level of the modulator. The integral from one event of the synapse to the next is
/// exact; the weight is clipped after each. Spikes of the same step are no pair.
/// </summary>
/// <param name="Potentiation">A+.</param>
/// <param name="Depression">A-.</param>
/// <param name="Baseline">b.</param>
/// <param name="EligibilityTimeMs">τc [ms].</param>
/// <param name="JointTimeMs">Time constant of c·n: 1/(1/τc + 1/τn) [ms].</param>
/// <param name="MinimumWeight">Lower bound of the weight.</param>
/// <param name="MaximumWeight">Upper bound of the weight.</param>
public readonly record struct DopamineStdp(
    float Potentiation,
    float Depression,
    float Baseline,
    float EligibilityTimeMs,
    float JointTimeMs,
    float MinimumWeight,
    float MaximumWeight) : ISynapseModel<Eligibility, Trace, Trace>
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
    public void OnModulator(ref float weight, ref Eligibility synapse, float amount)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<TDecays>(ref float weight, ref Eligibility synapse, float modulator, int steps, in TDecays decays)
        where TDecays : struct, IDecays
    {
        float c = synapse.Value;
        float changed = weight
            + (c * ((modulator * JointTimeMs * decays.After(4, steps)) - (Baseline * EligibilityTimeMs * decays.After(3, steps))));
        changed = changed < MinimumWeight ? MinimumWeight : changed;
        weight = changed > MaximumWeight ? MaximumWeight : changed;
        synapse = new Eligibility(c * decays.After(2, steps));
    }
}

/// <summary>
/// STDP modulated by dopamine; defaults are those of NEST's stdp_dopamine_synapse. The modulator's level is in 1/ms: with an
/// amount of 1/τn per spike, a spike changes the weight by c in all.
/// </summary>
public sealed record DopamineStdpDescription : SynapseDescription
{
    /// <summary>A+ in units of weight, at least 0.</summary>
    public double Potentiation { get; init; } = 1;

    /// <summary>A- in units of weight, at least 0.</summary>
    public double Depression { get; init; } = 1.5;

    /// <summary>b, the level at which weights stand still [1/ms], at least 0.</summary>
    public double Baseline { get; init; }

    /// <summary>τ+ of the source trace [ms], above 0.</summary>
    public double SourceTimeConstantMs { get; init; } = 20;

    /// <summary>τ- of the target trace [ms], above 0.</summary>
    public double TargetTimeConstantMs { get; init; } = 20;

    /// <summary>τc of the eligibility [ms], above 0.</summary>
    public double EligibilityTimeConstantMs { get; init; } = 1000;

    /// <summary>τn [ms], above 0: that of the modulator.</summary>
    public double ModulatorTimeConstantMs { get; init; } = 200;

    /// <summary>Lower bound of the weight.</summary>
    public double MinimumWeight { get; init; }

    /// <summary>Upper bound of the weight, not below the lower.</summary>
    public double MaximumWeight { get; init; } = 200;

    /// <inheritdoc/>
    public override IReadOnlyList<DecayCurve> Curves =>
    [
        SourceTimeConstantMs,
        TargetTimeConstantMs,
        EligibilityTimeConstantMs,
        new DecayCurve(EligibilityTimeConstantMs, Rises: true),
        new DecayCurve(JointTimeMs, Rises: true),
    ];

    /// <inheritdoc/>
    public override double WeightBound => Math.Max(Math.Abs(MinimumWeight), Math.Abs(MaximumWeight));

    /// <inheritdoc/>
    public override double? ExpectedModulatorTimeMs => ModulatorTimeConstantMs;

    /// <inheritdoc/>
    public override object TargetStateKey => (TargetTimeConstantMs, false);

    private double JointTimeMs => 1 / ((1 / EligibilityTimeConstantMs) + (1 / ModulatorTimeConstantMs));

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) => new DopamineStdp(
        (float)Potentiation,
        (float)Depression,
        (float)Baseline,
        (float)EligibilityTimeConstantMs,
        (float)JointTimeMs,
        (float)MinimumWeight,
        (float)MaximumWeight);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.AtLeast($"{name} potentiation", Potentiation, 0);
        errors.AtLeast($"{name} depression", Depression, 0);
        errors.AtLeast($"{name} baseline", Baseline, 0);
        errors.Above($"{name} source time constant [ms]", SourceTimeConstantMs, 0);
        errors.Above($"{name} target time constant [ms]", TargetTimeConstantMs, 0);
        errors.Above($"{name} eligibility time constant [ms]", EligibilityTimeConstantMs, 0);
        errors.Above($"{name} modulator time constant [ms]", ModulatorTimeConstantMs, 0);
        errors.Finite($"{name} minimum weight", MinimumWeight);
        errors.AtLeast($"{name} maximum weight", MaximumWeight, MinimumWeight);
    }
}

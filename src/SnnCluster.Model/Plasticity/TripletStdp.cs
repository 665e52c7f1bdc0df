using System.Runtime.CompilerServices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Plasticity;

/// <summary>
/// Triplet STDP (Pfister and Gerstner 2006): a source event takes o1·(A2- + A3-·r2) off the weight and delivers what is left,
/// a target spike adds r1·(A2+ + A3+·o2). Traces r1, r2 of the source and o1, o2 of the target count all spikes, or know the
/// last one alone; r2 and o2 are taken just before the event or spike itself. The weight is clipped after every change.
/// </summary>
/// <typeparam name="TSameStep">What spikes of the same step are to each other.</typeparam>
/// <param name="PairPotentiation">A2+.</param>
/// <param name="TripletPotentiation">A3+.</param>
/// <param name="PairDepression">A2-.</param>
/// <param name="TripletDepression">A3-.</param>
/// <param name="MaximumWeight">Upper bound; the lower is 0.</param>
/// <param name="Kept">What a spike leaves of the traces before it: 1 over all spikes, 0 over nearest neighbours.</param>
public readonly record struct TripletStdp<TSameStep>(
    float PairPotentiation,
    float TripletPotentiation,
    float PairDepression,
    float TripletDepression,
    float MaximumWeight,
    float Kept) : ISynapseModel<NoState, TwoTraces, TwoTraces>
    where TSameStep : unmanaged, ISameStep
{
    /// <inheritdoc/>
    public static SynapseTraits Traits =>
        SynapseTraits.SourceEvents | SynapseTraits.TargetSpikes | SynapseTraits.TargetStateAtSpike | TSameStep.Trait;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TwoTraces DecaySource<TDecays>(in TwoTraces source, int steps, in TDecays decays)
        where TDecays : struct, IDecays => new(source.Fast * decays.After(0, steps), source.Slow * decays.After(1, steps));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TwoTraces SourceEvent(in TwoTraces before) => new((before.Fast * Kept) + 1f, (before.Slow * Kept) + 1f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TwoTraces DecayTarget<TDecays>(in TwoTraces target, int steps, in TDecays decays)
        where TDecays : struct, IDecays => new(target.Fast * decays.After(2, steps), target.Slow * decays.After(3, steps));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TwoTraces TargetSpike(in TwoTraces before) => new((before.Fast * Kept) + 1f, (before.Slow * Kept) + 1f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float OnSourceEvent(ref float weight, ref NoState synapse, in TwoTraces source, in TwoTraces target)
    {
        float left = weight - (target.Fast * (PairDepression + (TripletDepression * source.Slow)));
        left = left > 0f ? left : 0f;
        weight = left;
        return left;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike(ref float weight, ref NoState synapse, in TwoTraces source, in TwoTraces target)
    {
        float larger = weight + (source.Fast * (PairPotentiation + (TripletPotentiation * target.Slow)));
        weight = larger < MaximumWeight ? larger : MaximumWeight;
    }

    /// <inheritdoc/>
    public void OnModulator(ref float weight, ref NoState synapse, float amount)
    {
    }

    /// <inheritdoc/>
    public void Advance<TDecays>(ref float weight, ref NoState synapse, float modulator, int steps, in TDecays decays)
        where TDecays : struct, IDecays
    {
    }
}

/// <summary>
/// Triplet STDP; defaults are those of the paper for slices of visual cortex, all-to-all, minimal model (its table 3, with
/// weights from 0 to 1).
/// </summary>
public sealed record TripletStdpDescription : SynapseDescription
{
    /// <summary>A2+ in units of weight, at least 0.</summary>
    public double PairPotentiation { get; init; }

    /// <summary>A3+ in units of weight, at least 0.</summary>
    public double TripletPotentiation { get; init; } = 6.5e-3;

    /// <summary>A2- in units of weight, at least 0.</summary>
    public double PairDepression { get; init; } = 7.1e-3;

    /// <summary>A3- in units of weight, at least 0.</summary>
    public double TripletDepression { get; init; }

    /// <summary>τ+ of r1 [ms], above 0.</summary>
    public double SourceTimeConstantMs { get; init; } = 16.8;

    /// <summary>τx of r2 [ms], above 0.</summary>
    public double SlowSourceTimeConstantMs { get; init; } = 101;

    /// <summary>τ- of o1 [ms], above 0.</summary>
    public double TargetTimeConstantMs { get; init; } = 33.7;

    /// <summary>τy of o2 [ms], above 0.</summary>
    public double SlowTargetTimeConstantMs { get; init; } = 114;

    /// <summary>Upper bound of the weight, above 0; the lower is 0.</summary>
    public double MaximumWeight { get; init; } = 1;

    /// <summary>Whether traces know the last spike alone.</summary>
    public bool NearestNeighbours { get; init; }

    /// <summary>What spikes of the same step are to each other.</summary>
    public SameStep SameStep { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<DecayCurve> Curves =>
        [SourceTimeConstantMs, SlowSourceTimeConstantMs, TargetTimeConstantMs, SlowTargetTimeConstantMs];

    /// <inheritdoc/>
    public override double WeightBound => MaximumWeight;

    /// <inheritdoc/>
    public override int WeightSign => 1;

    /// <inheritdoc/>
    public override object TargetStateKey => (TargetTimeConstantMs, SlowTargetTimeConstantMs, NearestNeighbours);

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) => SameStep switch
    {
        SameStep.SourceFirst => Create<SourceFirstInStep>(),
        SameStep.Mutual => Create<MutualInStep>(),
        _ => Create<IgnoredSameStep>(),
    };

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.AtLeast($"{name} pair potentiation", PairPotentiation, 0);
        errors.AtLeast($"{name} triplet potentiation", TripletPotentiation, 0);
        errors.AtLeast($"{name} pair depression", PairDepression, 0);
        errors.AtLeast($"{name} triplet depression", TripletDepression, 0);
        errors.Above($"{name} source time constant [ms]", SourceTimeConstantMs, 0);
        errors.Above($"{name} slow source time constant [ms]", SlowSourceTimeConstantMs, 0);
        errors.Above($"{name} target time constant [ms]", TargetTimeConstantMs, 0);
        errors.Above($"{name} slow target time constant [ms]", SlowTargetTimeConstantMs, 0);
        errors.Above($"{name} maximum weight", MaximumWeight, 0);
    }

    private TripletStdp<TSameStep> Create<TSameStep>()
        where TSameStep : unmanaged, ISameStep => new(
            (float)PairPotentiation,
            (float)TripletPotentiation,
            (float)PairDepression,
            (float)TripletDepression,
            (float)MaximumWeight,
            NearestNeighbours ? 0f : 1f);
}

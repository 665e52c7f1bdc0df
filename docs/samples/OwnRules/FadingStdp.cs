using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;

namespace OwnRules;

/// <summary>What a synapse of <see cref="FadingStdp"/> remembers: the value that its weight comes back to.</summary>
public readonly record struct Memory(float Stable);

/// <summary>Pair STDP whose changes fade: between spikes the weight comes back to a value that potentiation moves.</summary>
/// <param name="Potentiation">What a target spike adds per unit of source trace.</param>
/// <param name="Depression">What a source event takes off per unit of target trace.</param>
/// <param name="Consolidation">Share of the way to the weight that a target spike moves the stable value.</param>
public readonly record struct FadingStdp(float Potentiation, float Depression, float Consolidation)
    : ISynapseModel<Memory, Trace, Trace>
{
    /// <inheritdoc/>
    public static SynapseTraits Traits =>
        SynapseTraits.SourceEvents | SynapseTraits.TargetSpikes | SynapseTraits.IgnoresSameStep | SynapseTraits.Advances;

    /// <inheritdoc/>
    public Trace DecaySource<TDecays>(in Trace source, int steps, in TDecays decays)
        where TDecays : struct, IDecays => new(source.Value * decays.After(0, steps));

    /// <inheritdoc/>
    public Trace SourceEvent(in Trace before) => new(before.Value + 1f);

    /// <inheritdoc/>
    public Trace DecayTarget<TDecays>(in Trace target, int steps, in TDecays decays)
        where TDecays : struct, IDecays => new(target.Value * decays.After(1, steps));

    /// <inheritdoc/>
    public Trace TargetSpike(in Trace before) => new(before.Value + 1f);

    /// <inheritdoc/>
    public float OnSourceEvent(ref float weight, ref Memory synapse, in Trace source, in Trace target)
    {
        float delivered = weight;
        weight = Math.Max(0f, delivered - (Depression * target.Value));
        return delivered;
    }

    /// <inheritdoc/>
    public void OnTargetSpike(ref float weight, ref Memory synapse, in Trace source, in Trace target)
    {
        weight = Math.Min(1f, weight + (Potentiation * source.Value));
        synapse = new Memory(synapse.Stable + (Consolidation * (weight - synapse.Stable)));
    }

    /// <inheritdoc/>
    public void OnModulator(ref float weight, ref Memory synapse, float amount)
    {
    }

    /// <inheritdoc/>
    public void Advance<TDecays>(ref float weight, ref Memory synapse, float modulator, int steps, in TDecays decays)
        where TDecays : struct, IDecays =>
        weight = synapse.Stable + ((weight - synapse.Stable) * decays.After(2, steps));
}

/// <summary>Pair STDP whose changes fade within 500 ms; traces of 20 ms; weights from 0 to 1.</summary>
public sealed record FadingStdpDescription : SynapseDescription
{
    /// <summary>Share of the way to the weight that a target spike moves the stable value, 0 to 1.</summary>
    public double Consolidation { get; init; } = 0.1;

    /// <inheritdoc/>
    public override IReadOnlyList<DecayCurve> Curves => [20, 20, 500];

    /// <inheritdoc/>
    public override double WeightBound => 1;

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) => new FadingStdp(0.02f, 0.01f, (float)Consolidation);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors) =>
        errors.Within($"{name} consolidation", Consolidation, 0, 1);
}

using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;

namespace OwnRules;

/// <summary>
/// Pair STDP with soft bounds: a change is in proportion to what is left to the bound that it moves towards (Kistler and
/// van Hemmen 2000). Traces of fast trains exceed 1, so that a change is cut off at the bound itself.
/// </summary>
/// <param name="Potentiation">Share of the way to the largest weight, per unit of source trace.</param>
/// <param name="Depression">Share of the way to 0, per unit of target trace.</param>
/// <param name="LargestWeight">The upper bound; the lower is 0.</param>
public readonly record struct SoftBoundStdp(float Potentiation, float Depression, float LargestWeight) : ITraceRule
{
    /// <inheritdoc/>
    public float OnSourceEvent(ref float weight, float targetTrace)
    {
        float delivered = weight;
        float share = Depression * targetTrace;
        weight = share < 1f ? delivered - (share * delivered) : 0f;
        return delivered;
    }

    /// <inheritdoc/>
    public void OnTargetSpike(ref float weight, float sourceTrace)
    {
        float share = Potentiation * sourceTrace;
        weight = share < 1f ? weight + (share * (LargestWeight - weight)) : LargestWeight;
    }
}

/// <summary>Pair STDP with soft bounds; traces of 20 ms.</summary>
public sealed record SoftBoundStdpDescription : SynapseDescription
{
    /// <summary>The largest weight, above 0.</summary>
    public double LargestWeight { get; init; } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<DecayCurve> Curves => [20, 20];

    /// <inheritdoc/>
    public override double WeightBound => LargestWeight;

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) =>
        TraceSynapse.Create(new SoftBoundStdp(0.02f, 0.022f, (float)LargestWeight), SameStep.Mutual);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors) =>
        errors.Above($"{name} largest weight", LargestWeight, 0);
}

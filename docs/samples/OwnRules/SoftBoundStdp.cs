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
public readonly record struct SoftBoundStdp(float Potentiation, float Depression, float LargestWeight) : IWeightUpdateRule
{
    /// <inheritdoc/>
    public static bool IsPlastic => true;

    /// <inheritdoc/>
    public float AfterSourceSpike(float weight, float targetTrace)
    {
        float share = Depression * targetTrace;
        return share < 1f ? weight - (share * weight) : 0f;
    }

    /// <inheritdoc/>
    public float AfterTargetSpike(float weight, float sourceTrace)
    {
        float share = Potentiation * sourceTrace;
        return share < 1f ? weight + (share * (LargestWeight - weight)) : LargestWeight;
    }
}

/// <summary>Pair STDP with soft bounds; traces of 20 ms.</summary>
public sealed record SoftBoundStdpDescription : WeightUpdateDescription
{
    /// <summary>The largest weight, above 0.</summary>
    public double LargestWeight { get; init; } = 1;

    /// <inheritdoc/>
    public override double SourceTraceTimeConstantMs => 20;

    /// <inheritdoc/>
    public override double TargetTraceTimeConstantMs => 20;

    /// <inheritdoc/>
    public override double WeightBound => LargestWeight;

    /// <inheritdoc/>
    public override IWeightUpdateRule CreateRule() => new SoftBoundStdp(0.02f, 0.022f, (float)LargestWeight);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors) =>
        errors.Above($"{name} largest weight", LargestWeight, 0);
}

using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Plasticity;

/// <summary>
/// Additive spike-timing dependent plasticity over all pairs of spikes (Song, Miller and Abbott 2000; in the form of
/// Knight, Senk and Nowotny 2025): a source event delivers the weight and then takes A-·(target trace) off it, a target
/// spike adds A+·(source trace); the weight is clipped after every change. Spikes of the same step are a pair.
/// </summary>
/// <param name="Potentiation">A+, in units of weight.</param>
/// <param name="Depression">A-, in units of weight.</param>
/// <param name="MinimumWeight">Lower bound of the weight.</param>
/// <param name="MaximumWeight">Upper bound of the weight.</param>
public readonly record struct PairStdp(float Potentiation, float Depression, float MinimumWeight, float MaximumWeight)
    : ITraceRule
{
    /// <inheritdoc/>
    public static bool HasLanes => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float OnSourceEvent(ref float weight, float targetTrace)
    {
        float delivered = weight;
        weight = Clip(delivered - (Depression * targetTrace));
        return delivered;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike(ref float weight, float sourceTrace) => weight = Clip(weight + (Potentiation * sourceTrace));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T OnSourceEvent<T>(ref T weight, T targetTrace)
        where T : unmanaged, ILane<T>
    {
        T delivered = weight;
        weight = Clip(delivered - (T.Of(Depression) * targetTrace));
        return delivered;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike<T>(ref T weight, T sourceTrace)
        where T : unmanaged, ILane<T> => weight = Clip(weight + (T.Of(Potentiation) * sourceTrace));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Clip<T>(T weight)
        where T : unmanaged, ILane<T> => LaneMath.Min(T.Of(MaximumWeight), LaneMath.Max(T.Of(MinimumWeight), weight));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Clip(float weight)
    {
        weight = weight < MinimumWeight ? MinimumWeight : weight;
        return weight > MaximumWeight ? MaximumWeight : weight;
    }
}

/// <summary>Additive pair STDP; defaults are those of the topographic map.</summary>
public sealed record PairStdpDescription : SynapseDescription
{
    /// <summary>Time constant of the source trace [ms], above 0.</summary>
    public double SourceTimeConstantMs { get; init; } = 20;

    /// <summary>Time constant of the target trace [ms], above 0.</summary>
    public double TargetTimeConstantMs { get; init; } = 64;

    /// <summary>A+ in units of weight, at least 0.</summary>
    public double Potentiation { get; init; } = 0.1 * 0.2;

    /// <summary>A- in units of weight, at least 0.</summary>
    public double Depression { get; init; } = 1.2 * 0.1 * 0.2 * 20 / 64;

    /// <summary>Lower bound of the weight.</summary>
    public double MinimumWeight { get; init; }

    /// <summary>Upper bound of the weight, not below the lower.</summary>
    public double MaximumWeight { get; init; } = 0.2;

    /// <inheritdoc/>
    public override IReadOnlyList<DecayCurve> Curves => [SourceTimeConstantMs, TargetTimeConstantMs];

    /// <inheritdoc/>
    public override double WeightBound => Math.Max(Math.Abs(MinimumWeight), Math.Abs(MaximumWeight));

    /// <inheritdoc/>
    public override object TargetStateKey => (TargetTimeConstantMs, false);

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) => TraceSynapse.Create(
        new PairStdp((float)Potentiation, (float)Depression, (float)MinimumWeight, (float)MaximumWeight), SameStep.Mutual);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.Above($"{name} source time constant [ms]", SourceTimeConstantMs, 0);
        errors.Above($"{name} target time constant [ms]", TargetTimeConstantMs, 0);
        errors.AtLeast($"{name} potentiation", Potentiation, 0);
        errors.AtLeast($"{name} depression", Depression, 0);
        errors.Finite($"{name} minimum weight", MinimumWeight);
        errors.AtLeast($"{name} maximum weight", MaximumWeight, MinimumWeight);
    }
}

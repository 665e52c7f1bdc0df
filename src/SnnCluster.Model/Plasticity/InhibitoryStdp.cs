using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Plasticity;

/// <summary>
/// Inhibitory STDP (Vogels et al. 2011): a source event changes the strength of the synapse by η·(y - α) and delivers it, a
/// target spike adds η·x, where x and y are traces of the source and the target. The strength is clipped to 0 to W after every
/// change; the weight is the strength with a sign.
/// </summary>
/// <param name="LearningRate">η.</param>
/// <param name="Offset">α.</param>
/// <param name="MaximumStrength">W.</param>
/// <param name="Sign">1 or -1.</param>
/// <param name="LateOffset">α where it is taken off after clipping to W, else 0; <paramref name="Offset"/> is 0 then.</param>
public readonly record struct InhibitoryStdp(
    float LearningRate, float Offset, float MaximumStrength, float Sign, float LateOffset) : ITraceRule
{
    /// <inheritdoc/>
    public static bool HasLanes => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float OnSourceEvent(ref float weight, float targetTrace)
    {
        var changed = new ScalarLane(weight);
        OnSourceEvent(ref changed, new ScalarLane(targetTrace));
        return weight = changed.Value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike(ref float weight, float sourceTrace) =>
        weight = Changed(new ScalarLane(weight), new ScalarLane(sourceTrace)).Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T OnSourceEvent<T>(ref T weight, T targetTrace)
        where T : unmanaged, ILane<T> => weight = Changed(Changed(weight, targetTrace - T.Of(Offset)), T.Of(-LateOffset));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike<T>(ref T weight, T sourceTrace)
        where T : unmanaged, ILane<T> => weight = Changed(weight, sourceTrace);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Changed<T>(T weight, T trace)
        where T : unmanaged, ILane<T>
    {
        T strength = (T.Of(Sign) * weight) + (T.Of(LearningRate) * trace);
        strength = LaneMath.Max(strength, T.Of(0f));
        return T.Of(Sign) * LaneMath.Min(strength, T.Of(MaximumStrength));
    }
}

/// <summary>Inhibitory STDP; defaults are those of NEST's vogels_sprekeler_synapse, for weights below 0.</summary>
public sealed record InhibitoryStdpDescription : SynapseDescription
{
    /// <summary>η, at least 0.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>α, at least 0: twice the wanted rate of the target [spikes/ms] times τ.</summary>
    public double Offset { get; init; } = 0.12;

    /// <summary>τ of both traces [ms], above 0.</summary>
    public double TimeConstantMs { get; init; } = 20;

    /// <summary>W, the largest strength, above 0.</summary>
    public double MaximumStrength { get; init; } = 1;

    /// <summary>Whether weights are from -W to 0, as inhibitory currents are; from 0 to W otherwise, as conductances are.</summary>
    public bool NegativeWeights { get; init; } = true;

    /// <summary>
    /// Whether a source event first adds η·y, clipped to W, and then takes η·α off, as NEST does: such a strength stays ηα below W
    /// where one clip leaves it at W.
    /// </summary>
    public bool OffsetAfterClipping { get; init; }

    /// <summary>What spikes of the same step are to each other.</summary>
    public SameStep SameStep { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<DecayCurve> Curves => [TimeConstantMs, TimeConstantMs];

    /// <inheritdoc/>
    public override double WeightBound => MaximumStrength;

    /// <inheritdoc/>
    public override int WeightSign => NegativeWeights ? -1 : 1;

    /// <inheritdoc/>
    public override object TargetStateKey => (TimeConstantMs, false);

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) => TraceSynapse.Create(
        new InhibitoryStdp(
            (float)LearningRate,
            OffsetAfterClipping ? 0f : (float)Offset,
            (float)MaximumStrength,
            NegativeWeights ? -1f : 1f,
            OffsetAfterClipping ? (float)Offset : 0f),
        SameStep);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.AtLeast($"{name} learning rate", LearningRate, 0);
        errors.AtLeast($"{name} offset", Offset, 0);
        errors.Above($"{name} time constant [ms]", TimeConstantMs, 0);
        errors.Above($"{name} maximum strength", MaximumStrength, 0);
    }
}

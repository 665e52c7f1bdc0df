using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Plasticity;

/// <summary>
/// Pair STDP with a power law of potentiation and multiplicative depression, without an upper bound of its own
/// (Morrison, Aertsen and Diesmann 2007): a source event takes λα·w·y off the weight and delivers what is left, a target
/// spike adds λ·w0^(1-μ)·w^μ·x. Spikes of the same step are no pair.
/// </summary>
/// <param name="Potentiation">λ·w0^(1-μ).</param>
/// <param name="Depression">λ·α.</param>
/// <param name="Exponent">μ.</param>
public readonly record struct PowerLawPotentiationStdp(float Potentiation, float Depression, float Exponent) : ITraceRule
{
    /// <inheritdoc/>
    public static bool HasLanes => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float OnSourceEvent(ref float weight, float targetTrace) =>
        weight = Depressed(new ScalarLane(weight), new ScalarLane(targetTrace)).Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike(ref float weight, float sourceTrace) =>
        weight = Potentiated(new ScalarLane(weight), new ScalarLane(sourceTrace)).Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T OnSourceEvent<T>(ref T weight, T targetTrace)
        where T : unmanaged, ILane<T> => weight = Depressed(weight, targetTrace);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike<T>(ref T weight, T sourceTrace)
        where T : unmanaged, ILane<T> => weight = Potentiated(weight, sourceTrace);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Depressed<T>(T weight, T trace)
        where T : unmanaged, ILane<T> => LaneMath.Max(weight - (T.Of(Depression) * weight * trace), T.Of(0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Potentiated<T>(T weight, T trace)
        where T : unmanaged, ILane<T> => weight + (T.Of(Potentiation) * PowerLaw.Power(weight, Exponent) * trace);
}

/// <summary>Pair STDP with a power law of potentiation; defaults are those of NEST's stdp_pl_synapse_hom.</summary>
public sealed record PowerLawPotentiationStdpDescription : SynapseDescription
{
    /// <summary>λ, at least 0.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>α, at least 0.</summary>
    public double Asymmetry { get; init; } = 1;

    /// <summary>μ, 0 to 1.</summary>
    public double Exponent { get; init; } = 0.4;

    /// <summary>w0, the weight at which potentiation is λ·w0, above 0.</summary>
    public double ReferenceWeight { get; init; } = 1;

    /// <summary>
    /// The largest weight that is expected, above 0: the rule has no bound, and a weight beyond this one ends the run with an error.
    /// </summary>
    public required double LargestWeight { get; init; }

    /// <summary>τ+ of the source trace [ms], above 0.</summary>
    public double SourceTimeConstantMs { get; init; } = 20;

    /// <summary>τ- of the target trace [ms], above 0.</summary>
    public double TargetTimeConstantMs { get; init; } = 20;

    /// <inheritdoc/>
    public override IReadOnlyList<DecayCurve> Curves => [SourceTimeConstantMs, TargetTimeConstantMs];

    /// <inheritdoc/>
    public override double WeightBound => LargestWeight;

    /// <inheritdoc/>
    public override int WeightSign => 1;

    /// <inheritdoc/>
    public override object TargetStateKey => (TargetTimeConstantMs, false);

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) => TraceSynapse.Create(new PowerLawPotentiationStdp(
        (float)(LearningRate * PortableMath.Exp((1 - Exponent) * PortableMath.Log(ReferenceWeight))),
        (float)(LearningRate * Asymmetry),
        (float)Exponent));

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.AtLeast($"{name} learning rate", LearningRate, 0);
        errors.AtLeast($"{name} asymmetry", Asymmetry, 0);
        errors.Within($"{name} exponent", Exponent, 0, 1);
        errors.Above($"{name} reference weight", ReferenceWeight, 0);
        errors.Above($"{name} largest weight", LargestWeight, 0);
        errors.Above($"{name} source time constant [ms]", SourceTimeConstantMs, 0);
        errors.Above($"{name} target time constant [ms]", TargetTimeConstantMs, 0);
    }
}

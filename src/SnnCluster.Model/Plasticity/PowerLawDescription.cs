using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Plasticity;

/// <summary>
/// Parameters of pair STDP whose changes depend on the weight (<see cref="PowerLaw"/>): additive with exponents 0,
/// multiplicative with exponents 1. Defaults are those of NEST's stdp_synapse.
/// </summary>
public abstract record PowerLawDescription : SynapseDescription
{
    /// <summary>λ, at least 0.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>α, how much stronger depression is, at least 0.</summary>
    public double Asymmetry { get; init; } = 1;

    /// <summary>μ+, 0 to 1.</summary>
    public double PotentiationExponent { get; init; } = 1;

    /// <summary>μ-, 0 to 1.</summary>
    public double DepressionExponent { get; init; } = 1;

    /// <summary>W, above 0; the lower bound is 0.</summary>
    public double MaximumWeight { get; init; } = 100;

    /// <summary>τ+ of the source trace [ms], above 0.</summary>
    public double SourceTimeConstantMs { get; init; } = 20;

    /// <summary>τ- of the target trace [ms], above 0.</summary>
    public double TargetTimeConstantMs { get; init; } = 20;

    /// <inheritdoc/>
    public override IReadOnlyList<DecayCurve> Curves => [SourceTimeConstantMs, TargetTimeConstantMs];

    /// <inheritdoc/>
    public override double WeightBound => MaximumWeight;

    /// <inheritdoc/>
    public override int WeightSign => 1;

    /// <summary>How changes depend on the weight.</summary>
    protected PowerLaw Law => new(
        (float)MaximumWeight,
        (float)(1 / MaximumWeight),
        (float)(LearningRate * MaximumWeight),
        (float)(Asymmetry * LearningRate * MaximumWeight),
        (float)PotentiationExponent,
        (float)DepressionExponent);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.AtLeast($"{name} learning rate", LearningRate, 0);
        errors.AtLeast($"{name} asymmetry", Asymmetry, 0);
        errors.Within($"{name} exponent of potentiation", PotentiationExponent, 0, 1);
        errors.Within($"{name} exponent of depression", DepressionExponent, 0, 1);
        errors.Above($"{name} maximum weight", MaximumWeight, 0);
        errors.Above($"{name} source time constant [ms]", SourceTimeConstantMs, 0);
        errors.Above($"{name} target time constant [ms]", TargetTimeConstantMs, 0);
    }
}

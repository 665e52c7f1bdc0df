using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Rewiring;

namespace OwnRules;

/// <summary>The weaker a synapse, the likelier it goes; the nearer a candidate, the likelier it forms.</summary>
public readonly record struct ShortWires(float Turnover, float StrongWeight, float NegativeInverseLength, float Weight)
    : ISweepRewiringRule
{
    /// <inheritdoc/>
    public bool ShouldEliminate(in RankedSynapse synapse, float uniform) =>
        uniform < Turnover * (1f - (synapse.Weight / StrongWeight));

    /// <inheritdoc/>
    public bool ShouldForm(in NeuronPair pair, float uniform) =>
        uniform < PortableMath.Exp(MathF.Sqrt(pair.SquaredDistance) * NegativeInverseLength);

    /// <inheritdoc/>
    public float NewWeight(in NeuronPair pair) => Weight;
}

/// <summary>Rewiring that shortens wires; candidates are the free places of each target.</summary>
public sealed record ShortWiresDescription : RewiringDescription
{
    /// <summary>Places per target, at least 0.</summary>
    public int InDegree { get; init; } = 12;

    /// <summary>Probability that a synapse of weight 0 goes in an update, 0 to 1.</summary>
    public double Turnover { get; init; } = 0.05;

    /// <summary>Length over which the probability of formation falls by e, in grid positions, above 0.</summary>
    public double Length { get; init; } = 2;

    /// <summary>From this weight on a synapse stays, above 0; a new one starts at half of it.</summary>
    public double StrongWeight { get; init; } = 1;

    /// <inheritdoc/>
    public override CandidateSource Candidates => new CandidateSource.Vacancies(InDegree);

    /// <inheritdoc/>
    public override double NewWeightBound => StrongWeight / 2;

    /// <inheritdoc/>
    public override bool NeedsGrid => true;

    /// <inheritdoc/>
    public override IRewiringRule CreateRule() =>
        new ShortWires((float)Turnover, (float)StrongWeight, (float)(-1 / Length), (float)(StrongWeight / 2));

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.Within($"{name} turnover", Turnover, 0, 1);
        errors.Above($"{name} length", Length, 0);
        errors.Above($"{name} strong weight", StrongWeight, 0);
    }
}

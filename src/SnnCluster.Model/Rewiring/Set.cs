using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Rewiring;

/// <summary>
/// Sparse evolutionary training (Mocanu et al., Nature Communications 9, 2018), kept local to each target: a fraction
/// of the target's smallest absolute weights goes, and as many synapses grow from random absent sources.
/// </summary>
/// <param name="Fraction">Share of a target's synapses that goes, rounded down.</param>
/// <param name="Weight">Weight of a new synapse.</param>
public readonly record struct Set(float Fraction, float Weight) : ISweepRewiringRule
{
    /// <inheritdoc/>
    public bool ShouldEliminate(in RankedSynapse synapse, float uniform) =>
        synapse.Rank < (int)(Fraction * synapse.InDegree);

    /// <inheritdoc/>
    public bool ShouldForm(in NeuronPair pair, float uniform) => true;

    /// <inheritdoc/>
    public float NewWeight(in NeuronPair pair) => Weight;
}

/// <summary>Sparse evolutionary training, local to each target.</summary>
public sealed record SetDescription : RewiringDescription
{
    /// <summary>Share of a target's synapses that goes in an update, 0 to 1; rounded down to whole synapses.</summary>
    public double Fraction { get; init; } = 0.3;

    /// <summary>Weight of a new synapse.</summary>
    public double NewWeight { get; init; } = 0.1;

    /// <inheritdoc/>
    public override CandidateSource Candidates => new CandidateSource.ReplaceEliminated();

    /// <inheritdoc/>
    public override double NewWeightBound => Math.Abs(NewWeight);

    /// <inheritdoc/>
    public override IRewiringRule CreateRule()
    {
        // A little more than the fraction, since few have an exact binary form: 0.13 of 900 synapses is 117, not 116.
        return new Set((float)(Fraction * (1 + Math.ScaleB(1, -22))), (float)NewWeight);
    }

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.Within($"{name} fraction", Fraction, 0, 1);
        errors.Finite($"{name} new weight", NewWeight);
    }
}

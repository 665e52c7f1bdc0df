using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Rewiring;

/// <summary>
/// Rewiring by random attempts (Bamford, Murray and Willshaw 2010): a weak synapse goes with a high probability and a
/// strong one with a low one; a pair forms a synapse with a probability that falls with distance as a Gaussian.
/// </summary>
/// <param name="WeakEliminationProbability">Probability for weights below the threshold; above 1 acts as 1.</param>
/// <param name="StrongEliminationProbability">Probability for the others; above 1 acts as 1.</param>
/// <param name="WeightThreshold">What separates weak from strong.</param>
/// <param name="FormationProbability">Probability at distance 0.</param>
/// <param name="NegativeHalfInverseVariance">-1/(2·sigma²).</param>
/// <param name="LargestSquaredDistance">Beyond it the probability is below 2^-24, less than any random number here.</param>
/// <param name="Weight">Weight of a new synapse.</param>
public readonly record struct PairAttempts(
    float WeakEliminationProbability,
    float StrongEliminationProbability,
    float WeightThreshold,
    float FormationProbability,
    float NegativeHalfInverseVariance,
    int LargestSquaredDistance,
    float Weight) : IPairRewiringRule
{
    /// <inheritdoc/>
    public bool ShouldEliminate(in ExistingSynapse synapse, float uniform) =>
        uniform < (synapse.Weight < WeightThreshold ? WeakEliminationProbability : StrongEliminationProbability);

    /// <inheritdoc/>
    public bool ShouldForm(in NeuronPair pair, float uniform)
    {
        if (uniform >= FormationProbability)
        {
            return false;
        }

        int squared = pair.SquaredDistance;
        return squared <= LargestSquaredDistance
            && uniform < FormationProbability * PortableMath.Exp(squared * NegativeHalfInverseVariance);
    }

    /// <inheritdoc/>
    public float NewWeight(in NeuronPair pair) => Weight;
}

/// <summary>Rewiring by random attempts; defaults are the topographic map's feed-forward projection.</summary>
public sealed record PairAttemptsDescription : RewiringDescription
{
    /// <summary>Attempts per update in the whole projection, 0 to 2^30.</summary>
    public long AttemptsPerUpdate { get; init; } = 10;

    /// <summary>Probability of elimination below the weight threshold, at least 0; above 1 acts as 1.</summary>
    public double WeakEliminationProbability { get; init; } = 0.0245 * 50;

    /// <summary>Probability of elimination from the weight threshold on, at least 0; above 1 acts as 1.</summary>
    public double StrongEliminationProbability { get; init; } = 0.000136 * 50;

    /// <summary>The weight that separates weak from strong.</summary>
    public double WeightThreshold { get; init; } = 0.1;

    /// <summary>Probability of formation at distance 0, 0 to 1.</summary>
    public double FormationProbability { get; init; } = 0.16;

    /// <summary>Width of the formation profile, in grid positions, above 0; infinite for no dependence on distance.</summary>
    [MayBeInfinite]
    public double FormationSigma { get; init; } = 2.5;

    /// <summary>Weight of a new synapse.</summary>
    public double NewWeight { get; init; } = 0.2;

    /// <inheritdoc/>
    public override CandidateSource Candidates => new CandidateSource.RandomPairs(AttemptsPerUpdate);

    /// <inheritdoc/>
    public override double NewWeightBound => Math.Abs(NewWeight);

    /// <inheritdoc/>
    public override bool NeedsGrid => !double.IsPositiveInfinity(FormationSigma);

    /// <inheritdoc/>
    public override IRewiringRule CreateRule()
    {
        // p·exp(-d²/(2σ²)) < 2^-24, the smallest uniform number, from here on.
        double largest = FormationProbability > 0
            ? 2 * FormationSigma * FormationSigma * (PortableMath.Log(FormationProbability) + (24 * 0.6931471805599453))
            : 0;
        return new PairAttempts(
            (float)WeakEliminationProbability,
            (float)StrongEliminationProbability,
            (float)WeightThreshold,
            (float)FormationProbability,
            (float)(-1 / (2 * FormationSigma * FormationSigma)),
            (int)Math.Clamp(largest, 0, int.MaxValue),
            (float)NewWeight);
    }

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.AtLeast($"{name} weak elimination probability", WeakEliminationProbability, 0);
        errors.AtLeast($"{name} strong elimination probability", StrongEliminationProbability, 0);
        errors.Finite($"{name} weight threshold", WeightThreshold);
        errors.Within($"{name} formation probability", FormationProbability, 0, 1);
        errors.Finite($"{name} new weight", NewWeight);
        if (!double.IsPositiveInfinity(FormationSigma))
        {
            errors.Above($"{name} formation sigma", FormationSigma, 0);
        }
    }
}

using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Rewiring;

/// <summary>
/// Homeostatic structural plasticity (Butz and van Ooyen, PLoS Computational Biology 9, 2013): free elements connect at random, or the rather the closer
/// they are, with probability exp(-d²/(2·sigma²)) of a pair that has met.
/// </summary>
/// <param name="Precision">1/(2·sigma²); 0 where distance does not matter.</param>
/// <param name="Weight">Weight of a new synapse.</param>
public readonly record struct Homeostasis(double Precision, float Weight) : IElementRewiringRule
{
    /// <inheritdoc/>
    public bool ShouldForm(in ElementPair pair, float uniform) =>
        Precision == 0 || uniform < PortableMath.Exp(-pair.SquaredDistance * Precision);

    /// <inheritdoc/>
    public float NewWeight(in ElementPair pair) => Weight;
}

/// <summary>Homeostatic structural plasticity of one projection.</summary>
public sealed record HomeostasisDescription : RewiringDescription
{
    /// <summary>Homeostatic structural plasticity, with an update every 10 s.</summary>
    public HomeostasisDescription() => IntervalMs = 10_000;

    /// <summary>Name of the axonal element of the source population.</summary>
    public required string Axonal { get; init; }

    /// <summary>Name of the dendritic element of the target population.</summary>
    public required string Dendritic { get; init; }

    /// <summary>Weight of a new synapse.</summary>
    public required double NewWeight { get; init; }

    /// <summary>sigma, as a share of the side of the sheet on which both populations lie, above 0; null, the default, where distance does not matter.</summary>
    public double? Sigma { get; init; }

    /// <summary>How often free elements meet in an update where distance matters, at least 1; what has not connected then waits for the next update.</summary>
    public int Meetings { get; init; } = 10;

    /// <inheritdoc/>
    public override CandidateSource Candidates => new CandidateSource.FreeElements(Axonal, Dendritic, Sigma is null ? 1 : Meetings);

    /// <inheritdoc/>
    public override double NewWeightBound => Math.Abs(NewWeight);

    /// <inheritdoc/>
    public override bool NeedsGrid => Sigma is not null;

    /// <inheritdoc/>
    public override IRewiringRule CreateRule() =>
        new Homeostasis(Sigma is double sigma ? 1 / (2 * sigma * sigma) : 0, (float)NewWeight);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.Finite($"{name} new weight", NewWeight);
        if (Sigma is double sigma)
        {
            errors.Above($"{name} sigma", sigma, 0);
        }
    }
}

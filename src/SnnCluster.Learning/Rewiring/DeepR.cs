using SnnCluster.Learning.Networks;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Learning.Rewiring;

/// <summary>Among whose absent pairs new connections are drawn.</summary>
public enum DeepRScope
{
    /// <summary>Of the target that lost one: in-degrees stay, and the result does not depend on how a network is cut.</summary>
    Target,

    /// <summary>Of the whole partition, as the original method does when rewiring is local to it.</summary>
    Partition,
}

/// <summary>
/// DEEP R (Bellec, Kappel, Maass and Legenstein, "Deep rewiring: training very sparse deep networks", ICLR 2018): every
/// potential connection has a fixed sign; one whose weight would change sign is removed, and another grows with weight
/// 0 in its place.
/// </summary>
/// <param name="Signs">The sign of every potential connection.</param>
public readonly record struct DeepR(ConnectionSigns Signs) : ISweepRewiringRule
{
    /// <inheritdoc/>
    public bool ShouldEliminate(in RankedSynapse synapse, float uniform) =>
        synapse.Weight * Signs.Of(synapse.Pair.Source, synapse.Pair.Target) < 0;

    /// <inheritdoc/>
    public bool ShouldForm(in NeuronPair pair, float uniform) => true;

    /// <inheritdoc/>
    public float NewWeight(in NeuronPair pair) => 0f;
}

/// <summary>DEEP R after each step of the optimiser, on every sparse projection.</summary>
public sealed record DeepRDescription
{
    /// <summary>Among whose absent pairs new connections are drawn.</summary>
    public DeepRScope Scope { get; init; } = DeepRScope.Target;

    /// <summary>L1 regularisation, at least 0: added to the gradient of positive connections and taken from negative ones'.</summary>
    public double L1Strength { get; init; } = 0.01;

    /// <summary>Adds an error for every parameter out of range.</summary>
    public void Validate(ValidationErrors errors) => errors.AtLeast("L1 strength", L1Strength, 0);
}

using SnnCluster.Model.Plasticity;

namespace SnnCluster.Model.Equations;

/// <summary>Whose state a variable is: who has the same value for all synapses keeps it once.</summary>
internal enum SynapseOwner
{
    Weight,
    Synapse,
    Source,
    Target,
}

/// <summary>A variable: between events it goes from its value to that at rest by a curve.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Owner">Whose state it is.</param>
/// <param name="AtRest">Where its slope is 0.</param>
/// <param name="Curve">Number of the curve; -1: it stands still.</param>
internal sealed record SynapseVariable(string Name, SynapseOwner Owner, double AtRest, int Curve);

/// <summary>What events do, as nodes of the variables just before; variable 0 is the weight.</summary>
internal sealed class SynapsePlan
{
    public required Graph Graph { get; init; }

    public required IReadOnlyList<SynapseVariable> Variables { get; init; }

    /// <summary>Values after an event of the source, and what is delivered.</summary>
    public required IReadOnlyList<Node> OnPre { get; init; }

    public required Node Delivered { get; init; }

    /// <summary>Values after a spike of the target.</summary>
    public required IReadOnlyList<Node> OnPost { get; init; }

    public required IReadOnlyList<DecayCurve> Curves { get; init; }

    public required SynapseTraits Traits { get; init; }

    public required bool ChangesWeight { get; init; }

    public IEnumerable<SynapseVariable> Of(SynapseOwner owner) => Variables.Where(variable => variable.Owner == owner);
}

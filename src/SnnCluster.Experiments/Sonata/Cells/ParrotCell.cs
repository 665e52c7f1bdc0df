using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>NEST's parrot_neuron, which repeats spikes; and what stands for nodes that are not simulated but spike at given times.</summary>
internal sealed class ParrotCell : CellTemplate
{
    /// <summary>Name of the receptor that takes spikes.</summary>
    public const string Spikes = "spikes";

    public override string Name => "nest:parrot_neuron";

    public override IReadOnlyList<CellParameter> Parameters { get; } = [.. OfArchive];

    /// <summary>A relay.</summary>
    public static CellModel Relay { get; } = new(new ParrotDescription(), [new(Spikes, new DeltaDescription())], WeightRule.Repeats)
    {
        Recordables = new Dictionary<string, string>(),
    };

    public override CellModel Create(CellValues values, double dtMs, Action<string> note) => Relay;
}

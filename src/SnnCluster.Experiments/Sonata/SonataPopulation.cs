using SnnCluster.Experiments.Sonata.Cells;
using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Sonata;

/// <summary>A population of nodes of a circuit.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">The file that it stands in.</param>
/// <param name="Types">The types of its nodes.</param>
/// <param name="TypeIds">The type of each node, by its id.</param>
/// <param name="Rows">Where each node stands in the file, by its id.</param>
internal sealed record SonataPopulation(string Name, string Path, SonataTypes Types, double[] TypeIds, int[] Rows)
{
    public int Size => TypeIds.Length;

    /// <summary>Whether nothing was found wrong with its nodes: only then each is in one of <see cref="Parts"/>.</summary>
    public bool IsWhole { get; set; }

    /// <summary>What became of it: populations of ours.</summary>
    public List<SonataPart> Parts { get; } = [];

    /// <summary>Which of <see cref="Parts"/> a node is in, by its id.</summary>
    public int[] PartOf { get; } = new int[TypeIds.Length];

    /// <summary>Its number there, by its id.</summary>
    public int[] LocalOf { get; } = new int[TypeIds.Length];

    /// <summary>Adds a part.</summary>
    /// <param name="part">The part.</param>
    public void Add(SonataPart part)
    {
        for (int i = 0; i < part.Nodes.Length; i++)
        {
            PartOf[part.Nodes[i]] = Parts.Count;
            LocalOf[part.Nodes[i]] = i;
        }

        Parts.Add(part);
    }
}

/// <summary>Nodes of a population of a circuit that are a population of ours.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Suffix">What the name has beside that of the circuit's population; empty where they are all of its nodes.</param>
/// <param name="Nodes">Their ids, ascending.</param>
/// <param name="Values">Values of parameters.</param>
/// <param name="Model">The model of ours.</param>
/// <param name="IsVirtual">Whether they are not simulated, but spike at given times.</param>
internal sealed record SonataPart(string Name, string Suffix, int[] Nodes, CellValues Values, CellModel Model, bool IsVirtual)
{
    private const string Current = "current";

    private bool _hasCurrent;

    /// <summary>The receptor that takes currents, which it has from then on.</summary>
    public string TakeCurrents()
    {
        _hasCurrent = true;
        return Current;
    }

    /// <summary>Some of its neurons.</summary>
    /// <param name="local">Their numbers, ascending.</param>
    public NeuronSelection Select(int[] local) => local.Length == Nodes.Length ? new NeuronSelection.All()
        : local[^1] - local[0] == local.Length - 1 ? new NeuronSelection.Range(local[0], local.Length)
        : new NeuronSelection.List(local);

    /// <summary>The population of ours.</summary>
    public PopulationDescription Describe() => new()
    {
        Name = Name,
        Size = Nodes.Length,
        Model = Model.Model,
        Receptors = _hasCurrent ? [.. Model.Receptors, new ReceptorDescription(Current, new CurrentPulseDescription())] : Model.Receptors,
        InitialState = Model.InitialState,
    };
}

using SnnCluster.Model.Networks;

namespace SnnCluster;

/// <summary>A projection of a network. It stands for its name where one is asked for.</summary>
public sealed class Projection
{
    private readonly Network _network;

    internal Projection(Network network, ProjectionDescription description)
    {
        _network = network;
        Description = description;
    }

    /// <summary>What it is, as plain data.</summary>
    public ProjectionDescription Description { get; }

    /// <summary>Its name.</summary>
    public string Name => Description.Name;

    /// <summary>The name of a projection.</summary>
    /// <param name="projection">The projection.</param>
    public static implicit operator string(Projection projection)
    {
        ArgumentNullException.ThrowIfNull(projection);
        return projection.Name;
    }

    /// <summary>
    /// Has synapses recorded at the start and at the end of a run, and their number, weights and degrees in between. Those of all projections of the network
    /// are: 12 bytes or so for each synapse.
    /// </summary>
    /// <returns>This projection.</returns>
    public Projection RecordWeights()
    {
        _network.RecordSynapses();
        return this;
    }
}

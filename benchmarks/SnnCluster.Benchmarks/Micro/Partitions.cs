using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Benchmarks.Micro;

/// <summary>Networks of which one phase of a step does nearly all the work, as one partition on the host.</summary>
internal static class Partitions
{
    public const string Source = "source";
    public const string Target = "target";

    /// <summary>A whole network on the host.</summary>
    public static IPartition Create(NetworkDescription network) =>
        Create(network, [.. network.Populations.Select(population => new Slice(0, population.Size))]);

    /// <summary>Some slices of a network on the host.</summary>
    public static IPartition Create(NetworkDescription network, IReadOnlyList<Slice> slices)
    {
        network.Validate();
        using var device = new HostDevice();
        return device.CreatePartition(network, slices);
    }

    /// <summary>Sources that are silent of themselves.</summary>
    public static PopulationDescription Sources(GridGeometry grid) => new()
    {
        Name = Source,
        Size = grid.Size,
        Grid = grid,
        Model = new PoissonDescription { RateHz = 0 },
    };

    /// <summary>
    /// Targets as in the topographic map, with a resting potential above threshold: without any input they spike at
    /// 27 Hz, the rate that the map's targets have.
    /// </summary>
    public static PopulationDescription Targets(GridGeometry grid) => new()
    {
        Name = Target,
        Size = grid.Size,
        Grid = grid,
        Model = new LifDescription
        {
            RestingPotentialMv = -50,
            InitialPotentialMv = new InitialValue.Uniform(-70, -54),
        },
        Receptors = [new ReceptorDescription("excitatory", new ExponentialConductanceDescription())],
    };
}

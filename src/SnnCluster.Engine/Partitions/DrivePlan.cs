using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Engine.Partitions;

/// <summary>A Poisson drive in steps and numbers, as every device needs it.</summary>
internal sealed class DrivePlan
{
    private readonly NetworkDescription _network;
    private readonly int _index;

    private DrivePlan(NetworkDescription network, int index)
    {
        _network = network;
        _index = index;
        Description = network.Drives[index];
        Population = network.IndexOfPopulation(Description.Population);
        Receptor = Description.Receptor is string name
            ? network.Populations[Population].Receptors.ToList().FindIndex(receptor => receptor.Name == name)
            : 0;
        Table = PoissonTable.Create(Description.MeanOf(network.DtMs));
        Key = RandomKey.For(network.Seed, RandomPurpose.PoissonDrive, index);
    }

    public PoissonDrive Description { get; }

    /// <summary>Number of the population.</summary>
    public int Population { get; }

    /// <summary>Number of its receptor.</summary>
    public int Receptor { get; }

    /// <summary>The distribution of a neuron's events in a step.</summary>
    public PoissonTable Table { get; }

    /// <summary>Key of its draws.</summary>
    public RandomKey Key { get; }

    /// <summary>The largest absolute sum of weights that a neuron can get in a step.</summary>
    public double InputBound => Description.BoundOf(Table);

    public static DrivePlan[] CreateAll(NetworkDescription network) =>
        [.. network.Drives.Select((_, index) => new DrivePlan(network, index))];

    /// <summary>Whether all neurons of the population get it.</summary>
    public bool IsOfAll => Description.Neurons is NeuronSelection.All;

    /// <summary>1 for each neuron of a slice that gets it, else 0; null where all do.</summary>
    public byte[]? MaskOf(Slice slice)
    {
        if (IsOfAll)
        {
            return null;
        }

        var mask = new byte[slice.Count];
        RandomKey key = RandomKey.For(_network.Seed, RandomPurpose.Selection, _index);
        foreach (int id in Description.Neurons.Ids(_network.Populations[Population], key))
        {
            if (id >= slice.Begin && id < slice.Begin + slice.Count)
            {
                mask[id - slice.Begin] = 1;
            }
        }

        return mask;
    }
}

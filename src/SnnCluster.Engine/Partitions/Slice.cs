using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Partitions;

/// <summary>The neurons of one population that a partition holds: ids Begin to End - 1; may be empty.</summary>
public readonly record struct Slice(int Begin, int End)
{
    /// <summary>Number of neurons.</summary>
    public int Count => End - Begin;

    /// <summary>Whether a global id lies in the slice.</summary>
    public bool Contains(int id) => (uint)(id - Begin) < (uint)Count;
}

/// <summary>How a network is cut: for each partition one slice of every population.</summary>
public sealed class PartitionPlan
{
    private readonly Slice[][] _slices;

    private PartitionPlan(Slice[][] slices) => _slices = slices;

    /// <summary>Number of partitions.</summary>
    public int Count => _slices.Length;

    /// <summary>The slices of one partition, by population.</summary>
    public IReadOnlyList<Slice> this[int partition] => _slices[partition];

    /// <summary>Slices of equal size, to within one neuron.</summary>
    /// <exception cref="InvalidDescriptionException">
    /// There are fewer than one or more partitions than neurons in the largest population.
    /// </exception>
    public static PartitionPlan Even(NetworkDescription network, int partitions)
    {
        int largest = network.Populations.Max(population => population.Size);
        if (partitions < 1 || partitions > largest)
        {
            throw new InvalidDescriptionException(
                $"partitions is {partitions}: must be from 1 to {largest}, the size of the largest population");
        }

        var slices = new Slice[partitions][];
        for (int p = 0; p < partitions; p++)
        {
            slices[p] = [.. network.Populations.Select(population =>
                new Slice(Cut(population.Size, p, partitions), Cut(population.Size, p + 1, partitions)))];
        }

        return new PartitionPlan(slices);
    }

    private static int Cut(int size, int partition, int partitions) => (int)((long)size * partition / partitions);
}

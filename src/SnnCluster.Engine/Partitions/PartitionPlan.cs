using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Partitions;

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
        Check(network, partitions);
        return Cut(network, partitions, (size, p) => (int)((long)size * p / partitions));
    }

    /// <summary>Slices in proportion to the shares, to within one neuron.</summary>
    /// <param name="network">The network.</param>
    /// <param name="shares">A share for each partition: above 0, in any unit.</param>
    /// <exception cref="InvalidDescriptionException">
    /// There are fewer than one or more partitions than neurons in the largest population, or a share is not above 0.
    /// </exception>
    public static PartitionPlan ByShare(NetworkDescription network, IReadOnlyList<double> shares)
    {
        Check(network, shares.Count);
        if (shares.Any(share => !(share > 0) || double.IsInfinity(share)))
        {
            throw new InvalidDescriptionException(
                $"shares are {string.Join(",", shares.Select(ValidationErrors.Text))}: must all be above 0");
        }

        var before = new double[shares.Count + 1];
        for (int p = 0; p < shares.Count; p++)
        {
            before[p + 1] = before[p] + shares[p];
        }

        return Cut(network, shares.Count, (size, p) => (int)Math.Round(size * (before[p] / before[^1])));
    }

    private static void Check(NetworkDescription network, int partitions)
    {
        int largest = network.Populations.Max(population => population.Size);
        if (partitions < 1 || partitions > largest)
        {
            throw new InvalidDescriptionException(
                $"partitions is {partitions}: must be from 1 to {largest}, the size of the largest population");
        }
    }

    private static PartitionPlan Cut(NetworkDescription network, int partitions, Func<int, int, int> cut) => new(
    [
        .. Enumerable.Range(0, partitions).Select(p => network.Populations
            .Select(population => new Slice(cut(population.Size, p), cut(population.Size, p + 1)))
            .ToArray()),
    ]);
}

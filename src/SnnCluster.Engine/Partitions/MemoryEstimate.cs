using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Partitions;

/// <summary>How much memory a network takes on the host, known before any of it is allocated.</summary>
public static class MemoryEstimate
{
    // Per synapse: id and weight, half as much again in spare slots, and the list of sources while rows are filled.
    private const double BytesPerSynapse = (8 * 1.5) + 4;

    // Per source and partition: header and signature; a block of spare slots where wiring changes.
    private const double BytesPerRow = 40;
    private const double SpareBytesPerRow = 64;

    // Per neuron besides its state: spike count, history, input sum, input.
    private const double BytesPerNeuron = 8 + 37 + 12;

    /// <summary>What any neuron takes at least: enough to refuse the absurd before a description is made.</summary>
    public const double LeastBytesPerNeuron = BytesPerNeuron;

    /// <summary>Bytes that a network takes, over all partitions of this machine.</summary>
    public static double Bytes(NetworkDescription network, int partitions)
    {
        PartitionPlan plan = PartitionPlan.Even(network, partitions);
        return Enumerable.Range(0, partitions).Sum(p => PartitionBytes(network, plan[p]));
    }

    /// <summary>Bytes that one partition takes.</summary>
    /// <param name="network">The network.</param>
    /// <param name="slices">The partition's slice of each population.</param>
    public static double PartitionBytes(NetworkDescription network, IReadOnlyList<Slice> slices)
    {
        double bytes = 0;
        for (int p = 0; p < slices.Count; p++)
        {
            double state = 4.0 * StateVariables.Of(network.Populations[p]).Count;
            bytes += (slices[p].Count * (state + BytesPerNeuron)) + SpikePoolSize.BytesFor(slices[p].Count);
        }

        foreach (ProjectionPlan plan in ProjectionPlan.CreateAll(network))
        {
            double perRow = BytesPerRow + (plan.RewiringSteps > 0 ? SpareBytesPerRow : 0);
            bytes += slices[plan.Target].Count * plan.Connector.ExpectedInDegree * BytesPerSynapse;
            bytes += (plan.SourceSize * perRow) + (4.0 * plan.SourceSize * plan.DelaySteps);
        }

        return bytes;
    }

    /// <summary>Synapses that one partition is expected to hold at the start.</summary>
    /// <param name="network">The network.</param>
    /// <param name="slices">The partition's slice of each population.</param>
    public static double PartitionSynapses(NetworkDescription network, IReadOnlyList<Slice> slices) =>
        ProjectionPlan.CreateAll(network).Sum(plan => slices[plan.Target].Count * plan.Connector.ExpectedInDegree);

    /// <summary>Refuses what does not fit.</summary>
    /// <exception cref="InvalidDescriptionException">It needs more memory than there is.</exception>
    public static void Require(double bytes)
    {
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
        {
            throw new InvalidDescriptionException(
                $"the network needs about {Gigabytes(bytes)} of memory: there is {Gigabytes(available)}");
        }
    }

    private static string Gigabytes(double bytes) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / (1L << 30):N1} GiB");
}

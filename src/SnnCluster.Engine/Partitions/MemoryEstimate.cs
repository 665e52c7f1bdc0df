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
    private const double BytesPerNeuron = 8 + 33 + 12;

    /// <summary>What any neuron takes at least: enough to refuse the absurd before a description is made.</summary>
    public const double LeastBytesPerNeuron = BytesPerNeuron;

    /// <summary>Bytes that a network takes, over all partitions of this machine.</summary>
    public static double Bytes(NetworkDescription network, int partitions)
    {
        double bytes = 0;
        foreach (PopulationDescription population in network.Populations)
        {
            double state = 4.0 * StateVariables.Of(population).Count;
            bytes += population.Size * (state + BytesPerNeuron);
        }

        foreach (ProjectionPlan plan in ProjectionPlan.CreateAll(network))
        {
            double perRow = BytesPerRow + (plan.RewiringSteps > 0 ? SpareBytesPerRow : 0);
            bytes += plan.TargetSize * plan.Connector.ExpectedInDegree * BytesPerSynapse;
            bytes += (double)plan.SourceSize * perRow * partitions;
            bytes += 4.0 * plan.SourceSize * plan.DelaySteps;
        }

        return bytes;
    }

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

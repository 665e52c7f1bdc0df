using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// What a run takes of the memory of the process that was asked for it, at its peak: partitions, where they are here, and
/// the samples that are held by whoever collects and writes them. What is sampled when is one matter of
/// <see cref="MemoryEstimate.SampleBytes"/>, and how many of them are held at a time is one of this class.
/// </summary>
internal static class RunMemory
{
    // The first is kept for the analysis. The last, or the one that is just being written, is at its partition.
    private const int HeldOfPartition = 1;

    // Besides the first, the one that is just being put together, the parts that it is put together of, and the copies of
    // these that are made when they are written to the log of reports and read from it.
    private const int HeldOfActors = 5;

    /// <summary>Bytes of a run in this process.</summary>
    /// <param name="network">The network.</param>
    /// <param name="sampling">What is sampled, and when.</param>
    /// <param name="partitions">How many partitions there are.</param>
    /// <param name="usesActors">Whether partitions are actors.</param>
    public static double OfProcess(NetworkDescription network, SamplingPlan sampling, int partitions, bool usesActors)
    {
        PartitionPlan plan = PartitionPlan.Even(network, partitions);
        double held = Enumerable.Range(0, partitions)
            .Sum(p => MemoryEstimate.PartitionBytes(network, plan[p], sampling, reports: usesActors));
        return MemoryEstimate.RuntimeBytes + held
            + ((usesActors ? HeldOfActors : HeldOfPartition) * WholeSample(network));
    }

    /// <summary>Bytes of the process that follows a run on a cluster.</summary>
    public static double OfClient(NetworkDescription network) =>
        MemoryEstimate.RuntimeBytes + (HeldOfActors * WholeSample(network));

    private static double WholeSample(NetworkDescription network) =>
        MemoryEstimate.SampleBytes(network, PartitionPlan.Even(network, 1)[0]);
}

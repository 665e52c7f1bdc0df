using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// What a run takes of the memory of the process that was asked for it, at its peak: partitions, where they are here, and
/// the samples that are held by whoever collects and writes them. What a sample takes is said by
/// <see cref="MemoryEstimate.SampleBytes"/> alone, and how many of them are held at a time by this class alone.
/// </summary>
internal static class RunMemory
{
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
            + (Samples(sampling, usesActors) * WholeSample(network));
    }

    /// <summary>Bytes of the process that follows a run on a cluster.</summary>
    public static double OfClient(NetworkDescription network, SamplingPlan sampling) =>
        MemoryEstimate.RuntimeBytes + (Samples(sampling, usesActors: true) * WholeSample(network));

    // The first is kept for the analysis; the last, or the one that is just being written, is counted at its partition. With
    // actors it is put together of parts, and so is there twice. Where there are samples in between, the one before has
    // to be found by the collector first, and room that it has given back may be too small for the next; as measured.
    private static int Samples(SamplingPlan sampling, bool usesActors)
    {
        int between = usesActors ? 3 : 2;
        return (usesActors ? 2 : 1) + (sampling.SampleSteps > 0 ? between : 0);
    }

    private static double WholeSample(NetworkDescription network) =>
        MemoryEstimate.SampleBytes(network, PartitionPlan.Even(network, 1)[0]);
}

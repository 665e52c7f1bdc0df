using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// What a run takes of the memory of the process that was asked for it, at its peak: partitions, where they are here, and
/// the samples of connectivity that are held by whoever collects and writes them. What a sample takes is said by
/// <see cref="MemoryEstimate.SampleBytes"/> alone, and how many of them are held at a time by this class alone.
/// </summary>
internal static class RunMemory
{
    /// <summary>Bytes of a run in this process.</summary>
    /// <param name="observation">The network, and what is observed of it.</param>
    /// <param name="partitions">How many partitions there are.</param>
    /// <param name="usesActors">Whether partitions are actors.</param>
    public static double OfProcess(ObservationPlan observation, int partitions, bool usesActors)
    {
        PartitionPlan plan = PartitionPlan.Even(observation.Network, partitions);
        double held = Enumerable.Range(0, partitions)
            .Sum(p => MemoryEstimate.PartitionBytes(observation.Network, plan[p], observation));
        return MemoryEstimate.RuntimeBytes + held + Samples(observation, usesActors);
    }

    /// <summary>Bytes of the process that follows a run on a cluster.</summary>
    public static double OfClient(ObservationPlan observation) => MemoryEstimate.RuntimeBytes + Samples(observation, usesActors: true);

    // With actors whoever follows a run holds the parts of a sample until it is whole. The one of the start may still be on its way to the disk when a short
    // run ends; of several, those before have to be found by the collector first, as measured. What a single thread reads goes straight to the file.
    private static double Samples(ObservationPlan observation, bool usesActors)
    {
        if (!usesActors)
        {
            return 0;
        }

        NetworkDescription network = observation.Network;
        double probes = observation.Probes.Sum(probe => probe.Bytes(network, 1));
        ProbeSchedule[] schedules = [.. observation.Probes.OfType<ConnectivityProbe>().Select(probe => probe.When)];
        double whole = schedules.Length == 0 ? 0 : MemoryEstimate.SampleBytes(network, PartitionPlan.Even(network, 1)[0]);
        return probes + ((schedules.All(when => when is ProbeSchedule.AtEnds) ? 2 : 3) * whole);
    }
}

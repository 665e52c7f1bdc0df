using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Faults.Schedules;

/// <summary>What an undisturbed run gives: computed by a single partition without a cluster.</summary>
internal static class Reference
{
    private static readonly ConcurrentDictionary<(string Network, int Steps), Lazy<string>> Digests = new();
    private static readonly ConcurrentDictionary<(string Network, int Checkpoints), Lazy<IReadOnlyList<string>>> AllSamples = new();

    /// <summary>The digest after so many steps.</summary>
    public static string DigestOf(RunSpecification run, int steps) => Digests.GetOrAdd(
        (run.Network.Experiment, steps), key => new Lazy<string>(() =>
        {
            using var device = new HostDevice();
            using Simulation simulation = Simulation.Create(new TinyNetworks().Create(run.Network), device);
            simulation.Run(key.Steps);
            return simulation.Digest();
        })).Value;

    /// <summary>Fingerprints of all that is recorded, stop by stop.</summary>
    public static IReadOnlyList<string> SamplesOf(RunSpecification run) => AllSamples.GetOrAdd(
        (run.Network.Experiment, run.CheckpointSteps),
        _ => new Lazy<IReadOnlyList<string>>(() => ScheduleRunner.Undisturbed(run))).Value;

    /// <summary>A fingerprint of a sample, but for whether it is the last and how the network was cut.</summary>
    public static string Fingerprint(RunSpecification run, NetworkSample sample)
    {
        ObservationPlan plan = RunChecks.Observe(run, new TinyNetworks());
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, [sample.Step]);
        foreach (SynapseStream? synapses in sample.Synapses)
        {
            Add<Synapse>(hash, synapses?.ToArray());
        }

        for (int p = 0; p < plan.Probes.Count; p++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(TextOf(plan, p, sample)));
        }

        return $"{sample.Step}:{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8))}";
    }

    // What the reader makes of it, where that needs no earlier samples; else counts, and counts by bin and what they are of.
    private static string TextOf(ObservationPlan plan, int probe, NetworkSample sample)
    {
        if (plan.Probes[probe] is RateProbe or RewiringProbe)
        {
            return string.Join(';', sample.Probes[probe].Sums);
        }

        if (plan.Probes[probe] is not (RateHistogramProbe or CorrelationProbe))
        {
            var log = new ObservationLog();
            plan.Probes[probe].Read(plan.Network, plan.Times[probe]).Take(
                new ProbeStop(sample.Step, IsDue: true, IsLast: false), sample.Probes[probe], log);
            return string.Join(';', log.Lines);
        }

        bool isCount = plan.Probes[probe] is RateHistogramProbe;
        return string.Join(';', sample.Probes[probe].List.ToArray().Chunk(2)
            .GroupBy(pair => isCount ? (pair[0], 0) : (pair[0], pair[1]))
            .OrderBy(same => same.Key)
            .Select(same => $"{same.Key} {(isCount ? same.Sum(pair => pair[1]) : same.Count())}"));
    }

    private static void Add<T>(IncrementalHash hash, ReadOnlySpan<T> items)
        where T : unmanaged => hash.AppendData(MemoryMarshal.AsBytes(items));
}

using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Recording;

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

    /// <summary>A fingerprint of a sample, but for whether it is the last.</summary>
    public static string Fingerprint(NetworkSample sample)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, [sample.Step]);
        Add<long>(hash, [.. sample.SpikeCounts]);
        foreach (RewiringSample? rewiring in sample.Rewiring)
        {
            Add(hash, [rewiring?.Attempts ?? -1]);
            Add<long>(hash, [.. rewiring?.FormedByDistance ?? []]);
            Add<long>(hash, [.. rewiring?.EliminatedByDistance ?? []]);
        }

        foreach (Synapse[]? synapses in sample.Synapses)
        {
            Add<Synapse>(hash, synapses);
        }

        foreach (float[] states in sample.States)
        {
            Add<float>(hash, states);
        }

        Add(hash, sample.Spikes.Span);
        return $"{sample.Step}:{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8))}";
    }

    private static void Add<T>(IncrementalHash hash, ReadOnlySpan<T> items)
        where T : unmanaged => hash.AppendData(MemoryMarshal.AsBytes(items));
}

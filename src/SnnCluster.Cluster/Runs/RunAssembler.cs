using System.Runtime.InteropServices;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Recording;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// Puts the reports of all partitions together: one sample of the whole network for each stop, as if a single partition
/// had reported it, and each once, however many attempts at the run it took.
/// </summary>
internal sealed class RunAssembler(RunSpecification specification, int populations, int projections)
{
    private readonly SortedDictionary<int, Stop> _stops = [];
    private PartitionFinal?[] _finals = [];
    private int _partitions;
    private int _sampledThrough = -1;

    /// <summary>What each partition said of itself at the end; null before that.</summary>
    public IReadOnlyList<PartitionFinal?> Finals => _finals;

    /// <summary>The digest of neurons and synapses at the end; null before the end.</summary>
    public string? Digest { get; private set; }

    /// <summary>Takes a part of a report.</summary>
    /// <returns>The sample that it completes; null where more must come.</returns>
    public NetworkSample? Add(ReportPart part)
    {
        if (part.Kind == ReportKind.Attempt)
        {
            // What an attempt had begun to report, and did not end, is reported by the next from the start.
            _stops.Clear();
            _partitions = ContractBytes.Read<AttemptStart>(part.Data).Placement.Partitions.Count;
            _finals = new PartitionFinal?[_partitions];
            return null;
        }

        if ((uint)part.Partition >= (uint)_partitions)
        {
            return null;
        }

        if (!_stops.TryGetValue(part.Step, out Stop? stop))
        {
            stop = new Stop(_partitions, specification.States.Count, populations, projections);
            _stops.Add(part.Step, stop);
        }

        switch (part.Kind)
        {
            case ReportKind.Counts:
                stop.Restart(part.Partition);
                stop.Counts[part.Partition] = ContractBytes.Read<StopCounts>(part.Data);
                break;
            case ReportKind.Synapses:
                stop.Synapses[part.Index][part.Partition].Add(part.Data);
                break;
            case ReportKind.States:
                stop.States[part.Index][part.Partition].Add(part.Data);
                break;
            case ReportKind.Spikes:
                stop.Spikes[part.Partition].Add(part.Data);
                break;
            case ReportKind.Hashes:
                stop.Hashes[part.Index][part.Partition].Add(part.Data);
                break;
            case ReportKind.Final:
                _finals[part.Partition] = ContractBytes.Read<PartitionFinal>(part.Data);
                break;
            default:
                stop.Ended[part.Partition] = true;
                break;
        }

        // A run that is ended early may end where some partitions had stopped to record already: they report again.
        bool isLast = stop.Counts.All(counts => counts is { IsLast: true });
        if (!stop.Ended.All(ended => ended) || stop.Counts.Contains(null)
            || (!isLast && stop.Counts.Any(counts => counts!.IsLast)))
        {
            return null;
        }

        _stops.Remove(part.Step);
        if (isLast)
        {
            Digest = NetworkDigest.Combine(stop.Hashes.SelectMany(byPartition => byPartition.SelectMany(parts => parts)));
        }

        // A stop that was sampled before, by an attempt that was lost or before the run was ended there, is known but for
        // its being the end.
        bool isKnown = part.Step <= _sampledThrough;
        _sampledThrough = Math.Max(_sampledThrough, part.Step);
        NetworkSample sample = stop.ToSample(part.Step, isLast);
        return !isKnown ? sample : isLast ? sample with { Spikes = default, States = [] } : null;
    }

    private sealed class Stop(int partitions, int states, int populations, int projections)
    {
        public StopCounts?[] Counts { get; } = new StopCounts?[partitions];

        public List<byte[]>[][] Synapses { get; } = Lists(projections, partitions);

        public List<byte[]>[][] States { get; } = Lists(states, partitions);

        public List<byte[]>[][] Hashes { get; } = Lists(populations, partitions);

        public List<byte[]>[] Spikes { get; } = Lists(1, partitions)[0];

        public bool[] Ended { get; } = new bool[partitions];

        /// <summary>Forgets what a partition has reported, but for spikes, which it reports once.</summary>
        public void Restart(int partition)
        {
            Ended[partition] = false;
            foreach (List<byte[]>[] lists in Synapses.Concat(States).Concat(Hashes))
            {
                lists[partition].Clear();
            }
        }

        public NetworkSample ToSample(int step, bool isLast)
        {
            bool samples = Counts[0]!.HasSynapses;
            return new NetworkSample
            {
                Step = step,
                IsLast = isLast,
                SpikeCounts = samples
                    ? [.. Enumerable.Range(0, Counts[0]!.SpikeCounts.Count).Select(p => Counts.Sum(counts => counts!.SpikeCounts[p]))]
                    : [],
                Rewiring = samples ? [.. Enumerable.Range(0, Counts[0]!.Rewiring.Count).Select(Rewiring)] : [],
                Synapses = samples ? [.. Synapses.Select(Sorted)] : [],
                States = [.. States.Where(parts => parts.Any(one => one.Count > 0)).Select(Join<float>)],
                Spikes = SortedSpikes(),
            };
        }

        private static List<byte[]>[][] Lists(int count, int partitions) =>
        [
            .. Enumerable.Range(0, count).Select(_ =>
                Enumerable.Range(0, partitions).Select(_ => new List<byte[]>()).ToArray()),
        ];

        private static T[] Join<T>(IReadOnlyList<List<byte[]>> byPartition)
            where T : unmanaged
        {
            long bytes = byPartition.Sum(parts => parts.Sum(part => (long)part.Length));
            var joined = new T[bytes / System.Runtime.CompilerServices.Unsafe.SizeOf<T>()];
            Span<byte> rest = MemoryMarshal.AsBytes(joined.AsSpan());
            foreach (byte[] part in byPartition.SelectMany(parts => parts))
            {
                part.AsSpan().CopyTo(rest);
                rest = rest[part.Length..];
            }

            return joined;
        }

        private static Synapse[] Sorted(List<byte[]>[] byPartition)
        {
            Synapse[] all = Join<Synapse>(byPartition);
            if (byPartition.Length > 1)
            {
                all.AsSpan().Sort(static (a, b) => (a.Source, a.Target, a.K).CompareTo((b.Source, b.Target, b.K)));
            }

            return all;
        }

        private RecordedSpike[] SortedSpikes()
        {
            RecordedSpike[] all = Join<RecordedSpike>(Spikes);
            if (Spikes.Length > 1)
            {
                all.AsSpan().Sort(static (a, b) =>
                    (a.Step, a.Population, a.Neuron).CompareTo((b.Step, b.Population, b.Neuron)));
            }

            return all;
        }

        private RewiringSample? Rewiring(int projection) => RewiringSample.Sum(Counts.Select(counts =>
            counts!.Rewiring[projection] is RewiringContract one
                ? new RewiringSample(one.Attempts, one.Formed, one.Eliminated, one.HasDistances)
                : null));
    }
}

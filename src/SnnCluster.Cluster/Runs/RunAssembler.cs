using System.Runtime.InteropServices;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// Puts the reports of all partitions together: one sample of the whole network for each stop, as if a single partition
/// had reported it, and each once, however many attempts at the run it took.
/// </summary>
/// <param name="observation">What is observed, and of what network.</param>
internal sealed class RunAssembler(ObservationPlan observation)
{
    private readonly int _populations = observation.Network.Populations.Count;
    private readonly int _projections = observation.Network.Projections.Count;
    private readonly SortedDictionary<int, Stop> _stops = [];
    private readonly List<LostReports> _lost = [];
    private PartitionFinal?[] _finals = [];
    private int _partitions;
    private int _sampledThrough = -1;
    private bool _isAfterGap;

    /// <summary>What each partition said of itself at the end; null before that.</summary>
    public IReadOnlyList<PartitionFinal?> Finals => _finals;

    /// <summary>
    /// The last sample; null before the end. A run whose coordinator is lost just then goes on from a checkpoint and ends once
    /// more: this is the end when the run is said to be over.
    /// </summary>
    public NetworkSample? End { get; private set; }

    /// <summary>The digest of neurons and synapses at the end; null before the end.</summary>
    public string? Digest { get; private set; }

    /// <summary>The digest of all that the network goes on from; null before the end, or where it was not asked for.</summary>
    public string? FullDigest { get; private set; }

    /// <summary>Between which samples reports were lost, in order.</summary>
    public IReadOnlyList<LostReports> Lost => _lost;

    /// <summary>Takes a part of a report.</summary>
    /// <returns>The sample that it completes; null where more must come, and for the last, which is <see cref="End"/>.</returns>
    /// <exception cref="ClusterException">It is about a part of the network that there is not.</exception>
    public NetworkSample? Add(ReportPart part)
    {
        if (part.Kind is ReportKind.Attempt or ReportKind.Gap)
        {
            // What an attempt had begun to report, and did not end, is reported by the next from the start; what it had begun
            // before a gap can be put together no more.
            AttemptStart attempt = ContractBytes.Read<AttemptStart>(part.Data);
            _stops.Clear();
            End = null;
            _partitions = attempt.Placement.Partitions.Count;
            _finals = new PartitionFinal?[_partitions];

            // An attempt reports all that comes after the step that it starts from, the first also the start.
            _isAfterGap = part.Kind == ReportKind.Gap || (_sampledThrough < 0
                ? attempt.Step > 0
                : _isAfterGap && attempt.Step > _sampledThrough);
            return null;
        }

        if ((uint)part.Partition >= (uint)_partitions)
        {
            return null;
        }

        if (part.Step < 0 || part.Step > observation.Steps || part.Data.Length % SizeOf(part.Kind) != 0)
        {
            throw new ClusterException(
                $"partition {part.Partition} of run {part.RunId} reports {part.Data.Length} bytes of {part.Kind} after {part.Step} steps: that cannot be");
        }

        if (!_stops.TryGetValue(part.Step, out Stop? stop))
        {
            // A report begins with its counts: of what comes without them, the beginning is lost.
            if (_isAfterGap && part.Kind != ReportKind.Counts)
            {
                return null;
            }

            stop = new Stop(_partitions, observation.Probes.Count, _populations, _projections);
            _stops.Add(part.Step, stop);
        }

        switch (part.Kind)
        {
            case ReportKind.Counts:
                stop.Restart(part.Partition);
                stop.Counts[part.Partition] = CountsOf(part);
                break;
            case ReportKind.Synapses:
                ListOf(stop.Synapses, part, "projection").Add(part.Data);
                break;
            case ReportKind.Sums:
                ListOf(stop.Sums, part, "probe").Add(part.Data);
                break;
            case ReportKind.List:
                ListOf(stop.Lists, part, "probe").Add(part.Data);
                break;
            case ReportKind.Hashes:
                ListOf(stop.Hashes, part, "population").Add(part.Data);
                break;
            case ReportKind.FullHashes:
                ListOf(stop.FullHashes, part, "population").Add(part.Data);
                break;
            case ReportKind.Final:
                _finals[part.Partition] = FinalOf(part);
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
        stop.RequireAlike(part);
        if (isLast)
        {
            Digest = Combine(stop.Hashes);
            FullDigest = stop.FullHashes.Any(population => population.Any(parts => parts.Count > 0)) ? Combine(stop.FullHashes) : null;
        }

        // A stop that was sampled before, by an attempt that was lost or before the run was ended there, is known but for
        // its being the end.
        bool isKnown = part.Step <= _sampledThrough;
        NetworkSample sample = stop.ToSample(part.Step, isLast);
        if (_isAfterGap)
        {
            // Each partition reports one stop after the other: of those before, something is lost.
            foreach (int step in _stops.Keys.TakeWhile(step => step < part.Step).ToArray())
            {
                _stops.Remove(step);
            }

            // Where an attempt repeats what was told before the gap, nothing is missing.
            if (!isKnown)
            {
                sample = sample with { FollowsLoss = true };
                _lost.Add(new LostReports(Math.Max(0, _sampledThrough), part.Step));
            }

            _isAfterGap = false;
        }

        if (isLast)
        {
            End = isKnown ? sample with { Probes = [.. sample.Probes.Select((report, i) => NotKnown(report, i, part.Step))] } : sample;
            return null;
        }

        _sampledThrough = Math.Max(_sampledThrough, part.Step);
        return isKnown ? null : sample;
    }

    private static int SizeOf(ReportKind kind) => kind switch
    {
        ReportKind.Synapses => Synapse.Bytes,
        ReportKind.Sums => sizeof(long),
        ReportKind.List => sizeof(int),
        _ => 1,
    };

    private static string Combine(List<byte[]>[][] hashes) =>
        NetworkDigest.Combine(hashes.SelectMany(byPartition => byPartition.SelectMany(parts => parts)));

    // Of a stop that was reported before, only what a probe says because the run ends there: what it had gathered is known.
    private ProbeReport NotKnown(ProbeReport report, int probe, int step)
    {
        var rest = new ProbeReport();
        if (!observation.Times[probe].IsDue(step) && report.Sums.Length > 0)
        {
            rest.AddSums(report.Sums);
        }

        return rest;
    }

    // Partitions are added up by these lists: each has one number for each population, projection or phase, or none.
    private StopCounts CountsOf(ReportPart part)
    {
        StopCounts counts = ContractBytes.Read<StopCounts>(part.Data);
        RequireCount(part, "counts of spikes", counts.SpikeCounts.Count, _populations);
        RequireCount(part, "counts of synapses", counts.SynapseCounts.Count, _projections);
        RequireCount(part, "counts of rewiring", counts.Rewiring.Count, _projections);
        return counts;
    }

    private static PartitionFinal FinalOf(ReportPart part)
    {
        PartitionFinal final = ContractBytes.Read<PartitionFinal>(part.Data);
        int phases = Enum.GetValues<Phase>().Length;
        return final.PhaseSeconds.Count == phases ? final : throw Uneven(part, "times of phases", final.PhaseSeconds.Count, phases);
    }

    private static void RequireCount(ReportPart part, string what, int count, int expected)
    {
        if (count != 0 && count != expected)
        {
            throw Uneven(part, what, count, expected);
        }
    }

    private static ClusterException Uneven(ReportPart part, string what, int count, int expected) =>
        new($"partition {part.Partition} of run {part.RunId} reports {count} {what}: there are {expected}");

    private static List<byte[]> ListOf(List<byte[]>[][] lists, ReportPart part, string what) =>
        RunLayouts.IsIndex(part.Index, lists.Length)
            ? lists[part.Index][part.Partition]
            : throw new ClusterException(
                $"partition {part.Partition} of run {part.RunId} reports of {what} number {part.Index}: there are {lists.Length}");

    private sealed class Stop(int partitions, int probes, int populations, int projections)
    {
        public StopCounts?[] Counts { get; } = new StopCounts?[partitions];

        public List<byte[]>[][] Synapses { get; } = NewLists(projections, partitions);

        public List<byte[]>[][] Sums { get; } = NewLists(probes, partitions);

        public List<byte[]>[][] Lists { get; } = NewLists(probes, partitions);

        public List<byte[]>[][] Hashes { get; } = NewLists(populations, partitions);

        public List<byte[]>[][] FullHashes { get; } = NewLists(populations + 1, partitions);

        public bool[] Ended { get; } = new bool[partitions];

        /// <summary>Forgets what a partition has reported, but for its probes, which say everything once.</summary>
        public void Restart(int partition)
        {
            Ended[partition] = false;
            foreach (List<byte[]>[] lists in Synapses.Concat(Hashes).Concat(FullHashes))
            {
                lists[partition].Clear();
            }
        }

        /// <summary>What partitions report is added up bin by bin: all have as many.</summary>
        /// <exception cref="ClusterException">They have not.</exception>
        public void RequireAlike(ReportPart part)
        {
            StopCounts first = Counts[0]!;
            foreach (StopCounts counts in Counts.OfType<StopCounts>())
            {
                bool isAlike = counts.SpikeCounts.Count == first.SpikeCounts.Count
                    && counts.SynapseCounts.Count == first.SynapseCounts.Count
                    && counts.Rewiring.Count == first.Rewiring.Count
                    && Enumerable.Range(0, first.Rewiring.Count).All(p =>
                        BinsOf(counts.Rewiring[p]) is not (int, int) bins || bins == BinsOf(Counts, p));
                if (!isAlike)
                {
                    throw Different(part, "counts");
                }
            }

            if (Sums.Any(byPartition => byPartition.Select(parts => parts.Sum(one => (long)one.Length)).Where(bytes => bytes > 0).Distinct().Count() > 1))
            {
                throw Different(part, "sums of a probe");
            }

            bool isWhole = first.SpikeCounts.Count == populations && first.SynapseCounts.Count == projections && first.Rewiring.Count == projections;
            if (!isWhole && (part.Step == 0 || first.IsLast || first.SpikeCounts.Count + first.SynapseCounts.Count + first.Rewiring.Count > 0))
            {
                throw new ClusterException($"partitions of run {part.RunId} do not report all counts after {part.Step} steps");
            }
        }

        public NetworkSample ToSample(int step, bool isLast)
        {
            StopCounts first = Counts[0]!;
            return new NetworkSample
            {
                Step = step,
                IsLast = isLast,
                Counts = first.SpikeCounts.Count == 0 ? null : new NetworkCounts(
                    [.. Enumerable.Range(0, first.SpikeCounts.Count).Select(p => Counts.Sum(counts => counts!.SpikeCounts[p]))],
                    [.. Enumerable.Range(0, first.SynapseCounts.Count).Select(p => Counts.Sum(counts => counts!.SynapseCounts[p]))],
                    [.. Enumerable.Range(0, first.Rewiring.Count).Select(Rewiring)]),
                Probes = [.. Enumerable.Range(0, Sums.Length).Select(Report)],
                Synapses = first.HasSynapses
                    ? [.. Synapses.Select((parts, p) => first.Unchanged.Contains(p) ? null : StreamOf(parts))]
                    : [],
            };
        }

        private static ClusterException Different(ReportPart part, string what) =>
            new($"partitions of run {part.RunId} report different numbers of {what} after {part.Step} steps");

        private static List<byte[]>[][] NewLists(int count, int partitions) =>
        [
            .. Enumerable.Range(0, count).Select(_ =>
                Enumerable.Range(0, partitions).Select(_ => new List<byte[]>()).ToArray()),
        ];

        // By elements: all their bytes may be more than a span can hold. What a part ends with that is no whole element is
        // none.
        private static T[] Join<T>(IReadOnlyList<List<byte[]>> byPartition)
            where T : unmanaged
        {
            long size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
            var joined = new T[byPartition.Sum(parts => parts.Sum(part => part.Length / size))];
            Span<T> rest = joined;
            foreach (byte[] part in byPartition.SelectMany(parts => parts))
            {
                ReadOnlySpan<T> elements = MemoryMarshal.Cast<byte, T>(part);
                elements.CopyTo(rest);
                rest = rest[elements.Length..];
            }

            return joined;
        }

        private static SynapseStream StreamOf(List<byte[]>[] byPartition) =>
            new([.. byPartition.Select(SynapsesOf)]);

        private static IEnumerable<ReadOnlyMemory<Synapse>> SynapsesOf(List<byte[]> parts)
        {
            Synapse[] some = [];
            foreach (byte[] part in parts)
            {
                int count = part.Length / Synapse.Bytes;
                some = some.Length < count ? new Synapse[count] : some;
                MemoryMarshal.Cast<byte, Synapse>(part).CopyTo(some);
                yield return some.AsMemory(0, count);
            }
        }

        private ProbeReport Report(int probe)
        {
            var report = new ProbeReport();
            for (int partition = 0; partition < Sums[probe].Length; partition++)
            {
                long[] sums = Join<long>([Sums[probe][partition]]);
                if (sums.Length > 0)
                {
                    report.AddSums(sums);
                }

                report.Add(Join<int>([Lists[probe][partition]]));
            }

            return report;
        }

        private static (int Formed, int Eliminated)? BinsOf(RewiringContract? one) =>
            one is null ? null : (one.Formed.Count, one.Eliminated.Count);

        private static (int Formed, int Eliminated)? BinsOf(StopCounts?[] counts, int projection) =>
            BinsOf(counts.Select(one => one!.Rewiring[projection]).FirstOrDefault(one => one is not null));

        private RewiringSample? Rewiring(int projection) => RewiringSample.Sum(Counts.Select(counts =>
            counts!.Rewiring[projection] is RewiringContract one
                ? new RewiringSample(one.Attempts, one.Formed, one.Eliminated, one.HasDistances)
                : null));
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Runs;

/// <summary>Makes the report of a partition at a stop, in parts that fit into messages.</summary>
internal sealed class PartitionReporter(
    string runId, int index, ObservationPlan plan, bool hasFullDigest, FrameExchange exchange, double buildSeconds)
{
    private readonly NetworkDescription _network = plan.Network;
    private readonly int[] _targetOfProjection =
        [.. plan.Network.Projections.Select(projection => plan.Network.IndexOfPopulation(projection.Target))];

    private double _recordingSeconds;

    /// <summary>Everything that is to be recorded of a partition now; what probes have gathered is taken away.</summary>
    /// <param name="worker">The partition.</param>
    /// <param name="lastStep">The step after which the run ends.</param>
    /// <exception cref="SimulationException">A state variable of a neuron is not a number.</exception>
    public IEnumerable<ReportPart> Report(PartitionWorker worker, int lastStep)
    {
        long began = Stopwatch.GetTimestamp();
        IPartition partition = worker.Partition;
        int step = worker.Step;
        bool isEnd = step == 0 || step == lastStep;
        partition.Deliver();
        if (isEnd)
        {
            partition.CheckState();
        }

        IReadOnlyList<ProbeReport> probes = worker.Probes.Report(lastStep);
        yield return Part(step, ReportKind.Counts, 0, ContractBytes.Of(new StopCounts
        {
            SpikeCounts = isEnd ? [.. Enumerable.Range(0, _network.Populations.Count).Select(p => SpikeCount(partition, p))] : [],
            SynapseCounts = isEnd ? [.. Projections.Select(partition.SynapseCount)] : [],
            Rewiring = isEnd ? [.. Projections.Select(p => Rewiring(partition, p))] : [],
            HasSynapses = worker.Probes.ReadsAll,
            Unchanged = worker.Probes.ReadsAll ? [.. Projections.Where(p => !worker.Probes.Reads(p))] : [],
            IsLast = step == lastStep,
        }));
        IEnumerable<ReportPart> content = (worker.Probes.ReadsAll ? Synapses(worker, step) : [])
            .Concat(probes.SelectMany((probe, i) => Probe(step, i, probe)));
        foreach (ReportPart part in content)
        {
            yield return part;
        }

        if (step == lastStep)
        {
            for (int p = 0; p < _network.Populations.Count; p++)
            {
                foreach (byte[] hashes in NetworkDigest.HashNeurons(partition, p, _targetOfProjection))
                {
                    foreach (ReportPart part in Split<byte>(step, ReportKind.Hashes, p, hashes))
                    {
                        yield return part;
                    }
                }
            }

            foreach (ReportPart part in hasFullDigest ? FullHashes(partition, step) : [])
            {
                yield return part;
            }

            yield return Part(step, ReportKind.Final, 0, ContractBytes.Of(Final(worker) with
            {
                RecordingSeconds = _recordingSeconds + Stopwatch.GetElapsedTime(began).TotalSeconds,
            }));
        }

        yield return Part(step, ReportKind.End, 0, []);
        _recordingSeconds += Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static long SpikeCount(IPartition partition, int population)
    {
        var counts = new long[partition.Slices[population].Count];
        partition.ReadSpikeCounts(population, counts);
        return counts.Sum();
    }

    private static RewiringContract? Rewiring(IPartition partition, int projection) =>
        RewiringSample.Of(partition.Rewiring(projection)) is RewiringSample sample
            ? new RewiringContract
            {
                Attempts = sample.Attempts,
                Formed = sample.FormedByDistance,
                Eliminated = sample.EliminatedByDistance,
                HasDistances = sample.HasDistances,
            }
            : null;

    private IEnumerable<int> Projections => Enumerable.Range(0, _network.Projections.Count);

    private IEnumerable<ReportPart> Synapses(PartitionWorker worker, int step) => Projections
        .Where(worker.Probes.Reads)
        .SelectMany(p => worker.Partition.SynapsesInOrder(p).SelectMany(some => Split(step, ReportKind.Synapses, p, some)));

    private IEnumerable<ReportPart> FullHashes(IPartition partition, int step)
    {
        PartitionSnapshot snapshot = partition.Capture();
        IEnumerable<ReportPart> ofNeurons = Enumerable.Range(0, _network.Populations.Count).SelectMany(p =>
            FullDigest.HashNeurons(_network, snapshot, p).SelectMany(hashes => Split<byte>(step, ReportKind.FullHashes, p, hashes)));
        return index > 0 ? ofNeurons : ofNeurons.Append(
            Part(step, ReportKind.FullHashes, _network.Populations.Count, FullDigest.HashModulators(snapshot)));
    }

    private IEnumerable<ReportPart> Probe(int step, int probe, ProbeReport report) =>
        Split<long>(step, ReportKind.Sums, probe, report.Sums).Concat(Split(step, ReportKind.List, probe, report.ListMemory));

    private PartitionFinal Final(PartitionWorker worker)
    {
        using Process process = Process.GetCurrentProcess();
        IReadOnlyDictionary<Phase, double> phases = worker.PhaseSeconds;
        return new PartitionFinal
        {
            Device = worker.Partition.Device,
            BuildSeconds = buildSeconds,
            LoopSeconds = worker.LoopSeconds,
            PhaseSeconds = [.. Enum.GetValues<Phase>().Select(phase => phases[phase])],
            SynapticEvents = worker.Partition.SynapticEvents,
            PeakMemoryBytes = process.PeakWorkingSet64,
            BytesSent = exchange.BytesSent,
            MessagesSent = exchange.MessagesSent,
        };
    }

    private IEnumerable<ReportPart> Split<T>(int step, ReportKind kind, int number, ReadOnlyMemory<T> items)
        where T : unmanaged
    {
        int most = ReportPart.MaxBytes / System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        for (int begin = 0; begin < items.Length; begin += most)
        {
            ReadOnlySpan<T> some = items.Span.Slice(begin, Math.Min(most, items.Length - begin));
            yield return Part(step, kind, number, MemoryMarshal.AsBytes(some).ToArray());
        }
    }

    private ReportPart Part(int step, ReportKind kind, int number, byte[] data) => new()
    {
        RunId = runId,
        Partition = index,
        Step = step,
        Kind = kind,
        Index = number,
        Data = data,
    };
}

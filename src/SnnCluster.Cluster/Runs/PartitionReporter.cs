using System.Diagnostics;
using System.Runtime.InteropServices;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Runs;

/// <summary>Makes the report of a partition at a stop, in parts that fit into messages.</summary>
internal sealed class PartitionReporter(
    string runId, int index, NetworkDescription network, SamplingPlan plan, FrameExchange exchange, double buildSeconds)
{
    private readonly int[] _targetOfProjection =
        [.. network.Projections.Select(projection => network.IndexOfPopulation(projection.Target))];

    private double _recordingSeconds;

    /// <summary>Everything that is to be recorded of a partition now; spikes are taken away.</summary>
    /// <param name="worker">The partition.</param>
    /// <param name="lastStep">The step after which the run ends.</param>
    /// <exception cref="SimulationException">A state variable of a neuron is not a number.</exception>
    public IEnumerable<ReportPart> Report(PartitionWorker worker, int lastStep)
    {
        long began = Stopwatch.GetTimestamp();
        IPartition partition = worker.Partition;
        int step = worker.Step;
        bool samples = plan.SamplesAt(step, lastStep);
        bool samplesSynapses = plan.SamplesConnectivityAt(step, lastStep);
        partition.Deliver();
        if (samples)
        {
            partition.CheckState();
        }

        if (samplesSynapses)
        {
            LargeArrays.Release(Enumerable.Range(0, network.Projections.Count).Sum(partition.SynapseCount) * Synapse.Bytes);
        }

        yield return Part(step, ReportKind.Counts, 0, ContractBytes.Of(new StopCounts
        {
            SpikeCounts = samples ? [.. Enumerable.Range(0, network.Populations.Count).Select(p => SpikeCount(partition, p))] : [],
            Rewiring = samples ? [.. Projections.Select(p => Rewiring(partition, p))] : [],
            HasSynapses = samplesSynapses,
            Unchanged = samplesSynapses ? [.. Projections.Where(p => !IsSampled(p, step))] : [],
            IsLast = step == lastStep,
        }));
        IEnumerable<ReportPart> content =
        [
            .. samplesSynapses ? Synapses(partition, step) : [],
            .. plan.RecordsStatesAt(step) ? States(partition, step) : [],
            .. TakeSpikes(worker, step),
        ];
        foreach (ReportPart part in content)
        {
            yield return part;
        }

        if (step == lastStep)
        {
            for (int p = 0; p < network.Populations.Count; p++)
            {
                foreach (byte[] hashes in NetworkDigest.HashNeurons(partition, p, _targetOfProjection))
                {
                    foreach (ReportPart part in Split<byte>(step, ReportKind.Hashes, p, hashes))
                    {
                        yield return part;
                    }
                }
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

    private IEnumerable<int> Projections => Enumerable.Range(0, network.Projections.Count);

    // All at the start, and afterwards those that change.
    private bool IsSampled(int projection, int step) => step == 0 || network.Projections[projection].Changes;

    private IEnumerable<ReportPart> Synapses(IPartition partition, int step) => Projections
        .Where(p => IsSampled(p, step))
        .SelectMany(p => Split<Synapse>(step, ReportKind.Synapses, p, partition.ReadSynapses(p)));

    // The first neurons of a population lie in the first partitions that hold any of it.
    private IEnumerable<ReportPart> States(IPartition partition, int step)
    {
        for (int s = 0; s < plan.States.Count; s++)
        {
            StateChoice choice = plan.States[s];
            Slice slice = partition.Slices[choice.Population];
            int count = Math.Clamp(choice.Neurons - slice.Begin, 0, slice.Count);
            if (count > 0)
            {
                var values = new float[count];
                partition.ReadState(choice.Population, choice.Variable, values);
                foreach (ReportPart part in Split<float>(step, ReportKind.States, s, values))
                {
                    yield return part;
                }
            }
        }
    }

    private IEnumerable<ReportPart> TakeSpikes(PartitionWorker worker, int step)
    {
        if (worker.Spikes is not SpikeRecorder recorder)
        {
            return [];
        }

        RecordedSpike[] spikes = recorder.Spikes.ToArray();
        recorder.Clear();
        return Split<RecordedSpike>(step, ReportKind.Spikes, 0, spikes);
    }

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

using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Tests.Exchange;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Cluster.Tests.Runs;

/// <summary>What partitions report is, put together, what one partition would have reported.</summary>
public sealed class RunAssemblerTests
{
    private const int Half = 100;
    private const int Last = 200;

    private static readonly NetworkDescription Network = SmallMap.Named("small-populations").Describe();

    private static readonly string[] Recorded =
    [
        "rates", "rewiring", "synapses", "spikes", "target.V:neurons=first-250:every-steps=50", "target.rate-histogram:bin-ms=0.7", "target.cv-isi",
        "target.correlation:bin-ms=2:at=samples:neurons=first-60", "connectivity",
    ];

    private static readonly ObservationPlan Observation = PlanOf(Half, Recorded);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 3)]
    [InlineData(5, 4)]
    public void Parts_in_any_interleaving_give_the_same_samples(int partitions, int seed)
    {
        using WorkerCluster cluster = Cluster(partitions);
        PartitionReporter[] reporters = Reporters(cluster);
        Queue<ReportPart>[] parts = [.. reporters.Select(_ => new Queue<ReportPart>())];
        foreach (int step in new[] { 0, Half, Last })
        {
            cluster.Run(step);
            for (int p = 0; p < partitions; p++)
            {
                foreach (ReportPart part in reporters[p].Report(cluster.Workers[p], Last))
                {
                    Assert.InRange(part.Data.Length, 0, ReportPart.MaxBytes);
                    parts[p].Enqueue(part);
                }
            }
        }

        RunAssembler assembler = Assembler(partitions);
        List<NetworkSample> samples = AddAll(assembler, parts, new Random(seed));
        AssertAsOne(samples, [0, Half, Last], assembler.Digest);
        using var device = new HostDevice();
        using Simulation one = Simulation.Create(Network, device);
        one.Run(Last);
        Assert.Equal(one.FullDigest(), assembler.FullDigest);
        Assert.All(assembler.Finals, final => Assert.Equal("host", final!.Device));
    }

    [Fact]
    public void Connectivity_may_come_at_the_start_and_the_end_alone()
    {
        ObservationPlan plan = PlanOf(Half, [.. Recorded[..^1], "connectivity:at=ends"]);
        using WorkerCluster cluster = Cluster(partitions: 2, plan);
        PartitionReporter[] reporters = Reporters(cluster, plan);
        RunAssembler assembler = Assembler(partitions: 2, plan);
        Queue<ReportPart>[] parts = [.. reporters.Select(_ => new Queue<ReportPart>())];
        foreach (int step in new[] { 0, Half, Last })
        {
            cluster.Run(step);
            for (int p = 0; p < 2; p++)
            {
                parts[p] = new Queue<ReportPart>(parts[p].Concat(reporters[p].Report(cluster.Workers[p], Last)));
            }
        }

        List<NetworkSample> samples = AddAll(assembler, parts, new Random(1));
        AssertAsOne(samples, [0, Half, Last], assembler.Digest, plan);
        Assert.Equal([true, false, true], samples.Select(sample => sample.Synapses.Count > 0));
        Assert.Equal([true, false, true], samples.Select(sample => sample.Counts is not null));
        Assert.DoesNotContain(null, samples[0].Synapses);

        // The last five projections never change.
        Assert.Equal([false, false, true, true, true, true, true], samples[2].Synapses.Select(synapses => synapses is null));
    }

    [Fact]
    public void A_run_that_ends_once_more_after_a_loss_has_one_end()
    {
        using WorkerCluster cluster = Cluster(partitions: 1);
        PartitionReporter[] reporters = Reporters(cluster);
        RunAssembler assembler = Assembler(partitions: 1);
        Queue<ReportPart>[] parts = [new Queue<ReportPart>()];
        Report(lastStep: Last);
        cluster.Run(Half);
        Report(lastStep: Last);
        cluster.Run(Last);
        ReportPart[] end = [.. reporters[0].Report(cluster.Workers[0], Last)];
        foreach (ReportPart part in (ReportPart[])[.. end, Attempt(partitions: 1), .. end])
        {
            parts[0].Enqueue(part);
        }

        AssertAsOne(AddAll(assembler, parts, new Random(1)), [0, Half, Last], assembler.Digest);

        void Report(int lastStep)
        {
            foreach (ReportPart part in reporters[0].Report(cluster.Workers[0], lastStep))
            {
                parts[0].Enqueue(part);
            }
        }
    }

    [Fact]
    public void A_stop_that_some_have_reported_before_it_became_the_last_is_told_once()
    {
        using WorkerCluster cluster = Cluster(partitions: 3);
        PartitionReporter[] reporters = Reporters(cluster);
        RunAssembler assembler = Assembler(partitions: 3);
        Queue<ReportPart>[] parts = [.. reporters.Select(_ => new Queue<ReportPart>())];
        Report(0, int.MaxValue);
        Report(1, int.MaxValue);
        Report(2, int.MaxValue);
        cluster.Run(Half);

        // The first two have passed it as a stop on the way when the run is ended right there.
        Report(0, int.MaxValue);
        Report(1, int.MaxValue);
        Report(0, Half);
        Report(1, Half);
        Report(2, Half);
        AssertAsOne(AddAll(assembler, parts, new Random(1)), [0, Half], assembler.Digest);

        void Report(int p, int lastStep)
        {
            foreach (ReportPart part in reporters[p].Report(cluster.Workers[p], lastStep))
            {
                parts[p].Enqueue(part);
            }
        }
    }

    /// <summary>Whatever is lost of the log: each sample that is told is the right one, and times of the others are named.</summary>
    [Fact]
    public void What_a_gap_touches_is_not_told_and_its_times_are()
    {
        const int Partitions = 3;
        const int Interval = 25;
        ObservationPlan plan = PlanOf(Interval, Recorded);
        int[] steps = [.. Enumerable.Range(0, (Last / Interval) + 1).Select(stop => stop * Interval)];
        using WorkerCluster cluster = Cluster(Partitions, plan);
        PartitionReporter[] reporters = Reporters(cluster, plan);
        Queue<ReportPart>[] parts = [.. reporters.Select(_ => new Queue<ReportPart>())];
        foreach (int step in steps)
        {
            cluster.Run(step);
            for (int p = 0; p < Partitions; p++)
            {
                parts[p] = new Queue<ReportPart>(parts[p].Concat(reporters[p].Report(cluster.Workers[p], Last)));
            }
        }

        IReadOnlyList<NetworkSample> expected = SamplesOfOne(steps, plan);
        var random = new Random(3);
        int losses = 0;
        for (int trial = 0; trial < 60; trial++)
        {
            ReportPart[] log = [.. Interleaved([.. parts.Select(queue => new Queue<ReportPart>(queue))], random)];

            // The end cannot be lost: an attempt goes on behind the last checkpoint.
            int end = Array.FindIndex(log, part => part.Step == Last);
            int[] cuts = [.. Enumerable.Range(0, 4).Select(_ => random.Next(end + 1)).Order()];
            RunAssembler assembler = Assembler(Partitions, plan);
            var told = new List<NetworkSample>();
            for (int i = 0; i < log.Length; i++)
            {
                if (i == cuts[1] || i == cuts[3])
                {
                    assembler.Add(Attempt(Partitions) with { Kind = ReportKind.Gap });
                }

                bool isLost = (i >= cuts[0] && i < cuts[1]) || (i >= cuts[2] && i < cuts[3]);
                if (!isLost && assembler.Add(log[i]) is NetworkSample sample)
                {
                    told.Add(sample);
                }
            }

            told.Add(assembler.End!);
            Assert.Equal(told.Select(sample => sample.Step).Order(), told.Select(sample => sample.Step));
            Assert.All(told, sample => AssertSame(plan, expected[sample.Step / Interval], sample));
            IEnumerable<int> missing = steps.Except(told.Select(sample => sample.Step));
            losses += missing.Count();
            Assert.All(missing, step => Assert.Contains(
                assembler.Lost, lost => step < lost.BeforeStep && (step > lost.AfterStep || (step == 0 && lost.AfterStep == 0))));
            Assert.All(assembler.Lost, lost => Assert.Contains(lost.BeforeStep, told.Select(sample => sample.Step)));
            Assert.DoesNotContain(told, sample => assembler.Lost.Any(lost => sample.Step > lost.AfterStep && sample.Step < lost.BeforeStep));
        }

        Assert.InRange(losses, 60, 60 * steps.Length);
    }

    [Fact]
    public void An_attempt_that_repeats_what_was_told_before_a_gap_leaves_nothing_lost()
    {
        RunAssembler assembler = Assembler(partitions: 1);
        assembler.Add(Attempt(partitions: 1) with { Kind = ReportKind.Gap });
        assembler.Add(Attempt(partitions: 1));
        using WorkerCluster cluster = Cluster(partitions: 1);
        PartitionReporter reporter = Reporters(cluster)[0];
        foreach (int step in new[] { 0, Half, Last })
        {
            cluster.Run(step);
            foreach (ReportPart part in reporter.Report(cluster.Workers[0], Last))
            {
                assembler.Add(part);
            }
        }

        Assert.NotNull(assembler.End);
        Assert.Empty(assembler.Lost);
    }

    [Theory]
    [InlineData(ReportKind.Synapses, 7, "reports of projection number 7: there are 7")]
    [InlineData(ReportKind.Synapses, -1, "reports of projection number -1: there are 7")]
    [InlineData(ReportKind.Hashes, 4, "reports of population number 4: there are 4")]
    [InlineData(ReportKind.List, int.MaxValue, "reports of probe number 2147483647: there are 28")]
    [InlineData(ReportKind.Sums, 28, "reports of probe number 28: there are 28")]
    public void A_part_about_what_the_network_has_not_is_refused(ReportKind kind, int index, string finding) => Assert.Equal(
        $"partition 1 of run r {finding}",
        Assert.Throws<ClusterException>(() => Assembler(partitions: 2).Add(
            new ReportPart { RunId = "r", Partition = 1, Step = 0, Kind = kind, Index = index, Data = new byte[40] })).Message);

    [Theory]
    [InlineData(ReportKind.Synapses, 0, 30)]
    [InlineData(ReportKind.Sums, 0, 12)]
    [InlineData(ReportKind.List, 0, 5)]
    [InlineData(ReportKind.List, Last + 1, 4)]
    [InlineData(ReportKind.List, int.MaxValue, 4)]
    [InlineData(ReportKind.List, -1, 4)]
    public void A_part_that_cannot_be_is_refused(ReportKind kind, int step, int bytes) => Assert.Equal(
        $"partition 1 of run r reports {bytes} bytes of {kind} after {step} steps: that cannot be",
        Assert.Throws<ClusterException>(() => Assembler(partitions: 2).Add(
            new ReportPart { RunId = "r", Partition = 1, Step = step, Kind = kind, Data = new byte[bytes] })).Message);

    private static ObservationPlan PlanOf(int interval, params string[] texts) =>
        ObservationLog.Plan(Network, Last, new SampleTimes(interval), texts);

    private static WorkerCluster Cluster(int partitions, ObservationPlan? plan = null) =>
        new(Network, new int[partitions], new ShuffledNetwork(1), seed: 1, plan ?? Observation);

    private static PartitionReporter[] Reporters(WorkerCluster cluster, ObservationPlan? plan = null) =>
        [.. cluster.Workers.Select((_, p) => new PartitionReporter("r", p, plan ?? Observation, hasFullDigest: true, cluster.Exchanges[0], 0.5))];

    private static RunAssembler Assembler(int partitions, ObservationPlan? plan = null)
    {
        var assembler = new RunAssembler(plan ?? Observation);
        assembler.Add(Attempt(partitions));
        return assembler;
    }

    private static ReportPart Attempt(int partitions) => new()
    {
        RunId = "r",
        Partition = -1,
        Step = 0,
        Kind = ReportKind.Attempt,
        Data = ContractBytes.Of(new AttemptStart
        {
            Step = 0,
            Placement = new RunPlacement
            {
                Nodes = ["a:1"],
                Transport = "shared",
                Partitions =
                [
                    .. Enumerable.Range(0, partitions).Select(_ => new PartitionPlacement
                    {
                        Node = 0,
                        Device = "host",
                        DeviceIndex = 0,
                        Slices = [],
                        Neurons = 0,
                        ExpectedSynapses = 0,
                        MemoryBytes = 0,
                        CostShare = 1,
                    }),
                ],
            },
        }),
    };

    public static TheoryData<string, byte[]> WrongLists
    {
        get
        {
            var rewiring = new RewiringContract { Attempts = 1, Formed = [1], Eliminated = [1], HasDistances = false };
            var final = (PartitionFinal)ContractNumbers.Filled(typeof(PartitionFinal));
            return new TheoryData<string, byte[]>
            {
                { "3 counts of spikes: there are 4", ContractBytes.Of(new StopCounts { SpikeCounts = [1, 2, 3] }) },
                { "1 counts of spikes: there are 4", ContractBytes.Of(new StopCounts { SpikeCounts = [1] }) },
                { "3 counts of rewiring: there are 7", ContractBytes.Of(new StopCounts { Rewiring = [null, null, rewiring] }) },
                { "1 counts of synapses: there are 7", ContractBytes.Of(new StopCounts { SynapseCounts = [1] }) },
                { "1 times of phases: there are 5", ContractBytes.Of(final) },
            };
        }
    }

    /// <summary>Lists of partitions are added up one number after the other.</summary>
    [Theory]
    [MemberData(nameof(WrongLists))]
    public void A_list_of_another_length_is_refused(string finding, byte[] data)
    {
        var assembler = new RunAssembler(Observation);
        assembler.Add(Attempt(partitions: 1));
        var part = new ReportPart
        {
            RunId = "r",
            Partition = 0,
            Step = 0,
            Kind = finding.Contains("phases", StringComparison.Ordinal) ? ReportKind.Final : ReportKind.Counts,
            Data = data,
        };
        ClusterException exception = Assert.Throws<ClusterException>(() => assembler.Add(part));
        Assert.EndsWith(finding, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Partitions_that_report_lists_of_different_lengths_are_refused()
    {
        var assembler = new RunAssembler(Observation);
        assembler.Add(Attempt(partitions: 2));
        ReportPart Part(int partition, ReportKind kind, byte[] data) =>
            new() { RunId = "r", Partition = partition, Step = 0, Kind = kind, Data = data };
        ReportPart Counts(int partition, params long[] formed) => Part(partition, ReportKind.Counts, ContractBytes.Of(new StopCounts
        {
            Rewiring = [new RewiringContract { Attempts = 1, Formed = formed, Eliminated = [], HasDistances = false }, .. new RewiringContract?[6]],
        }));
        assembler.Add(Counts(0, 1, 2));
        assembler.Add(Counts(1, 1));
        assembler.Add(Part(0, ReportKind.End, []));
        ClusterException exception = Assert.Throws<ClusterException>(() => assembler.Add(Part(1, ReportKind.End, [])));
        Assert.Equal("partitions of run r report different numbers of counts after 0 steps", exception.Message);
    }

    // Each partition's parts in their order, the partitions in any.
    private static IEnumerable<ReportPart> Interleaved(Queue<ReportPart>[] parts, Random random)
    {
        while (parts.Any(queue => queue.Count > 0))
        {
            Queue<ReportPart> next = parts[random.Next(parts.Length)];
            if (next.TryDequeue(out ReportPart? part))
            {
                yield return part;
            }
        }
    }

    private static List<NetworkSample> AddAll(RunAssembler assembler, Queue<ReportPart>[] parts, Random random)
    {
        List<NetworkSample> samples = [.. Interleaved(parts, random).Select(assembler.Add).OfType<NetworkSample>()];
        samples.Add(assembler.End!);
        return samples;
    }

    private static void AssertAsOne(
        List<NetworkSample> samples, int[] steps, string? digest, ObservationPlan? plan = null)
    {
        Assert.Equal(steps, samples.Select(sample => sample.Step));
        IReadOnlyList<NetworkSample> expected = SamplesOfOne(steps, plan ?? Observation, digest);
        Assert.All(samples.Zip(expected), pair => AssertSame(plan ?? Observation, pair.Second, pair.First));
        Assert.Equal(ObservationLog.Of(plan ?? Observation, expected), ObservationLog.Of(plan ?? Observation, samples));
    }

    // What one partition alone would have given.
    private static List<NetworkSample> SamplesOfOne(int[] steps, ObservationPlan plan, string? digest = null)
    {
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(Network, device, observation: plan);
        var samples = new List<NetworkSample>();
        foreach (int step in steps)
        {
            simulation.Run(step - simulation.Step);
            samples.Add(ObservationLog.Held(simulation.Sample(steps[^1])));
        }

        Assert.Equal(simulation.Digest(), digest ?? simulation.Digest());
        return samples;
    }

    // Sums and lists depend on the cut; what readers make of them does not. Some need earlier samples for that.
    private static void AssertSame(ObservationPlan plan, NetworkSample one, NetworkSample sample)
    {
        Assert.Equal(one.IsLast, sample.IsLast);
        Assert.Equal(one.Synapses.Select(stream => stream?.ToArray()), sample.Synapses.Select(stream => stream?.ToArray()));
        Assert.Equal(one.Counts?.Spikes, sample.Counts?.Spikes);
        Assert.Equal(one.Counts?.Synapses, sample.Counts?.Synapses);
        Assert.Equal(one.Counts?.Rewiring.Select(Text), sample.Counts?.Rewiring.Select(Text));
        for (int p = 0; p < plan.Probes.Count; p++)
        {
            if (plan.Probes[p] is RateProbe or RewiringProbe)
            {
                Assert.Equal(one.Probes[p].Sums, sample.Probes[p].Sums);
            }
            else if (plan.Probes[p] is not (RateHistogramProbe or CorrelationProbe))
            {
                Assert.Equal(LinesOf(plan, p, one), LinesOf(plan, p, sample));
            }
        }
    }

    private static List<string> LinesOf(ObservationPlan plan, int probe, NetworkSample sample)
    {
        var log = new ObservationLog();
        plan.Probes[probe].Read(plan.Network, plan.Times[probe]).Take(new ProbeStop(sample.Step, true, false), sample.Probes[probe], log);
        return log.Lines;
    }

    private static string? Text(RewiringSample? sample) => sample is null
        ? null
        : $"{sample.Attempts} {string.Join(",", sample.FormedByDistance)} {string.Join(",", sample.EliminatedByDistance)}";
}

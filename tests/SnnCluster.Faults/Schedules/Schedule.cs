using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Faults.Scheduling;

namespace SnnCluster.Faults.Schedules;

/// <summary>A cluster, a run, and what will go wrong: all of it follows from a seed.</summary>
internal sealed record Schedule
{
    /// <summary>The folder of checkpoints.</summary>
    public const string Folder = "checkpoints";

    private static readonly string[] Moments =
    [
        nameof(PrepareRun), nameof(NodePrepared), nameof(ConnectRun), nameof(NodeConnected), nameof(RunTo),
        nameof(PartWritten), nameof(ReportPart), nameof(FrameEnvelope), nameof(ReleaseRun), nameof(NodeReleased),
        nameof(HoldRun), nameof(OrphanedRun), FaultInjector.AtFolder,
    ];

    private static readonly (FaultKind Kind, int Weight)[] Kinds =
    [
        (FaultKind.WorkerKilled, 8), (FaultKind.CoordinatorKilled, 4), (FaultKind.NodeFrozenShort, 4),
        (FaultKind.NodeFrozenLong, 4), (FaultKind.PartitionStuck, 4), (FaultKind.RunActorBroken, 1),
        (FaultKind.CutShort, 4), (FaultKind.CutLong, 4), (FaultKind.DirectLinkBroken, 3), (FaultKind.WriteFailed, 3),
        (FaultKind.NoRoom, 2), (FaultKind.DiskSlow, 4), (FaultKind.FolderUnseen, 1), (FaultKind.CheckpointDamaged, 2),
        (FaultKind.Cancelled, 1), (FaultKind.ConnectionBroken, 4),
    ];

    public required int Seed { get; init; }

    public required int Nodes { get; init; }

    public required int DevicesPerNode { get; init; }

    /// <summary>Memory of each node [bytes].</summary>
    public long MemoryBytes { get; init; } = 1L << 40;

    public required RunSpecification Run { get; init; }

    /// <summary>Runs without checkpoints that are submitted after it, each by a client of its own, and when [us].</summary>
    public IReadOnlyList<(long Time, RunSpecification Run)> Others { get; init; } = [];

    public IReadOnlyList<Fault> Faults { get; init; } = [];

    public double FrameLoss { get; init; }

    public double FrameRepeats { get; init; }

    public bool FramesOvertake { get; init; }

    public long LatencyMost { get; init; } = 1000;

    public double SpikeChance { get; init; }

    public long SliceMost { get; init; } = 2000;

    /// <summary>
    /// Name of a message between nodes of which the first never comes, without anybody's being told; null: there is none. It is
    /// not drawn from the seed: Akka loses messages with connections alone, but for one that is too large.
    /// </summary>
    public string? LostInSilence { get; init; }

    /// <summary>What names of runs begin with.</summary>
    public string RunPrefix { get; init; } = "r";

    /// <summary>A bug that the simulation must find.</summary>
    public PlantedBug Bug { get; init; }

    /// <summary>How long a partition takes to be built [us].</summary>
    public long BuildTime(Scheduler scheduler) => scheduler.Skewed(200, 80_000);

    /// <summary>The schedule of a seed.</summary>
    public static Schedule Of(int seed)
    {
        var random = new Random(seed);
        var ofDisks = new Random(seed ^ 0x2545F491);
        var ofWiring = new Random(seed ^ 0x1B873593);
        bool hasCheckpoints = random.Next(4) > 0;
        int interval = hasCheckpoints ? TinyNetworks.CheckpointSteps[random.Next(TinyNetworks.CheckpointSteps.Length)] : 0;
        int nodes = random.Next(2, 5);
        var ofOthers = new Random(seed ^ 0x85EBCA6);
        int others = Math.Max(0, ofOthers.Next(9) - 6);
        int replicas = hasCheckpoints && ofDisks.Next(3) == 0 ? Math.Min(nodes, ofDisks.Next(4) == 0 ? 3 : 2) : 1;
        return new Schedule
        {
            Seed = seed,
            Nodes = nodes,
            DevicesPerNode = random.Next(1, 3),
            Run = TinyNetworks.Run(TinyNetworks.NameOf(random.Next(TinyNetworks.Delays.Length), ofWiring.Next(3)), interval) with
            {
                Partitions = PartitionsBeside(others, random.Next(1, 6)),
                Transport = random.Next(2) == 0 ? "actors" : "direct",
                KeptCheckpoints = random.Next(1, 4),
                CheckpointReplicas = replicas,
                ReplacesCheckpoints = replicas > 1 && ofDisks.Next(2) == 0,
            },
            MemoryBytes = others > 0 && ofOthers.Next(2) == 0 ? TinyNetworks.MemoryOfOne : 1L << 40,
            Others = [.. Enumerable.Range(0, others).Select(_ => (ofOthers.NextInt64(400_000), TinyNetworks.Run(
                TinyNetworks.NameOf(ofOthers.Next(TinyNetworks.Delays.Length), ofOthers.Next(3)), checkpointSteps: 0) with
            {
                Partitions = ofOthers.Next(4),
                Transport = ofOthers.Next(2) == 0 ? "actors" : "direct",
            }))],
            Faults = [.. Enumerable.Range(0, random.Next(0, 6)).Select(_ => Draw(random))],
            FrameLoss = new[] { 0, 0.005, 0.03 }[random.Next(3)],
            FrameRepeats = new[] { 0, 0.1 }[random.Next(2)],
            FramesOvertake = random.Next(2) == 0,
            LatencyMost = new[] { 300, 1000, 5000 }[random.Next(3)],
            SpikeChance = new[] { 0, 0.002, 0.02 }[random.Next(3)],
            SliceMost = new[] { 300, 2000, 8000 }[random.Next(3)],
        };
    }

    // A large one would have all devices, and the others would wait.
    private static int PartitionsBeside(int others, int drawn) => others == 0 ? drawn : 1 + (drawn / 3);

    private static Fault Draw(Random random)
    {
        int choice = random.Next(Kinds.Sum(kind => kind.Weight));
        FaultKind kind = Kinds.First(kind => (choice -= kind.Weight) < 0).Kind;
        double x = random.NextDouble();
        long time = random.Next(4) > 0 ? (long)(x * 700_000) : (long)(x * x * 30_000_000);
        return random.Next(2) == 0
            ? new Fault(kind, time)
            : new Fault(kind, time, Moments[random.Next(Moments.Length)], 1 + (int)(x * x * 12));
    }
}

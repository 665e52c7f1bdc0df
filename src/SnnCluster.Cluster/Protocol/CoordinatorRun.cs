using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Placement;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Probes;

namespace SnnCluster.Cluster.Protocol;

/// <summary>What the coordinator knows of one run.</summary>
/// <param name="id">Its name, for clients.</param>
internal sealed class CoordinatorRun(string id)
{
    private readonly HashSet<int> _prepared = [];
    private readonly HashSet<int> _connected = [];
    private readonly HashSet<int> _ending = [];
    private readonly HashSet<int> _finished = [];
    private readonly Dictionary<int, int> _held = [];
    private long[] _parts = [];
    private int _mostReported;

    public string Id { get; } = id;

    /// <summary>Its name for nodes, which is another one for each attempt.</summary>
    public string AttemptId { get; private set; } = id;

    /// <summary>What was asked for; null where only the folder of its checkpoints knows.</summary>
    public RunSpecification? Specification { get; set; }

    /// <summary>The client's request where it goes on from a checkpoint.</summary>
    public ResumeRun? Resume { get; init; }

    /// <summary>Whether it waits for devices that other runs hold.</summary>
    public bool WaitsIfBusy { get; init; } = true;

    public RunPlacement? Placement { get; private set; }

    public RunState State { get; private set; } = RunState.Waiting;

    /// <summary>Kind of the devices that compute it; null before it is placed.</summary>
    public string? DeviceKind { get; set; }

    /// <summary>Its checkpoints.</summary>
    public RunCheckpoints Checkpoints { get; } = new();

    /// <summary>The loss that it recovers from; null where it is not recovering.</summary>
    public RunLoss? Loss { get; private set; }

    /// <summary>Losses that it went on after.</summary>
    public List<RecoveryRecord> Recoveries { get; } = [];

    /// <summary>Losses since its last checkpoint.</summary>
    public int LossesInVain { get; set; }

    /// <summary>Steps that each partition has done.</summary>
    public int[] Steps { get; private set; } = [];

    /// <summary>Time that each partition has spent on them [s].</summary>
    public double[] LoopSeconds { get; private set; } = [];

    public List<DirectInvitation> Invitations { get; } = [];

    /// <summary>Whose spikes its partitions take, as far as nodes have told.</summary>
    public List<SpikeTaker> Takers { get; } = [];

    /// <summary>Addresses of nodes that may still hold something of this attempt.</summary>
    public HashSet<string> Unreleased { get; private set; } = [];

    /// <summary>The most devices that it was laid out over; 0 where it has not been. It takes no more after a loss.</summary>
    public int Devices { get; set; }

    /// <summary>Where checkpoints of it are or go; empty where it has none.</summary>
    public string CheckpointFolder => Resume?.Folder ?? Specification?.CheckpointFolder ?? "";

    /// <summary>Whether it may touch its folder of checkpoints.</summary>
    public bool UsesFolder => CheckpointFolder.Length > 0 && (IsOver
        ? Checkpoints.IsOpening || (Checkpoints.Claim is not null && (Unreleased.Count > 0 || Checkpoints.Committing is not null))
        : Checkpoints.IsOpening || Checkpoints.Claim is not null || State == RunState.Recovering);

    /// <summary>What is observed of it, as long as it is not laid out: large networks take long to describe.</summary>
    public ObservationPlan? Observation { get; set; }

    /// <summary>When it last waited for what other runs hold, as UTC: as long as they are there, it need not give up.</summary>
    public DateTime WaitedForOthers { get; set; }

    /// <summary>Whether it waits for nothing of its own: it could go on if there were devices.</summary>
    public bool CouldGoOn => Unreleased.Count == 0 && !Checkpoints.IsOpening && Checkpoints.Committing is null;

    /// <summary>Addresses of nodes that cannot take part in it.</summary>
    public HashSet<string> Unfit { get; } = [];

    /// <summary>Attempts that may still lie on nodes that cannot be reached.</summary>
    public List<(string Address, string AttemptId)> Left { get; } = [];

    public string? Failure { get; private set; }

    public bool FailureIsInput { get; private set; }

    public bool CancelRequested => CancelledAt is not null;

    /// <summary>Whether another coordinator has it.</summary>
    public bool IsTakenOver { get; set; }

    /// <summary>When it was cancelled, as UTC; null where it was not.</summary>
    public DateTime? CancelledAt { get; set; }

    /// <summary>When something was last heard of it, or asked of those who are at work on it, as UTC.</summary>
    public DateTime LastNews { get; set; }

    /// <summary>When a client last asked for it.</summary>
    public DateTime LastRead { get; set; }

    /// <summary>Whether a client has all that it has reported.</summary>
    public bool IsRead { get; set; }

    /// <summary>Goes up with every change that a client should see.</summary>
    public long Version { get; private set; }

    public bool IsOver => State is RunState.Finished or RunState.Failed;

    /// <summary>Whether nodes are at work on it.</summary>
    public bool IsOn => (State is RunState.Building or RunState.Running or RunState.Stopping) && !IsConcluding;

    /// <summary>Since when nothing of it is missing but that its folder of checkpoints is in order; null before that.</summary>
    public DateTime? ConcludingSince { get; private set; }

    /// <summary>Whether nothing of it is missing but that its folder of checkpoints is in order.</summary>
    public bool IsConcluding => ConcludingSince is not null && !IsOver;

    public bool AllPrepared => _prepared.Count == Placement!.Nodes.Count;

    public bool AllConnected => _connected.Count == Placement!.Nodes.Count;

    public bool AllFinished => _finished.Count == Placement!.Partitions.Count;

    public bool AllHeld => _held.Count == Placement!.Partitions.Count;

    /// <summary>Where a run that is ended early ends: no partition, of any attempt, has reported a later step.</summary>
    public int MostHeld => Math.Max(_held.Values.Max(), _mostReported);

    /// <summary>Begins an attempt.</summary>
    /// <param name="placement">Where.</param>
    /// <param name="attemptId">Its name.</param>
    public void Place(RunPlacement placement, string attemptId)
    {
        AttemptId = attemptId;
        Placement = placement;
        Steps = new int[placement.Partitions.Count];
        Array.Fill(Steps, Checkpoints.Last?.Step ?? 0);
        LoopSeconds = new double[placement.Partitions.Count];
        _parts = new long[placement.Partitions.Count];
        Observation = null;
        Devices = Math.Max(Devices, placement.CountDevices());
        Unreleased = [.. placement.Nodes];
        Invitations.Clear();
        Takers.Clear();
        _prepared.Clear();
        _connected.Clear();
        _ending.Clear();
        _finished.Clear();
        _held.Clear();
        Checkpoints.BeginAttempt(placement.Partitions.Count);
        Become(RunState.Building);
    }

    /// <summary>Enters the devices that it holds: those that it was placed on, until their nodes have let go of it.</summary>
    /// <param name="ledger">Takes them.</param>
    /// <param name="nodes">The nodes that there are, by address.</param>
    public void EnterInto(DeviceLedger ledger, IReadOnlyDictionary<string, NodeReport> nodes)
    {
        foreach (string address in Placement?.Nodes.Where(address => !IsOver || Unreleased.Contains(address)) ?? [])
        {
            if (nodes.TryGetValue(address, out NodeReport? node))
            {
                ledger.Enter(Id, Placement!, node);
            }
        }
    }

    public void Become(RunState state)
    {
        State = state;
        Version++;
    }

    /// <summary>A node was lost; of several in a row, the first counts.</summary>
    public void Recover(RunLoss loss)
    {
        Loss ??= loss;
        Become(RunState.Recovering);
    }

    /// <summary>More is known of how far it was when the node was lost.</summary>
    public void LostAt(int step) => Loss = Loss is RunLoss loss ? loss with { Step = Math.Max(loss.Step, step) } : null;

    /// <summary>It runs, again or for the first time.</summary>
    public void Run(DateTime now)
    {
        if (Loss is RunLoss loss)
        {
            Recoveries.Add(new RecoveryRecord
            {
                TimeMs = new DateTimeOffset(loss.Time).ToUnixTimeMilliseconds(),
                Reason = loss.Reason,
                LostAtStep = Math.Max(loss.Step, Checkpoints.Last?.Step ?? 0),
                ResumedAtStep = Checkpoints.Last?.Step ?? 0,
                // Clocks are set back at times.
                Seconds = Math.Max(0, (now - loss.Time).TotalSeconds),
            });
            Loss = null;
        }

        Become(RunState.Running);
    }

    /// <summary>All partitions have reported their end.</summary>
    public void Conclude(DateTime now) => ConcludingSince ??= now;

    /// <summary>All partitions have done all steps; their last news of progress may never have come.</summary>
    public void Finish()
    {
        Array.Fill(Steps, State == RunState.Stopping && _held.Count > 0 ? MostHeld : Specification!.Steps);
        Become(RunState.Finished);
    }

    public void Fail(string reason, bool isInput)
    {
        Failure = reason;
        FailureIsInput = isInput;
        Become(RunState.Failed);
    }

    public bool HasNode(int node) => Placement is not null && (uint)node < (uint)Placement.Nodes.Count;

    public bool HasPartition(int partition) => Placement is not null && (uint)partition < (uint)Placement.Partitions.Count;

    /// <summary>A node has built its partitions.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Prepared(NodePrepared message)
    {
        bool isNews = HasNode(message.Node) && _prepared.Add(message.Node);
        if (isNews)
        {
            Invitations.AddRange(message.Invitations);
            Takers.AddRange(message.Takers.Select(RunLayouts.TakerOf));
        }

        return isNews;
    }

    /// <summary>A node has its connections.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Connected(int node) => HasNode(node) && _connected.Add(node);

    /// <summary>A partition has sent its last figures; its last report is complete with the end that follows.</summary>
    public void Ending(int partition) => _ending.Add(partition);

    /// <summary>Number of the last part of a partition's reports that has come; those that nobody has numbered are all next.</summary>
    public long LastPart(int partition) => _parts[partition];

    /// <summary>A part of a partition's reports has come.</summary>
    public void TakePart(ReportPart part) => _parts[part.Partition] = Math.Max(_parts[part.Partition], part.Number);

    /// <summary>A partition's report of a stop is complete.</summary>
    public void Reported(int partition, int step)
    {
        Checkpoints.Reported(partition, step);
        _mostReported = Math.Max(_mostReported, step);
        Steps[partition] = Math.Max(Steps[partition], step);
        if (_ending.Contains(partition))
        {
            _finished.Add(partition);
        }
    }

    /// <summary>A partition stands still.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Held(int partition, int step) => HasPartition(partition) && _held.TryAdd(partition, step);

    public void Progress(RunProgressReport progress)
    {
        int count = Math.Min(progress.Partitions.Count, Math.Min(progress.Steps.Count, progress.LoopSeconds.Count));
        for (int i = 0; i < count; i++)
        {
            int partition = progress.Partitions[i];
            if (HasPartition(partition))
            {
                Steps[partition] = Math.Max(Steps[partition], progress.Steps[i]);
                LoopSeconds[partition] = Math.Max(LoopSeconds[partition], progress.LoopSeconds[i]);
            }
        }

        Version++;
    }

    /// <summary>The last step that a node's partitions are known to have done.</summary>
    public int LastStepOf(int node) => Placement!.Partitions
        .Select((partition, index) => (partition.Node, Step: Steps[index]))
        .Where(partition => partition.Node == node)
        .Select(partition => partition.Step)
        .DefaultIfEmpty(0)
        .Min();
}

/// <summary>A loss that a run recovers from.</summary>
/// <param name="Time">When it was seen, as UTC.</param>
/// <param name="Reason">What was lost, and how that was seen.</param>
/// <param name="Step">The step that the furthest partition had reached.</param>
/// <param name="Nodes">How many nodes the run had.</param>
internal sealed record RunLoss(DateTime Time, string Reason, int Step, int Nodes);

namespace SnnCluster.Faults.Schedules;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    FrameLost,
    FrameRepeated,
    WorkerKilled,
    CoordinatorKilled,
    DiskLost,
    NodeStartedAgain,
    NodeFrozenShort,
    NodeFrozenLong,
    PartitionStuck,
    RunActorBroken,
    CutShort,
    CutLong,
    DirectLinkBroken,
    ConnectionBroken,
    WriteFailed,
    NoRoom,
    DiskSlow,
    FolderUnseen,
    CheckpointDamaged,
    Cancelled,
}

/// <summary>Bugs that are planted to see that the simulation finds them.</summary>
internal enum PlantedBug
{
    None,

    /// <summary>A frame that is lost is never asked for again.</summary>
    NeverAsksAgain,

    /// <summary>A client does not see where one attempt at a run ends and the next begins.</summary>
    MixesAttempts,

    /// <summary>A node says that it has taken a copy, and has not.</summary>
    CopiesNothing,

    /// <summary>A run that finds another one's checkpoints takes them for its own.</summary>
    TakesAnyForItsOwn,
}

/// <summary>Something that goes wrong: at a time, or with the n-th message of a kind.</summary>
/// <param name="Kind">What.</param>
/// <param name="Time">When, from the start of the run [us].</param>
/// <param name="Message">Name of the message; null where the time counts.</param>
/// <param name="Count">With which of them.</param>
internal sealed record Fault(FaultKind Kind, long Time, string? Message = null, int Count = 0)
{
    public override string ToString() => Message is null ? $"{Kind} at {Time} us" : $"{Kind} with {Message} {Count}";
}

/// <summary>Counts what went wrong.</summary>
internal sealed class FaultLog
{
    /// <summary>When the first node was killed [us]; 0 where none was.</summary>
    public long KilledAt { get; set; }

    /// <summary>The step of the last checkpoint that was complete then; 0 where there was none.</summary>
    public int CompleteAtKill { get; set; }

    /// <summary>Whether reports were damaged: what they recorded may be lost.</summary>
    public bool DamagedReports { get; set; }

    public long[] Counts { get; } = new long[Enum.GetValues<FaultKind>().Length];

    public void Count(FaultKind kind) => Counts[(int)kind]++;

    public bool Has(params FaultKind[] kinds) => kinds.Any(kind => Counts[(int)kind] > 0);
}

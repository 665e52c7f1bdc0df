using System.Globalization;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Faults.Scheduling;
using SnnCluster.Faults.Storage;
using SnnCluster.Faults.World;
using SimCluster = SnnCluster.Faults.World.Cluster;

namespace SnnCluster.Faults.Schedules;

/// <summary>How a schedule ended.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Ending">In a word: finished, failed, cancelled.</param>
/// <param name="Finding">What is wrong; null where nothing is.</param>
/// <param name="Error">What the client was told; null where the run finished.</param>
/// <param name="Faults">What went wrong.</param>
/// <param name="Recoveries">How often the run went on after a loss.</param>
/// <param name="Together">The most runs that were on one node at a time.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="Hash">Hash over all events.</param>
/// <param name="Seconds">Virtual time [s].</param>
/// <param name="Trace">The last events.</param>
internal sealed record ScheduleResult(
    int Seed,
    string Ending,
    string? Finding,
    string? Error,
    long[] Faults,
    int Recoveries,
    int Together,
    long Events,
    ulong Hash,
    double Seconds,
    IReadOnlyList<string> Trace);

/// <summary>Runs schedules, and checks how they end.</summary>
internal static class ScheduleRunner
{
    // Longer than all that the cluster waits for, one after the other [us].
    private const long Limit = 900_000_000;

    /// <summary>Runs a schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="keptEvents">How many of the last events are kept.</param>
    public static ScheduleResult Run(Schedule schedule, int keptEvents = 1)
    {
        var log = new FaultLog();
        var scheduler = new Scheduler(schedule.Seed ^ 0x5DEECE6, keptEvents);
        var disks = new Disks(schedule, scheduler, log, schedule.Run.ReplacesCheckpoints ? Older(schedule) : null);
        var world = new SimCluster(schedule, disks, scheduler, log);
        var client = new SimClient(world, Submission(schedule));
        SimClient[] others = [.. schedule.Others.Select(other => new SimClient(world, Submission(other.Run)))];
        string? finding;
        try
        {
            finding = Follow(world, client, others, log) ?? Check(schedule, disks, client, log)
                ?? others.Select((other, i) => CheckOther(schedule, schedule.Others[i].Run, other, log)).FirstOrDefault(wrong => wrong is not null);
        }
        catch (Exception exception)
        {
            finding = $"an exception came out: {exception}";
        }

        finding ??= world.Exceptions.Count > 0 ? $"a partition broke: {world.Exceptions[0]}" : null;
        world.Dispose();
        string ending = client.Outcome is { WasCancelled: false } ? "finished"
            : log.Has(FaultKind.Cancelled) ? "cancelled" : "failed";
        return new ScheduleResult(
            schedule.Seed, ending, finding, client.Error, log.Counts, client.Outcome?.Recoveries.Count ?? 0, world.MostTogether,
            scheduler.Trace.Count, scheduler.Trace.Hash, scheduler.Now / 1e6, [.. scheduler.Trace.Lines()]);
    }

    /// <summary>Fingerprints of all that a run on one quiet node records.</summary>
    public static IReadOnlyList<string> Undisturbed(RunSpecification run)
    {
        var schedule = new Schedule
        {
            Seed = 0,
            Nodes = 1,
            DevicesPerNode = 1,
            Run = run with { Partitions = 1, CheckpointReplicas = 1, ReplacesCheckpoints = false },
        };
        return [.. Quietly(schedule, Submission(schedule), null, out _).Samples.Select(sample => Reference.Fingerprint(run, sample))];
    }

    // The disks after another run of the same size, which finished there.
    private static Disks Older(Schedule schedule)
    {
        RunSpecification run = schedule.Run;
        var older = new Schedule
        {
            Seed = schedule.Seed,
            Nodes = schedule.Nodes,
            DevicesPerNode = schedule.DevicesPerNode,
            RunPrefix = schedule.Bug == PlantedBug.TakesAnyForItsOwn ? schedule.RunPrefix : "older",
            Run = run with
            {
                Network = run.Network with { Experiment = TinyNetworks.Alike(run.Network.Experiment) },
                ReplacesCheckpoints = false,
            },
        };
        Quietly(older, Submission(older), null, out Disks disks);
        return disks;
    }

    private static SubmitRun Submission(Schedule schedule) => Submission(schedule.Run);

    private static SubmitRun Submission(RunSpecification run) =>
        new() { ProtocolVersion = WireProtocol.Version, Specification = run };

    // A schedule in which nothing goes wrong.
    private static SimClient Quietly(Schedule schedule, IWireMessage request, Disks? before, out Disks disks)
    {
        var log = new FaultLog();
        var scheduler = new Scheduler(schedule.Seed, 1);
        disks = new Disks(schedule, scheduler, log, before);
        var world = new SimCluster(schedule, disks, scheduler, log);
        var client = new SimClient(world, request);
        string? finding = Follow(world, client, [], log);
        world.Dispose();
        return finding is null && client.Outcome is not null
            ? client
            : throw new InvalidOperationException(finding ?? client.Error);
    }

    private static string? Follow(SimCluster world, SimClient client, IReadOnlyList<SimClient> others, FaultLog log)
    {
        int nodes = world.Schedule.Nodes;
        if (!world.Scheduler.Run(() => world.Coordinators.Any(one => one.Protocol.Nodes.Count == nodes), Limit))
        {
            return "the cluster did not form";
        }

        client.Submit();
        if (!world.Scheduler.Run(() => client.RunId is not null || client.IsDone, Limit))
        {
            return "the run was not taken";
        }

        var injector = new FaultInjector(world, client, others, log);
        injector.Begin();
        for (int i = 0; i < others.Count; i++)
        {
            world.Scheduler.After(world.Schedule.Others[i].Time, others[i].Submit);
        }

        // Each may have to wait for those before it.
        SimClient[] all = [client, .. others];
        if (!world.Scheduler.Run(() => all.All(one => one.IsDone), Limit * all.Length))
        {
            return $"no end after {world.Scheduler.Elapsed.TotalSeconds} s: clients have last seen {string.Join(", ", all.Select(one => one.LastState))}";
        }

        // What is left of a run is released in a while, where anybody is there who could say so.
        world.Scheduler.Run(() => !world.HoldsAnything, world.Scheduler.Now + 60_000_000);
        return all.All(one => one.Outcome is not null) && world.HoldsAnything ? "a node still holds something of the run" : null;
    }

    private static string? Check(Schedule schedule, Disks disks, SimClient client, FaultLog log)
    {
        if (client.Outcome is { } outcome)
        {
            int steps = outcome.WasCancelled ? client.Samples[^1].Step : schedule.Run.Steps;
            return CheckEnd(schedule.Run, outcome.Digest, steps, client, outcome.WasCancelled)
                ?? (outcome.Lost.Count > 0 && !log.DamagedReports ? "reports are said to be lost that were not damaged" : null)
                ?? CheckRecovery(schedule, outcome, log);
        }

        if (CheckError(schedule, client, log) is string finding)
        {
            return finding;
        }

        disks.Repair();
        bool isUsable = schedule.Run.CheckpointSteps > 0 && disks.LastComplete > 0 && !disks.AreOfTwoRuns
            && !log.Has(FaultKind.CheckpointDamaged);
        return isUsable ? CheckResume(schedule, disks) : null;
    }

    private static string? CheckOther(Schedule schedule, RunSpecification run, SimClient client, FaultLog log) =>
        (client.Outcome is { } outcome ? CheckEnd(run, outcome.Digest, run.Steps, client, wasCancelled: false) : CheckError(schedule, client, log))
            is string finding ? $"of another run, {run.Network.Experiment}: {finding}" : null;

    private static string? CheckError(Schedule schedule, SimClient client, FaultLog log)
    {
        string error = client.Error!;
        if (error.Length == 0 || error.Contains('\n') || (error.Contains("Exception", StringComparison.Ordinal)
            && !log.Has(FaultKind.RunActorBroken)))
        {
            return $"the error is not clear: '{error}'";
        }

        return !MayFail(schedule, log) && !client.SawNothing ? $"it should have gone on: {error}" : null;
    }

    // A run goes on after any one node is lost, whichever that is, where the others are a majority. Two at a time may be
    // more than a cluster survives, and a disk may be all that knows a run's reports.
    private static bool MayFail(Schedule schedule, FaultLog log)
    {
        return Blows(log) >= (schedule.Nodes == 2 ? 1 : 2) || log.DamagedReports || log.Has(
            FaultKind.RunActorBroken, FaultKind.WriteFailed, FaultKind.NoRoom, FaultKind.FolderUnseen, FaultKind.Cancelled);
    }

    // Where the loss of one node, perhaps with its disk, is all that is lost of what was written, a run goes on from the last
    // checkpoint that was complete before.
    private static string? CheckRecovery(Schedule schedule, RunOutcome outcome, FaultLog log)
    {
        bool isOne = Blows(log) == 1 && log.KilledAt > 0
            && !log.Has(FaultKind.WriteFailed, FaultKind.NoRoom, FaultKind.FolderUnseen, FaultKind.CheckpointDamaged);
        long killed = new DateTimeOffset(Scheduler.Epoch.UtcDateTime).ToUnixTimeMilliseconds() + (log.KilledAt / 1000);
        return isOne && schedule.Nodes > 2 && outcome.Recoveries.LastOrDefault() is RecoveryRecord last && last.TimeMs >= killed
            && last.ResumedAtStep < log.CompleteAtKill
            ? $"a checkpoint of step {log.CompleteAtKill} was complete, and it went on from step {last.ResumedAtStep}"
            : null;
    }

    private static long Blows(FaultLog log) => log.Counts[(int)FaultKind.WorkerKilled]
        + log.Counts[(int)FaultKind.CoordinatorKilled] + log.Counts[(int)FaultKind.NodeFrozenLong]
        + log.Counts[(int)FaultKind.CutLong];

    // A checkpoint goes on to the same end, on another number of nodes and partitions, where nothing goes wrong.
    private static string? CheckResume(Schedule schedule, Disks before)
    {
        var quiet = new Schedule { Seed = schedule.Seed, Nodes = before.AreOwn ? schedule.Nodes : 2, DevicesPerNode = 1, Run = schedule.Run };
        string? finding;
        try
        {
            SimClient client = Quietly(
                quiet,
                new ResumeRun
                {
                    ProtocolVersion = WireProtocol.Version,
                    Folder = Schedule.Folder,
                    Partitions = 1 + (schedule.Seed % 3),
                },
                before,
                out _);
            finding = CheckEnd(schedule.Run, client.Outcome!.Digest, schedule.Run.Steps, client, wasCancelled: false);
        }
        catch (InvalidOperationException exception)
        {
            finding = exception.Message;
        }

        return finding is null ? null : $"its checkpoint is of no use: {finding}";
    }

    private static string? CheckEnd(RunSpecification run, string? digest, int steps, SimClient client, bool wasCancelled)
    {
        if (digest is null)
        {
            return "the run finished without a digest";
        }

        if (digest != Reference.DigestOf(run, steps))
        {
            return $"the digest after {steps} steps is {digest[..8]}, undisturbed it is {Reference.DigestOf(run, steps)[..8]}";
        }

        // What is lost has been said to be.
        IReadOnlyList<LostReports> lost = client.Outcome!.Lost;
        IReadOnlyList<string> expected =
        [
            .. Reference.SamplesOf(run).Where(sample => int.Parse(sample.Split(':')[0], CultureInfo.InvariantCulture) is var step
                && !lost.Any(time => step > time.AfterStep && step < time.BeforeStep)),
        ];
        string[] samples = [.. client.Samples.Select(sample => Reference.Fingerprint(run, sample))];
        if (wasCancelled)
        {
            // The last is where it was ended; what came before is as it would have been.
            samples = samples[..^1];
            expected = [.. expected.Take(samples.Length)];
        }

        return samples.SequenceEqual(expected)
            ? null
            : $"what was recorded differs: {string.Join(' ', samples.Except(expected))} for {string.Join(' ', expected.Except(samples))}; "
                + $"{samples.Length} samples for {expected.Count}";
    }
}

using SnnCluster.Faults.Schedules;

namespace SnnCluster.Faults.Tests;

/// <summary>The simulation can fail: it finds bugs that are planted.</summary>
public sealed class PlantedBugTests
{
    [Fact]
    public void A_transport_that_never_asks_again_is_found() =>
        Assert.Contains(Findings(PlantedBug.NeverAsksAgain), finding => finding.StartsWith("no end", StringComparison.Ordinal));

    [Fact]
    public void A_client_that_mixes_attempts_is_found() => Assert.NotEmpty(Findings(PlantedBug.MixesAttempts));

    [Fact]
    public void Copies_that_nobody_takes_are_found() => Assert.Contains(
        Findings(
            PlantedBug.CopiesNothing,
            schedule => schedule.Run.CheckpointReplicas > 1 && schedule.Nodes > 2
                && schedule.Faults is [{ Kind: FaultKind.WorkerKilled or FaultKind.CoordinatorKilled }]),
        finding => finding.Contains("was complete, and it went on from", StringComparison.Ordinal));

    [Fact]
    public void A_run_that_goes_on_with_another_ones_checkpoints_is_found() => Assert.NotEmpty(Findings(
        PlantedBug.TakesAnyForItsOwn,
        schedule => schedule.Run.ReplacesCheckpoints
            && schedule.Faults.Any(fault => fault.Kind == FaultKind.CoordinatorKilled && fault is { Message: FaultInjector.AtFolder, Count: 1 })));

    // One after the other, until somebody has seen enough; no bug needs other runs.
    private static IEnumerable<string> Findings(PlantedBug bug, Predicate<Schedule>? which = null) =>
        Enumerable.Range(1, 100_000).Select(Schedule.Of).Where(schedule => schedule.Others.Count == 0 && which?.Invoke(schedule) != false).Take(300)
            .Select(schedule => ScheduleRunner.Run(schedule with { Bug = bug }).Finding)
            .OfType<string>();
}

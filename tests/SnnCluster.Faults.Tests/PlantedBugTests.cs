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

    private static IReadOnlyList<string> Findings(PlantedBug bug) =>
    [
        .. Enumerable.Range(1, 60)
            .Select(seed => ScheduleRunner.Run(Schedule.Of(seed) with { Bug = bug }).Finding)
            .OfType<string>(),
    ];
}

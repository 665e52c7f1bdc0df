using System.Text.RegularExpressions;
using SnnCluster.Cluster.Hosting;

namespace SnnCluster.Cluster.Tests.Hosting;

public class ThreadSliceTests
{
    private const string Scheduling = "/proc/thread-self/sched";

    [SkippableFact]
    public void Linux_gives_the_thread_that_asks_a_short_slice_and_no_other()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists(Scheduling), "the system does not say how it schedules a thread");
        double before = Slice();
        Skip.If(double.IsNaN(before) || Environment.OSVersion.Version < new Version(6, 12), "Linux has slices that can be asked for since 6.12");
        double asked = 0;
        var thread = new Thread(() =>
        {
            ThreadSlice.Shorten();
            asked = Slice();
        });
        thread.Start();
        thread.Join();
        Assert.Equal(100_000, asked);
        Assert.Equal(before, Slice());
    }

    // Nanoseconds.
    private static double Slice() =>
        Regex.Match(File.ReadAllText(Scheduling), @"slice\s*:\s*(\d+)") is { Success: true } slice ? double.Parse(slice.Groups[1].Value) : double.NaN;
}

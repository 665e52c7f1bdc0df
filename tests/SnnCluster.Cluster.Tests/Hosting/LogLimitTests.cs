using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Tests.Protocol;

namespace SnnCluster.Cluster.Tests.Hosting;

public sealed class LogLimitTests
{
    private readonly VirtualClock _clock = new();

    [Fact]
    public void Each_kind_has_so_many_lines_in_a_minute_and_the_others_are_counted()
    {
        var limit = new LogLimit(_clock);
        var notes = new List<string?>();
        int written = 0;
        for (int i = 0; i < 100_000; i++)
        {
            if (limit.Takes("refused", out string? note))
            {
                written++;
                notes.Add(note);
            }
        }

        Assert.Equal(LogLimit.Lines, written);
        Assert.Equal("more lines like this one are left out for up to 60 s", notes[^1]);
        Assert.All(notes[..^1], Assert.Null);
        Assert.True(limit.Takes("other", out _));

        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True(limit.Takes("refused", out string? after));
        Assert.Equal($"{100_000 - LogLimit.Lines} lines like this one were left out", after);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True(limit.Takes("refused", out after));
        Assert.Null(after);
    }

    [Fact]
    public void Kinds_without_end_take_no_memory_without_end()
    {
        var limit = new LogLimit(_clock);
        Assert.All(Enumerable.Range(0, 5000), i => Assert.True(limit.Takes($"kind {i}", out _)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(limit.Takes("kind 4999", out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }
}

using System.Diagnostics;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Tests.Transport;

/// <summary>Whoever waits for a moment sleeps for it: to look again and again would take cores from those that are waited for.</summary>
public class DirectWaitTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_wait_of_less_than_a_millisecond_is_no_busy_loop(int peers)
    {
        var links = new List<DirectPolledLink>();
        var others = new List<DirectConnection>();
        for (int peer = 0; peer < peers; peer++)
        {
            (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync();
            links.Add(new DirectPolledLink(zero, 1000, null));
            others.Add(one);
        }

        var limit = TimeSpan.FromMicroseconds(900);
        var wait = new DirectWait([.. links]);
        Stopwatch watch = Stopwatch.StartNew();
        wait.ForBytes(limit);
        Assert.True(watch.Elapsed >= limit, $"it slept for {watch.Elapsed.TotalMicroseconds} us");
        links.ForEach(link => link.Dispose());
        others.ForEach(other => other.Socket.Dispose());
    }
}

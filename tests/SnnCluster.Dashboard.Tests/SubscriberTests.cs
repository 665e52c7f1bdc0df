using System.Text;
using SnnCluster.Dashboard.Feeds;

namespace SnnCluster.Dashboard.Tests;

public sealed class SubscriberTests
{
    [Fact]
    public void Whoever_reads_slowly_loses_the_oldest_and_is_told_so()
    {
        var subscriber = new Subscriber("run");
        for (int i = 0; i < 10_000; i++)
        {
            subscriber.Tell(Encoding.UTF8.GetBytes($"{i}"));
        }

        Assert.True(subscriber.TakeLost());
        Assert.False(subscriber.TakeLost());
        var left = new List<string>();
        while (subscriber.Events.TryRead(out byte[]? text))
        {
            left.Add(Encoding.UTF8.GetString(text));
        }

        Assert.Equal(Enumerable.Range(10_000 - 16, 16).Select(i => $"{i}"), left);
    }
}

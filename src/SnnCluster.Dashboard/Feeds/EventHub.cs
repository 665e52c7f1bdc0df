using System.Text.Json.Nodes;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Dashboard.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Dashboard.Feeds;

/// <summary>
/// Tells pages what goes on. While no page looks, nobody is asked; however many look, each question is asked once.
/// </summary>
/// <param name="client">Whose runs are shown; null where there are none.</param>
/// <param name="isOfProcess">Whether they are runs of this process, where a question costs nothing.</param>
/// <param name="results">The results that are shown; null where there are none.</param>
internal sealed class EventHub(RunClient? client, bool isOfProcess, ResultFolders? results) : IAsyncDisposable
{
    private const int MostSubscribers = 32;

    private readonly Lock _gate = new();
    private readonly HashSet<Subscriber> _subscribers = [];
    private readonly Dictionary<string, (RunFeed Feed, CancellationTokenSource Stop, Task Running)> _feeds = [];
    private readonly CancellationTokenSource _ended = new();
    private (CancellationTokenSource Stop, Task Running)? _looking;
    private ClusterStatus? _status;
    private byte[]? _toldStatus;
    private byte[]? _toldResults;

    private TimeSpan StatusEvery => isOfProcess ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(1);

    private TimeSpan LiveEvery => isOfProcess ? TimeSpan.FromSeconds(0.1) : TimeSpan.FromSeconds(0.2);

    /// <summary>A page begins to look.</summary>
    /// <param name="runId">The run that it watches; null for none.</param>
    /// <returns>The page; null where there are too many.</returns>
    public Subscriber? Add(string? runId)
    {
        lock (_gate)
        {
            if (_subscribers.Count == MostSubscribers || _ended.IsCancellationRequested)
            {
                return null;
            }

            var subscriber = new Subscriber(runId);
            _subscribers.Add(subscriber);
            if (_looking is null)
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
                _looking = (stop, Quietly(() => LookAsync(stop.Token)));
            }
            else
            {
                TellKnown(subscriber);
            }

            if (runId is not null && client is not null && !_feeds.ContainsKey(runId))
            {
                var feed = new RunFeed(runId, client, LiveEvery);
                var stop = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
                _feeds.Add(runId, (feed, stop, Quietly(() => feed.RunAsync(() => NodesOf(runId), text => Tell(text, runId), stop.Token))));
            }

            TellWhole(subscriber);
            return subscriber;
        }
    }

    /// <summary>A page looks no more.</summary>
    public void Remove(Subscriber subscriber)
    {
        lock (_gate)
        {
            _subscribers.Remove(subscriber);
            subscriber.End();
            if (subscriber.RunId is string runId && !_subscribers.Any(other => other.RunId == runId) && _feeds.Remove(runId, out (RunFeed, CancellationTokenSource Stop, Task) feed))
            {
                feed.Stop.Cancel();
            }

            if (_subscribers.Count == 0 && _looking is (CancellationTokenSource, Task) looking)
            {
                looking.Stop.Cancel();
                _looking = null;
            }
        }
    }

    private void TellKnown(Subscriber subscriber)
    {
        foreach (byte[] known in new[] { Volatile.Read(ref _toldStatus), Volatile.Read(ref _toldResults) }.OfType<byte[]>())
        {
            subscriber.Tell(known);
        }
    }

    /// <summary>Tells a page what is known of the run that it watches, as a whole.</summary>
    public void TellWhole(Subscriber subscriber)
    {
        lock (_gate)
        {
            if (subscriber.RunId is string runId && _feeds.TryGetValue(runId, out (RunFeed Feed, CancellationTokenSource, Task) feed) && feed.Feed.Whole is byte[] whole)
            {
                subscriber.Tell(whole);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_gate)
        {
            _ended.Cancel();
            running = [.. _feeds.Values.Select(feed => feed.Running), .. _looking is (CancellationTokenSource, Task) looking ? [looking.Running] : Array.Empty<Task>()];
            foreach (Subscriber subscriber in _subscribers)
            {
                subscriber.End();
            }
        }

        await Task.WhenAll(running).ConfigureAwait(false);
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(StatusEvery);
        string? listed = null;
        _ = Interlocked.Exchange(ref _toldStatus, null);
        do
        {
            if (client is not null)
            {
                byte[] status = Subscriber.EventOf("status", (await StatusAsync(client, cancellation).ConfigureAwait(false)).ToJsonString());
                Volatile.Write(ref _toldStatus, status);
                Tell(status, null);
            }

            if (results is not null && results.Version() is string version && version != listed)
            {
                listed = version;
                Volatile.Write(ref _toldResults, Subscriber.EventOf("results", new JsonObject { ["version"] = version }.ToJsonString()));
                Tell(_toldResults!, null);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
    }

    private async Task<JsonObject> StatusAsync(RunClient from, CancellationToken cancellation)
    {
        try
        {
            ClusterStatus status = await from.StatusAsync().WaitAsync(cancellation).ConfigureAwait(false);
            Volatile.Write(ref _status, status);
            return ClusterStatusJson.Of(status);
        }
        catch (Exception exception) when (exception is ClusterException or InvalidDescriptionException)
        {
            // Another node may know more, when the one that is asked is lost.
            _ = await from.IsReachedAsync().WaitAsync(cancellation).ConfigureAwait(false);
            return new JsonObject { ["error"] = exception.Message };
        }
    }

    private IReadOnlyList<string> NodesOf(string runId) =>
    [
        .. Volatile.Read(ref _status)?.Runs.FirstOrDefault(run => run.RunId == runId)?.Partitions.Select(partition => partition.Node).Distinct() ?? [],
    ];

    // To pages that watch a run, or to all.
    private void Tell(byte[] text, string? runId)
    {
        lock (_gate)
        {
            foreach (Subscriber subscriber in _subscribers.Where(one => runId is null || one.RunId == runId))
            {
                subscriber.Tell(text);
            }
        }
    }

    private static Task Quietly(Func<Task> work) => Task.Run(async () =>
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
    });
}

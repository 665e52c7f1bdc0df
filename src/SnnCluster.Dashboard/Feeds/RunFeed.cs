using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Dashboard.Feeds;

/// <summary>Asks the nodes of one run what they see of it, for as long as any page watches it, and tells all of them the same.</summary>
/// <param name="runId">The run.</param>
/// <param name="client">Asks.</param>
/// <param name="every">Time between two questions.</param>
internal sealed class RunFeed(string runId, RunClient client, TimeSpan every)
{
    private readonly LiveView _view = new();
    private byte[]? _whole;

    /// <summary>What is known as a whole, for a page that begins to watch; null where nothing is.</summary>
    public byte[]? Whole => Volatile.Read(ref _whole);

    /// <summary>Asks until it is cancelled.</summary>
    /// <param name="nodes">Addresses of the nodes that have partitions of the run.</param>
    /// <param name="tell">Takes what is new.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(Func<IReadOnlyList<string>> nodes, Action<byte[]> tell, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(every);
        string? told = null;
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            string? failure = null;
            foreach ((string node, Task<LivePage> answer) in nodes().Select(node => (node, client.LiveAsync(node, runId, _view.SeenOf(node)))).ToArray())
            {
                try
                {
                    _view.Take(node, await answer.WaitAsync(cancellation).ConfigureAwait(false));
                }
                catch (Exception exception) when (exception is ClusterException or InvalidDescriptionException)
                {
                    failure = exception.Message;
                }
            }

            LiveFrame frame = _view.New();
            if (!frame.IsEmpty)
            {
                Volatile.Write(ref _whole, Subscriber.EventOf("live", LiveJson.Of(_view.Whole())));
                tell(Subscriber.EventOf("live", LiveJson.Of(frame)));
            }

            if (failure != told)
            {
                told = failure;
                tell(Subscriber.EventOf("live-error", new System.Text.Json.Nodes.JsonObject { ["error"] = failure }.ToJsonString()));
            }
        }
    }
}

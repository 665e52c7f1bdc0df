using System.Collections.Concurrent;
using Akka.Actor;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Live;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Runs;

/// <summary>What can be watched of the partitions of a node, and what is said of them.</summary>
internal sealed class LiveRuns : IExtension
{
    // An answer shares a connection with heartbeats, so it is some 200 kB at most: what does not fit is left out, or waits.
    private const int MostSpikeNumbers = 30_000;
    private const int MostBinsSent = 8_000;

    private readonly ConcurrentDictionary<(string Attempt, int Index), Watched> _partitions = [];

    /// <summary>Those of the node that an actor system is.</summary>
    public static LiveRuns Of(ActorSystem system) => system.WithExtension<LiveRuns, Provider>();

    /// <summary>A partition of an attempt at a run is to be built.</summary>
    /// <returns>What observes it.</returns>
    public LiveObserver Begin(PartitionSetup setup)
    {
        var observer = new LiveObserver(LiveShape.Of(setup.Network), setup.Exchange.Boards.Count);
        _partitions[(setup.RunId, setup.Index)] = new Watched(observer, setup.Slices);
        return observer;
    }

    /// <summary>An attempt has ended here.</summary>
    public void End(string attempt)
    {
        foreach ((string, int) key in _partitions.Keys.Where(key => key.Attempt == attempt).ToArray())
        {
            _partitions.TryRemove(key, out _);
        }
    }

    /// <summary>Has a run watched for a while, and says what was seen of it.</summary>
    public LivePage Read(ReadLive request)
    {
        // Attempts after the first have names of their own, which begin with that of the run.
        (int Index, Watched Partition)[] partitions =
        [
            .. _partitions.Where(pair => pair.Key.Attempt == request.RunId || pair.Key.Attempt.StartsWith(request.RunId + '.', StringComparison.Ordinal))
                .Select(pair => (pair.Key.Index, pair.Value)).OrderBy(pair => pair.Index),
        ];
        if (partitions.Length == 0)
        {
            return new LivePage { RunId = request.RunId };
        }

        var seen = new Dictionary<int, LiveSeen>();
        foreach (LiveSeen one in request.Seen)
        {
            seen[one.Partition] = one;
        }

        LiveShape shape = partitions[0].Partition.Observer.Shape;
        NetworkDescription network = shape.Network;
        return new LivePage
        {
            RunId = request.RunId,
            DtMs = network.DtMs,
            Populations = [.. shape.Every.Select((every, p) => new LivePopulation
            {
                Name = Short(network.Populations[p].Name),
                Size = network.Populations[p].Size,
                Every = every,
            })],
            PopulationsInAll = network.Populations.Count,
            Projections = [.. network.Projections.Take(shape.Projections).Select(projection => Short(projection.Name))],
            ProjectionsInAll = network.Projections.Count,
            Partitions = [.. partitions.Select(pair => Of(pair.Index, pair.Partition, seen.GetValueOrDefault(pair.Index), partitions.Length))],
        };
    }

    private static LivePartition Of(int index, Watched partition, LiveSeen? last, int partitions)
    {
        partition.Observer.Watch();
        (IReadOnlyList<LiveBatch> batches, IReadOnlyList<LiveSynapses> looks) = partition.Observer.Since(last?.Batch ?? 0, last?.Synapses ?? 0);
        return new LivePartition
        {
            Index = index,
            Neurons = [.. partition.Slices.Take(partition.Observer.Shape.Every.Count).Select(slice => slice.Count)],
            Batches = [.. Fitting(batches.Reverse(), batch => batch.Spikes.Count, MostSpikeNumbers / partitions).Reverse().Select(Of)],
            Synapses = [.. Fitting(looks, look => look.Weights?.Bins.Count ?? 0, MostBinsSent / partitions).Select(Of)],
        };
    }

    private static string Short(string name) => name.Length <= LivePage.MostNameLength ? name : name[..LivePage.MostNameLength];

    // The first ones of which the sizes fit into a limit, one at least.
    private static IReadOnlyList<T> Fitting<T>(IEnumerable<T> items, Func<T, int> sizeOf, int limit)
    {
        var fitting = new List<T>();
        foreach (T item in items)
        {
            limit -= sizeOf(item);
            if (limit < 0 && fitting.Count > 0)
            {
                break;
            }

            fitting.Add(item);
        }

        return fitting;
    }

    private static LiveSteps Of(LiveBatch batch) => new()
    {
        Number = batch.Number,
        FirstStep = batch.FirstStep,
        EndStep = batch.EndStep,
        SpikeCounts = batch.SpikeCounts,
        Spikes = batch.Spikes,
        IsCut = batch.IsCut,
    };

    private static LiveProjection Of(LiveSynapses look) => new()
    {
        Number = look.Number,
        Projection = look.Projection,
        Step = look.Step,
        Count = look.Count,
        Shift = look.Weights?.Shift ?? 0,
        Bins = look.Weights?.Bins ?? [],
        Counts = look.Weights?.Counts ?? [],
    };

    private sealed class Provider : ExtensionIdProvider<LiveRuns>
    {
        public override LiveRuns CreateExtension(ExtendedActorSystem system) => new();
    }

    private sealed record Watched(LiveObserver Observer, IReadOnlyList<Slice> Slices);
}

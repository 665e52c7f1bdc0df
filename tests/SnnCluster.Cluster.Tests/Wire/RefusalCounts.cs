using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Akka.Actor;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Tests.Wire;

/// <summary>What a node has refused since this was made, by kind, as its counter says.</summary>
internal sealed class RefusalCounts : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly MeterListener _listener = new();

    public RefusalCounts(ActorSystem system)
        : this(NodeAddress.Of(TestSystems.AddressOf(system)))
    {
    }

    public RefusalCounts(string node)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == RefusedMessages.MeterName && instrument.Name == RefusedMessages.Instrument)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            Dictionary<string, object?> all = new(tags.ToArray());
            if ((string?)all[RefusedMessages.Node] == node)
            {
                _counts.AddOrUpdate((string)all[RefusedMessages.Kind]!, count, (_, before) => before + count);
            }
        });
        _listener.Start();
    }

    public void AssertEqual(params (string Kind, long Count)[] expected) =>
        Assert.Equal(expected.OrderBy(kind => kind.Kind), _counts.Select(kind => (kind.Key, kind.Value)).OrderBy(kind => kind.Key));

    public void Dispose() => _listener.Dispose();
}

using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// All synapses of all projections: the one probe that brings them to one place, as <see cref="Recording.NetworkSample.Synapses"/>. Those that never
/// change are given once, at the start.
/// </summary>
public sealed record ConnectivityProbe : Probe
{
    /// <inheritdoc/>
    public override string Label => "connectivity";

    /// <inheritdoc/>
    public override bool IsInstantaneous => true;

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times) => new Observer();

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) => new Reader();

    // Synapses go another way: they are too many for a report.
    private sealed class Observer : ProbeObserver
    {
        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
        }
    }

    private sealed class Reader : ProbeReader
    {
        public override void Take(ProbeStop stop, ProbeReport report, IObservations observations)
        {
        }
    }
}

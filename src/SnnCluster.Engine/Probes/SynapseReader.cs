using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>A reader of sums over a projection's synapses. Where these never change, they are reported once and hold for all times.</summary>
/// <param name="changes">Whether they change.</param>
/// <param name="length">How many sums there are.</param>
public abstract class SynapseReader(bool changes, int length) : ProbeReader
{
    private ProbeReport? _first;

    /// <inheritdoc/>
    public sealed override void Take(ProbeStop stop, ProbeReport report, IObservations observations)
    {
        if (!stop.IsDue)
        {
            return;
        }

        if (report.IsEmpty && !changes)
        {
            report = _first ?? report;
        }

        if (!report.IsEmpty)
        {
            Require(report.Sums.Length == length && report.List.Length == 0, $"{report.Sums.Length} sums over synapses: must be {length}");
            _first = report;
            Read(stop.Step, report.Sums, observations);
        }
    }

    /// <summary>Works out what the sums of all partitions say.</summary>
    protected abstract void Read(int step, ReadOnlySpan<long> sums, IObservations observations);
}

/// <summary>Measures that probes of a projection share.</summary>
public abstract record SynapseProbe : Probe
{
    /// <summary>Name of the projection.</summary>
    public required string Projection { get; init; }

    /// <inheritdoc/>
    public override bool IsInstantaneous => true;

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors) => HasProjection(network, Projection, errors);

    /// <summary>Its number and its description.</summary>
    protected (int Number, ProjectionDescription Description) Of(NetworkDescription network)
    {
        int number = network.IndexOfProjection(Projection);
        return (number, network.Projections[number]);
    }
}

using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Analysis;

/// <summary>
/// How good a projection is as a topographic map (<see cref="MapQuality"/>): each of its values, as <c>map-</c> and its name. Targets are
/// fitted where their synapses lie.
/// </summary>
public sealed record MapQualityProbe : SynapseProbe
{
    /// <summary>What names of its values begin with.</summary>
    public const string Prefix = "map-";

    /// <inheritdoc/>
    public override string Label => $"map quality of {Projection}";

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
        if (HasProjection(network, Projection, errors) && network.ContextOf(Of(network).Description).Grid is null)
        {
            errors.Add($"{Label}: its populations share no grid");
        }
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times)
    {
        (int number, ProjectionDescription projection) = Of(network);
        return new Observer(number, new MapQualitySums(network.ContextOf(projection).Grid!.Value));
    }

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) => new Reader(Projection, Of(network).Description.Changes);

    private sealed class Observer(int projection, MapQualitySums sums) : ProbeObserver
    {
        public override int Projection => projection;

        public override bool TakesTargets => true;

        public override void TakeTargets(int first, ReadOnlySpan<int> inDegrees, ReadOnlySpan<Synapse> synapses)
        {
            for (int i = 0; i < inDegrees.Length; i++)
            {
                sums.Add(first + i, synapses[..inDegrees[i]]);
                synapses = synapses[inDegrees[i]..];
            }
        }

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report) => report.AddSums(sums.Take());
    }

    private sealed class Reader(string projection, bool changes) : SynapseReader(changes, MapQualitySums.Length)
    {
        protected override void Read(int step, ReadOnlySpan<long> sums, IObservations observations)
        {
            foreach ((string name, double value) in MapQualitySums.Read(sums).Values())
            {
                observations.Value(Prefix + name, projection, step, value);
            }
        }
    }
}

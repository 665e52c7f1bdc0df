using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace OwnRules;

/// <summary>The mean distance between the neurons that a projection's synapses connect, in grid positions.</summary>
public sealed record WireLengthProbe : SynapseProbe
{
    /// <summary>Name of the quantity.</summary>
    public const string MeanLength = "mean-wire-length";

    /// <inheritdoc/>
    public override string Label => $"wire length of {Projection}";

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
        return new Observer(number, network.ContextOf(projection).Grid!.Value);
    }

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) => new Reader(Projection, Of(network).Description.Changes);

    // In each partition: the number of synapses, and the exact sum of their lengths.
    private sealed class Observer(int projection, GridGeometry grid) : ProbeObserver
    {
        private readonly long[] _sums = new long[1 + ExactSum.Limbs];

        public override int Projection => projection;

        public override void TakeSynapses(ReadOnlySpan<Synapse> synapses)
        {
            foreach (Synapse synapse in synapses)
            {
                ExactSum.Add(_sums.AsSpan(1), Math.Sqrt(grid.SquaredDistance(synapse.Source, synapse.Target)));
            }

            _sums[0] += synapses.Length;
            ExactSum.Carry(_sums.AsSpan(1));
        }

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            report.AddSums(_sums);
            Array.Clear(_sums);
        }
    }

    // Once, with the sums of all partitions.
    private sealed class Reader(string projection, bool changes) : SynapseReader(changes, 1 + ExactSum.Limbs)
    {
        protected override void Read(int step, ReadOnlySpan<long> sums, IObservations observations) =>
            observations.Value(MeanLength, projection, step, ExactSum.Value(sums[1..]) / sums[0]);
    }
}

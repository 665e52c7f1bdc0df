using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// A projection's synapses by the periodic distance of source and target: <c>connection-probability-D</c>, synapses per pair of neurons at
/// a distance from D to below D + 1 grid positions, and <c>mean-weight-D</c>. Only where both populations share a grid, and for distances at
/// which there is a synapse.
/// </summary>
public sealed record DistanceProbe : SynapseProbe
{
    private const int PerBin = 1 + ExactSum.Limbs;

    /// <inheritdoc/>
    public override string Label => $"synapses of {Projection} by distance";

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
        if (HasProjection(network, Projection, errors) && network.ContextOf(Of(network).Description).Grid is null)
        {
            errors.Add($"{Label}: its populations share no grid, so there is no distance");
        }
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times) => new Observer(Of(network).Number, GridOf(network));

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) => new Reader(Projection, Of(network).Description.Changes, GridOf(network));

    private GridGeometry GridOf(NetworkDescription network) => network.ContextOf(Of(network).Description).Grid!.Value;

    private sealed class Observer(int projection, GridGeometry grid) : ProbeObserver
    {
        private const int AddsBeforeCarry = 1 << 28;
        private readonly long[] _sums = new long[PerBin * new DistanceBins(grid).Count];
        private int _adds;

        public override int Projection => projection;

        public override void TakeSynapses(ReadOnlySpan<Synapse> synapses)
        {
            foreach (ref readonly Synapse synapse in synapses)
            {
                int place = PerBin * DistanceBins.Of(grid.SquaredDistance(synapse.Source, synapse.Target));
                _sums[place]++;
                ExactSum.Add(_sums.AsSpan(place + 1, ExactSum.Limbs), synapse.Weight);
                if (++_adds == AddsBeforeCarry)
                {
                    Carry();
                }
            }
        }

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            Carry();
            report.AddSums(_sums);
            Array.Clear(_sums);
        }

        private void Carry()
        {
            for (int place = 0; place < _sums.Length; place += PerBin)
            {
                ExactSum.Carry(_sums.AsSpan(place + 1, ExactSum.Limbs));
            }

            _adds = 0;
        }
    }

    private sealed class Reader(string projection, bool changes, GridGeometry grid)
        : SynapseReader(changes, PerBin * new DistanceBins(grid).Count)
    {
        private readonly long[] _pairs = new DistanceBins(grid).PossiblePairs();

        protected override void Read(int step, ReadOnlySpan<long> sums, IObservations observations)
        {
            for (int bin = 0; bin < _pairs.Length; bin++)
            {
                ReadOnlySpan<long> one = sums.Slice(PerBin * bin, PerBin);
                if (one[0] > 0)
                {
                    observations.Value($"connection-probability-{bin}", projection, step, (double)one[0] / _pairs[bin]);
                    observations.Value($"mean-weight-{bin}", projection, step, ExactSum.Value(one[1..]) / one[0]);
                }
            }
        }
    }
}

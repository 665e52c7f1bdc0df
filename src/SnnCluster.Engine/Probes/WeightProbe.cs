using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// A projection's synapses and their weights: <c>synapses</c>, their number, <c>mean-weight</c> and <c>weight-sd</c>, and where bins are
/// asked for a histogram, <c>weight</c>.
/// </summary>
public sealed record WeightProbe : SynapseProbe
{
    /// <summary>Bins of a histogram; none by default.</summary>
    public HistogramBins? Bins { get; init; }

    /// <inheritdoc/>
    public override string Label => $"weights of {Projection}";

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
        base.Validate(network, errors);
        Bins?.Validate(Label, errors);
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times) => new Observer(Of(network).Number, new MomentSums(Bins));

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) => new Reader(Projection, Of(network).Description.Changes, Bins);

    private sealed class Observer(int projection, MomentSums sums) : ProbeObserver
    {
        public override int Projection => projection;

        public override void TakeSynapses(ReadOnlySpan<Synapse> synapses)
        {
            foreach (ref readonly Synapse synapse in synapses)
            {
                sums.Add(synapse.Weight);
            }
        }

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report) => sums.Report(report);
    }

    private sealed class Reader(string projection, bool changes, HistogramBins? bins) : SynapseReader(changes, MomentSums.LengthOf(bins))
    {
        protected override void Read(int step, ReadOnlySpan<long> sums, IObservations observations)
        {
            (long synapses, double mean, double deviation) = MomentSums.Read(sums);
            observations.Value("synapses", projection, step, synapses);
            observations.Value("mean-weight", projection, step, mean);
            observations.Value("weight-sd", projection, step, deviation);
            MomentSums.ReadBins(sums, bins, (lower, upper, count) => observations.Bin("weight", projection, step, lower, upper, count));
        }
    }
}

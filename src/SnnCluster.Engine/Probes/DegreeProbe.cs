using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// Degrees of a projection's neurons: <c>in-degree-mean</c> and <c>in-degree-sd</c> over targets, <c>out-degree-mean</c> and
/// <c>out-degree-sd</c> over sources (standard deviations of a population), and where it is asked for their distributions, <c>in-degree</c>
/// and <c>out-degree</c>: how many neurons have each number of synapses.
/// </summary>
public sealed record DegreeProbe : SynapseProbe
{
    /// <summary>Whether the distributions are given too; false by default.</summary>
    public bool HasDistributions { get; init; }

    /// <inheritdoc/>
    public override string Label => $"degrees of {Projection}";

    /// <inheritdoc/>
    public override double Bytes(NetworkDescription network)
    {
        ConnectivityContext context = network.ContextOf(Of(network).Description);
        return 2.0 * sizeof(long) * ((double)context.SourceSize + context.TargetSize);
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times)
    {
        ConnectivityContext context = network.ContextOf(Of(network).Description);
        return new Observer(Of(network).Number, context.SourceSize, context.TargetSize);
    }

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times)
    {
        ConnectivityContext context = network.ContextOf(Of(network).Description);
        return new Reader(Projection, Of(network).Description.Changes, context.SourceSize, context.TargetSize, HasDistributions);
    }

    // The degree of each source, which synapses of all partitions make up, and that of each target.
    private sealed class Observer(int projection, int sources, int targets) : ProbeObserver
    {
        private long[]? _degrees;

        public override int Projection => projection;

        public override void TakeSynapses(ReadOnlySpan<Synapse> synapses)
        {
            _degrees ??= new long[sources + targets];
            foreach (ref readonly Synapse synapse in synapses)
            {
                _degrees[synapse.Source]++;
                _degrees[sources + synapse.Target]++;
            }
        }

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            report.AddSums(_degrees ?? new long[sources + targets]);
            _degrees = null;
        }
    }

    private sealed class Reader(string projection, bool changes, int sources, int targets, bool hasDistributions)
        : SynapseReader(changes, sources + targets)
    {
        protected override void Read(int step, ReadOnlySpan<long> sums, IObservations observations)
        {
            Read("in-degree", sums[sources..], step, observations);
            Read("out-degree", sums[..sources], step, observations);
        }

        private void Read(string name, ReadOnlySpan<long> degrees, int step, IObservations observations)
        {
            Int128 sum = 0;
            Int128 squares = 0;
            var counts = new SortedDictionary<long, long>();
            foreach (long degree in degrees)
            {
                Require(degree >= 0, $"a degree of {degree}");
                sum += degree;
                squares += (Int128)degree * degree;
                if (hasDistributions)
                {
                    counts[degree] = counts.GetValueOrDefault(degree) + 1;
                }
            }

            double variance = (double)((squares * degrees.Length) - (sum * sum)) / ((double)degrees.Length * degrees.Length);
            observations.Value($"{name}-mean", projection, step, (double)sum / degrees.Length);
            observations.Value($"{name}-sd", projection, step, Math.Sqrt(variance));
            foreach ((long degree, long count) in counts)
            {
                observations.Bin(name, projection, step, degree, degree + 1, count);
            }
        }
    }
}

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
    private const int Header = 2;

    /// <summary>Whether the distributions are given too; false by default.</summary>
    public bool HasDistributions { get; init; }

    /// <inheritdoc/>
    public override string Label => $"degrees of {Projection}";

    /// <inheritdoc/>
    public override double Bytes(NetworkDescription network, double share)
    {
        ConnectivityContext context = network.ContextOf(Of(network).Description);
        return (3.0 * sizeof(long) * ((double)context.SourceSize + (HasDistributions ? context.TargetSize : 0)))
            + (sizeof(int) * (double)context.TargetSize);
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times)
    {
        ConnectivityContext context = network.ContextOf(Of(network).Description);
        return new Observer(Of(network).Number, context.SourceSize, context.TargetSize, HasDistributions ? context.TargetSize : 0);
    }

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times)
    {
        ConnectivityContext context = network.ContextOf(Of(network).Description);
        return new Reader(Projection, Of(network).Description.Changes, context.SourceSize, context.TargetSize, HasDistributions);
    }

    // Sum and sum of squares of in-degrees, which a partition knows alone, and where distributions are asked for each of them; then the
    // degree of each source, which synapses of all partitions make up.
    private sealed class Observer(int projection, int sources, int targets, int distributed) : ProbeObserver
    {
        private int[] _inDegrees = [];
        private long[]? _sums;

        public override int Projection => projection;

        public override void TakeSynapses(ReadOnlySpan<Synapse> synapses)
        {
            if (_sums is null)
            {
                _sums = new long[Header + distributed + sources];
                _inDegrees = new int[targets];
            }

            foreach (ref readonly Synapse synapse in synapses)
            {
                _inDegrees[synapse.Target]++;
                _sums[Header + distributed + synapse.Source]++;
            }
        }

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            long[] sums = _sums ?? new long[Header + distributed + sources];
            for (int target = 0; target < _inDegrees.Length; target++)
            {
                long degree = _inDegrees[target];
                sums[0] += degree;
                sums[1] += degree * degree;
                if (distributed > 0)
                {
                    sums[Header + target] = degree;
                }
            }

            report.AddSums(sums);
            _inDegrees = [];
            _sums = null;
        }
    }

    private sealed class Reader(string projection, bool changes, int sources, int targets, bool hasDistributions)
        : SynapseReader(changes, Header + (hasDistributions ? targets : 0) + sources)
    {
        protected override void Read(int step, ReadOnlySpan<long> sums, IObservations observations)
        {
            ReadOnlySpan<long> outDegrees = sums[^sources..];
            (Int128 sum, Int128 squares) = (0, 0);
            foreach (long degree in outDegrees)
            {
                Require(degree >= 0, $"a degree of {degree}");
                sum += degree;
                squares += (Int128)degree * degree;
            }

            Moments("in-degree", sums[0], sums[1], targets, step, observations);
            Moments("out-degree", sum, squares, sources, step, observations);
            if (hasDistributions)
            {
                Distribution("in-degree", sums.Slice(Header, targets), step, observations);
                Distribution("out-degree", outDegrees, step, observations);
            }
        }

        private void Moments(string name, Int128 sum, Int128 squares, int neurons, int step, IObservations observations)
        {
            double variance = (double)((squares * neurons) - (sum * sum)) / ((double)neurons * neurons);
            observations.Value($"{name}-mean", projection, step, (double)sum / neurons);
            observations.Value($"{name}-sd", projection, step, Math.Sqrt(Math.Max(0, variance)));
        }

        private void Distribution(string name, ReadOnlySpan<long> degrees, int step, IObservations observations)
        {
            var counts = new SortedDictionary<long, long>();
            foreach (long degree in degrees)
            {
                Require(degree >= 0, $"a degree of {degree}");
                counts[degree] = counts.GetValueOrDefault(degree) + 1;
            }

            foreach ((long degree, long count) in counts)
            {
                observations.Bin(name, projection, step, degree, degree + 1, count);
            }
        }
    }
}

using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// Irregularity of spike trains: <c>cv-isi</c>, the mean over neurons of the coefficient of variation (standard deviation of a population over
/// mean) of their inter-spike intervals since the begin of the window, <c>cv-isi-sd</c>, its standard deviation over neurons, and
/// <c>cv-isi-neurons</c>, how many neurons have the intervals that it takes at least; where bins are asked for also its histogram, <c>cv-isi</c>.
/// </summary>
public sealed record IsiProbe : Probe
{
    private const int Columns = 4;

    /// <summary>Name of the population.</summary>
    public required string Population { get; init; }

    /// <summary>Which neurons; all by default.</summary>
    public NeuronSelection Neurons { get; init; } = new NeuronSelection.All();

    /// <summary>How many intervals a neuron must have to count, at least 2, the default.</summary>
    public int LeastIntervals { get; init; } = 2;

    /// <summary>Bins of a histogram; none by default.</summary>
    public HistogramBins? Bins { get; init; }

    /// <inheritdoc/>
    public override string Label => $"CV of ISI of {Population}";

    /// <inheritdoc/>
    public override (int Population, int Columns)? NeuronState(NetworkDescription network) => (network.IndexOfPopulation(Population), Columns);

    /// <inheritdoc/>
    public override double Bytes(NetworkDescription network, double share) =>
        share * Columns * sizeof(long) * network.Populations[network.IndexOfPopulation(Population)].Size;

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
        CheckSelection(network, Population, Neurons, errors);
        errors.AtLeast($"{Label} fewest intervals", LeastIntervals, 2);
        Bins?.Validate(Label, errors);
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times) =>
        new Observer(network.IndexOfPopulation(Population), MaskOf(network, Population, Neurons), LeastIntervals, Bins);

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) => new Reader(Population, Bins);

    private sealed class Observer(int population, bool[]? mask, int leastIntervals, HistogramBins? bins) : ProbeObserver
    {
        public override bool WatchesSteps => true;

        public override int StepsAtOnce(int step) => int.MaxValue;

        // Step of the last spike, counted from 1, with 0 for none; number of intervals, their sum, and that of their squares.
        private long[] Last => NeuronState[0];

        private long[] Intervals => NeuronState[1];

        private long[] Sums => NeuronState[2];

        private long[] Squares => NeuronState[3];

        public override void AfterStep(IPartition partition, int step)
        {
            ReadOnlySpan<int> spikes = partition.Spikes(population, step);
            int begin = partition.Slices[population].Begin;
            foreach (int neuron in spikes)
            {
                if (mask is not null && !mask[neuron])
                {
                    continue;
                }

                int i = neuron - begin;
                long last = Last[i];
                Last[i] = step + 1;
                if (last > 0)
                {
                    long interval = step + 1 - last;
                    Intervals[i]++;
                    Sums[i] += interval;
                    Squares[i] += interval * interval;
                }
            }
        }

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            if (!stop.IsDue || stop.Step == 0)
            {
                return;
            }

            var sums = new MomentSums(bins);
            for (int i = 0; i < Last.Length; i++)
            {
                double count = Intervals[i];
                if (count >= leastIntervals)
                {
                    double mean = Sums[i] / count;
                    double variance = (Squares[i] / count) - (mean * mean);
                    sums.Add((float)(Math.Sqrt(Math.Max(0, variance)) / mean));
                }
            }

            sums.Report(report);
        }
    }

    private sealed class Reader(string population, HistogramBins? bins) : ProbeReader
    {
        public override void Take(ProbeStop stop, ProbeReport report, IObservations observations)
        {
            if (report.IsEmpty)
            {
                return;
            }

            Require(report.Sums.Length == MomentSums.LengthOf(bins) && report.List.Length == 0, $"{report.Sums.Length} sums of moments");
            (long neurons, double mean, double deviation) = MomentSums.Read(report.Sums);
            observations.Value("cv-isi", population, stop.Step, mean);
            observations.Value("cv-isi-sd", population, stop.Step, deviation);
            observations.Value("cv-isi-neurons", population, stop.Step, neurons);
            MomentSums.ReadBins(report.Sums, bins, (lower, upper, count) => observations.Bin("cv-isi", population, stop.Step, lower, upper, count));
        }
    }
}

using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// Rates of neurons since the begin of the window: their mean, <c>mean-rate-hz</c>, their standard deviation over neurons, <c>mean-rate-sd-hz</c>, and
/// where bins are asked for their histogram, <c>mean-rate-hz</c>. Neurons count their spikes anyway, so a step costs nothing.
/// </summary>
public sealed record MeanRateProbe : Probe
{
    /// <summary>Name of the population.</summary>
    public required string Population { get; init; }

    /// <summary>Which neurons; all by default.</summary>
    public NeuronSelection Neurons { get; init; } = new NeuronSelection.All();

    /// <summary>Bins of a histogram [Hz]; none by default.</summary>
    public HistogramBins? Bins { get; init; }

    /// <inheritdoc/>
    public override string Label => $"mean rate of {Population}";

    /// <inheritdoc/>
    public override (int Population, int Columns)? NeuronState(NetworkDescription network) => (network.IndexOfPopulation(Population), 1);

    /// <inheritdoc/>
    public override double Bytes(NetworkDescription network, double share) =>
        share * 2 * sizeof(long) * network.Populations[network.IndexOfPopulation(Population)].Size;

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
        CheckSelection(network, Population, Neurons, errors);
        Bins?.Validate(Label, errors);
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times) => new Observer(
        network.IndexOfPopulation(Population), MaskOf(network, Population, Neurons), Bins, times.From, network.DtMs);

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) => new Reader(Population, Bins);

    private sealed class Observer(int population, bool[]? mask, HistogramBins? bins, int from, double dtMs) : ProbeObserver
    {
        private long[] Before => NeuronState[0];

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            if (stop.Step == from)
            {
                partition.ReadSpikeCounts(population, Before);
            }

            if (!stop.IsDue || stop.Step <= from)
            {
                return;
            }

            var counts = new long[Before.Length];
            partition.ReadSpikeCounts(population, counts);
            double seconds = StepTime.Ms(stop.Step - from, dtMs) / 1000;
            int begin = partition.Slices[population].Begin;
            var rates = new MomentSums(bins);
            for (int i = 0; i < counts.Length; i++)
            {
                if (mask is null || mask[begin + i])
                {
                    rates.Add((float)((counts[i] - Before[i]) / seconds));
                }
            }

            rates.Report(report);
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
            (_, double mean, double deviation) = MomentSums.Read(report.Sums);
            observations.Value("mean-rate-hz", population, stop.Step, mean);
            observations.Value("mean-rate-sd-hz", population, stop.Step, deviation);
            MomentSums.ReadBins(report.Sums, bins, (lower, upper, count) => observations.Bin("mean-rate-hz", population, stop.Step, lower, upper, count));
        }
    }
}

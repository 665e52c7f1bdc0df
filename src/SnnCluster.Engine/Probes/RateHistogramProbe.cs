using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// Rate of a population over time in bins: <c>rate-histogram-hz</c>, spikes per neuron and second, at the end of each bin. A bin that the end of
/// the run or of the window cuts short is left out.
/// </summary>
public sealed record RateHistogramProbe : Probe
{
    /// <summary>Name of the population.</summary>
    public required string Population { get; init; }

    /// <summary>Which neurons; all by default.</summary>
    public NeuronSelection Neurons { get; init; } = new NeuronSelection.All();

    /// <summary>Length of a bin, in steps, at least 1.</summary>
    public required int BinSteps { get; init; }

    /// <inheritdoc/>
    public override string Label => $"rate histogram of {Population}";

    /// <inheritdoc/>
    public override int ReportSteps(NetworkDescription network, ProbeTimes times) => StepLists.ReportSteps;

    /// <inheritdoc/>
    public override int LeastSteps => BinSteps;

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
        CheckSelection(network, Population, Neurons, errors);
        errors.AtLeast($"{Label} length of a bin [steps]", BinSteps, 1);
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times) =>
        new Observer(network.IndexOfPopulation(Population), MaskOf(network, Population, Neurons), BinSteps, times.From);

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) => new Reader(
        Population, Neurons.CountIn(network.Populations[network.IndexOfPopulation(Population)]), network.DtMs, BinSteps, times);

    // Pairs of a bin and the spikes in it since the last report.
    private sealed class Observer(int population, bool[]? mask, int binSteps, int from) : ProbeObserver
    {
        private readonly ProbeReport _bins = new();
        private int _bin = -1;
        private int _count;

        public override bool WatchesSteps => true;

        public override int StepsAtOnce(int step) => int.MaxValue;

        public override void AfterStep(IPartition partition, int step)
        {
            int bin = (step - from) / binSteps;
            if (bin != _bin)
            {
                Close();
                _bin = bin;
            }

            ReadOnlySpan<int> spikes = partition.Spikes(population, step);
            if (mask is null)
            {
                _count += spikes.Length;
                return;
            }

            foreach (int neuron in spikes)
            {
                _count += mask[neuron] ? 1 : 0;
            }
        }

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            Close();
            report.Add(_bins.List);
            _bins.Clear();
        }

        private void Close()
        {
            if (_count > 0)
            {
                _bins.Add([_bin, _count]);
                _count = 0;
            }
        }
    }

    private sealed class Reader(string population, int neurons, double dtMs, int binSteps, ProbeTimes times) : ProbeReader
    {
        private readonly OpenBins<Count> _bins = new(binSteps, times);

        public override void Take(ProbeStop stop, ProbeReport report, IObservations observations)
        {
            Require(report.Sums.Length == 0 && report.List.Length % 2 == 0, "a list of bins that is none");
            _bins.Begin(stop);
            for (int i = 0; i < report.List.Length; i += 2)
            {
                (int bin, int count) = (report.List[i], report.List[i + 1]);
                Require(_bins.CanHave(bin, stop) && count > 0, $"{count} spikes in bin {bin} after {stop.Step} steps");
                if (_bins.Of(bin) is Count open)
                {
                    open.Spikes += count;
                }
            }

            double seconds = StepTime.Ms(binSteps, dtMs) / 1000;
            foreach ((int step, Count? count) in _bins.TakeWhole(stop))
            {
                observations.Value("rate-histogram-hz", population, step, (count?.Spikes ?? 0) / (double)neurons / seconds);
            }
        }

        private sealed class Count
        {
            public long Spikes { get; set; }
        }
    }
}

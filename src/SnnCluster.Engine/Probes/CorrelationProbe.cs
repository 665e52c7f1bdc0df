using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// Synchrony: <c>correlation</c>, the mean over pairs of neurons of the correlation coefficient (Pearson) of their spike counts in bins since the
/// begin of the window, and <c>correlation-pairs</c>, how many pairs that is. Neurons that never spike, or spike alike in every bin,
/// count in no pair. Where bins of a histogram are asked for, there is one of the pairs, <c>correlation</c>.
/// </summary>
public sealed record CorrelationProbe : Probe
{
    private const int MostNeurons = 2000;

    /// <summary>Name of the population.</summary>
    public required string Population { get; init; }

    /// <summary>Which neurons, 2 to 2000; 100 drawn at random by default, or all where there are fewer.</summary>
    public NeuronSelection? Neurons { get; init; }

    /// <summary>Length of a bin, in steps, at least 1.</summary>
    public required int BinSteps { get; init; }

    /// <summary>Bins of a histogram of the pairs; none by default.</summary>
    public HistogramBins? Histogram { get; init; }

    /// <inheritdoc/>
    public override string Label => $"correlation of {Population}";

    /// <inheritdoc/>
    public override int ReportSteps(NetworkDescription network, ProbeTimes times) => StepLists.ReportSteps;

    /// <inheritdoc/>
    public override int LeastSteps => BinSteps;

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
        errors.AtLeast($"{Label} length of a bin [steps]", BinSteps, 1);
        Histogram?.Validate(Label, errors);
        int before = errors.Messages.Count;
        CheckSelection(network, Population, Neurons ?? new NeuronSelection.All(), errors);
        if (errors.Messages.Count == before)
        {
            PopulationDescription population = network.Populations[network.IndexOfPopulation(Population)];
            errors.Within($"{Label} number of neurons", (Neurons ?? Usual(population)).CountIn(population), 2, MostNeurons);
        }
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times)
    {
        var places = new Dictionary<int, int>();
        foreach (int id in IdsOf(network))
        {
            places.Add(id, places.Count);
        }

        return new Observer(network.IndexOfPopulation(Population), places, BinSteps, times.From);
    }

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) => new Reader(Population, IdsOf(network).Length, BinSteps, Histogram, times);

    private static NeuronSelection Usual(PopulationDescription population) => new NeuronSelection.Random(Math.Min(100, population.Size));

    private int[] IdsOf(NetworkDescription network) => IdsOf(
        network, Population, Neurons ?? Usual(network.Populations[network.IndexOfPopulation(Population)]));

    // Pairs of a bin and a neuron's place in the selection, one for each spike.
    private sealed class Observer(int population, Dictionary<int, int> places, int binSteps, int from) : ProbeObserver
    {
        private readonly ProbeReport _spikes = new();

        public override bool WatchesSteps => true;

        public override int StepsAtOnce(int step) => int.MaxValue;

        public override void AfterStep(IPartition partition, int step)
        {
            foreach (int neuron in partition.Spikes(population, step))
            {
                if (places.TryGetValue(neuron, out int place))
                {
                    _spikes.Add([(step - from) / binSteps, place]);
                }
            }
        }

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            report.Add(_spikes.List);
            _spikes.Clear();
        }
    }

    private sealed class Reader(string population, int neurons, int binSteps, HistogramBins? histogram, ProbeTimes times) : ProbeReader
    {
        // Sums over whole bins of the products of counts; all are whole numbers.
        private readonly long[,] _products = new long[neurons, neurons];
        private readonly long[] _sums = new long[neurons];
        private readonly OpenBins<Dictionary<int, int>> _open = new(binSteps, times);
        private long _bins;

        public override void Take(ProbeStop stop, ProbeReport report, IObservations observations)
        {
            Require(report.Sums.Length == 0 && report.List.Length % 2 == 0, "a list of spikes that is none");
            _open.Begin(stop);
            for (int i = 0; i < report.List.Length; i += 2)
            {
                (int bin, int place) = (report.List[i], report.List[i + 1]);
                Require(_open.CanHave(bin, stop) && (uint)place < (uint)neurons, $"a spike of neuron {place} in bin {bin} after {stop.Step} steps");
                if (_open.Of(bin) is Dictionary<int, int> counts)
                {
                    counts[place] = counts.GetValueOrDefault(place) + 1;
                }
            }

            foreach ((_, Dictionary<int, int>? counts) in _open.TakeWhole(stop))
            {
                _bins++;
                AddBin(counts ?? []);
            }

            if (stop.IsDue && stop.Step > times.From)
            {
                var ofPairs = new long[histogram?.Count + 2 ?? 0];
                (double mean, long pairs) = Correlation(ofPairs);
                observations.Value("correlation", population, stop.Step, mean);
                observations.Value("correlation-pairs", population, stop.Step, pairs);
                histogram?.Read(ofPairs, (lower, upper, count) => observations.Bin("correlation", population, stop.Step, lower, upper, count));
            }
        }

        private void AddBin(Dictionary<int, int> counts)
        {
            foreach ((int a, int inA) in counts)
            {
                _sums[a] += inA;
                foreach ((int b, int inB) in counts)
                {
                    _products[a, b] += (long)inA * inB;
                }
            }
        }

        private (double Mean, long Pairs) Correlation(long[] ofPairs)
        {
            double[] variance = [.. Enumerable.Range(0, neurons).Select(neuron => Covariance(neuron, neuron))];
            double sum = 0;
            long pairs = 0;
            for (int a = 0; a < neurons; a++)
            {
                for (int b = a + 1; b < neurons; b++)
                {
                    double variances = variance[a] * variance[b];
                    if (variances > 0)
                    {
                        double correlation = Covariance(a, b) / Math.Sqrt(variances);
                        sum += correlation;
                        pairs++;
                        if (histogram is not null)
                        {
                            ofPairs[histogram.Of(correlation)]++;
                        }
                    }
                }
            }

            return (sum / pairs, pairs);
        }

        // Times the square of the number of bins, which falls out of the coefficient.
        private double Covariance(int a, int b) => (double)(((Int128)_products[a, b] * _bins) - ((Int128)_sums[a] * _sums[b]));
    }
}

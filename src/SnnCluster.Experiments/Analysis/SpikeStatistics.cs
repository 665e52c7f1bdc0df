using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Analysis;

/// <summary>How often and how regularly the neurons of a population have spiked, out of the spikes that a run has recorded.</summary>
/// <param name="Population">The population.</param>
/// <param name="Spikes">Spikes of all of its neurons.</param>
/// <param name="RateHz">Their mean rate.</param>
/// <param name="CvOfIntervals">
/// Coefficient of variation of the intervals between a neuron's spikes (their standard deviation, as of a whole population, over their mean), averaged
/// over the neurons with at least four spikes; null where there is none. 1 for Poisson trains, 0 for regular ones.
/// </param>
public sealed record SpikeStatistics(string Population, long Spikes, double RateHz, double? CvOfIntervals)
{
    private const int LeastSpikes = 4;

    /// <summary>Reads a run's results.</summary>
    /// <param name="directory">Folder of the run, with its summary and its spikes.</param>
    /// <param name="fromMs">Spikes before this time [ms] are left out, at least 0; 0 by default.</param>
    /// <returns>One for each population, in the order of the network.</returns>
    /// <exception cref="InvalidDescriptionException">A file is missing or not what it should be, or the time is not within the run.</exception>
    public static IReadOnlyList<SpikeStatistics> Read(string directory, double fromMs = 0)
    {
        RunSummary summary = SummaryFile.Read(directory);
        double seconds = (summary.SimulatedMs - fromMs) / 1000;
        if (!(fromMs >= 0) || !(seconds > 0))
        {
            throw new InvalidDescriptionException(
                $"fromMs is {ValidationErrors.Text(fromMs)}: must be from 0 to below {ValidationErrors.Text(summary.SimulatedMs)}, the time of the run");
        }

        var trains = summary.Populations.ToDictionary(population => population.Name, _ => new Dictionary<int, Train>());
        foreach (SpikeRow spike in SpikeFile.Read(directory).SelectMany(rows => rows))
        {
            if (StepTime.Ms(spike.Step, summary.DtMs) >= fromMs && trains.TryGetValue(spike.Population, out Dictionary<int, Train>? ofPopulation))
            {
                Train train = ofPopulation.GetValueOrDefault(spike.Neuron);
                train.Add(spike.Step);
                ofPopulation[spike.Neuron] = train;
            }
        }

        return
        [
            .. summary.Populations.Select(population =>
            {
                Dictionary<int, Train>.ValueCollection all = trains[population.Name].Values;
                double[] cvs = [.. all.Where(train => train.Count >= LeastSpikes).Select(train => train.Cv)];
                long spikes = all.Sum(train => train.Count);
                return new SpikeStatistics(
                    population.Name, spikes, spikes / (population.Size * seconds), cvs.Length == 0 ? null : cvs.Average());
            }),
        ];
    }

    // A neuron's intervals, which come in order: their number, mean and sum of squared deviations (Welford 1962).
    private struct Train
    {
        private int _last;
        private double _mean;
        private double _squares;

        public long Count { get; private set; }

        public readonly double Cv => Math.Sqrt(_squares / (Count - 1)) / _mean;

        public void Add(int step)
        {
            if (Count > 0)
            {
                double interval = step - _last;
                double before = _mean;
                _mean += (interval - before) / Count;
                _squares += (interval - before) * (interval - _mean);
            }

            _last = step;
            Count++;
        }
    }
}

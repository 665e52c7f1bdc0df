using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments;

/// <summary>
/// What summaries say of the spikes of a network's populations: rates, irregularity (CV of inter-spike intervals) and synchrony (correlation of pairs),
/// from a time on at which it has settled.
/// </summary>
public sealed record ActivityDescription
{
    private const int RateBins = 400;
    private static readonly HistogramBins CvBins = new(0, 2, 80);
    private static readonly HistogramBins CorrelationBins = new(-0.4, 1, 70);

    /// <summary>Populations that count; all by default.</summary>
    public IReadOnlyList<string>? Populations { get; init; }

    /// <summary>Time at the begin of the run that is left out [ms], whole steps; 0 by default.</summary>
    public double FromMs { get; init; }

    /// <summary>Bins in which spikes are counted for correlation [ms], at least a step; 5 by default.</summary>
    public double BinMs { get; init; } = 5;

    /// <summary>Neurons of a population between which correlation is worked out, drawn at random, 2 to 2000; all where there are fewer. 500 by default.</summary>
    public int CorrelatedNeurons { get; init; } = 500;

    /// <summary>Fewest inter-spike intervals of a neuron that counts for irregularity, at least 2; 3 by default.</summary>
    public int LeastIntervals { get; init; } = 3;

    /// <summary>Upper end of the histogram of rates [Hz], above 0; 100 by default.</summary>
    public double HighestRateHz { get; init; } = 100;

    /// <summary>The probes that observe it.</summary>
    /// <param name="network">The network.</param>
    public IReadOnlyList<Probe> Probes(NetworkDescription network) => [.. network.Populations.Where(Counts).SelectMany(population => ProbesOf(population, network.DtMs))];

    /// <summary>Irregularities and correlations out of what the probes gave, by population.</summary>
    /// <param name="network">The network.</param>
    /// <param name="observations">What the probes gave.</param>
    public ActivitySummary Summarise(NetworkDescription network, RunObservations observations)
    {
        Dictionary<string, double> all(string name) => network.Populations.Where(Counts)
            .ToDictionary(population => population.Name, population => observations.Last(name, population.Name));
        return new ActivitySummary(FromMs, all("cv-isi"), all("correlation"));
    }

    /// <summary>Mean rate of a population out of what the probes gave [Hz]; not a number where the run was too short.</summary>
    /// <param name="population">Name of the population.</param>
    /// <param name="observations">What the probes gave.</param>
    public static double MeanRateHz(string population, RunObservations observations) => observations.Last("mean-rate-hz", population);

    /// <summary>Whether a population counts.</summary>
    internal bool Counts(PopulationDescription population) => Populations?.Contains(population.Name) ?? true;

    private IEnumerable<Probe> ProbesOf(PopulationDescription population, double dtMs)
    {
        var when = new ProbeSchedule.AtEnds { FromMs = FromMs };
        yield return new MeanRateProbe { Population = population.Name, When = when, Bins = new HistogramBins(0, HighestRateHz, RateBins) };
        yield return new IsiProbe { Population = population.Name, When = when, LeastIntervals = LeastIntervals, Bins = CvBins };
        if (population.Size > 1)
        {
            yield return new CorrelationProbe
            {
                Population = population.Name,
                When = when,
                BinSteps = ProbeText.StepsOf(BinMs, dtMs),
                Neurons = population.Size <= CorrelatedNeurons ? new NeuronSelection.All() : new NeuronSelection.Random(CorrelatedNeurons),
                Histogram = CorrelationBins,
            };
        }
    }
}

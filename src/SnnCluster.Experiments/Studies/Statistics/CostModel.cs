using System.Globalization;

namespace SnnCluster.Experiments.Studies.Statistics;

/// <summary>
/// What a step costs: compute (per neuron of a partition) + latency (once, where there is more than one partition) +
/// bandwidth (per byte that a partition gets from others). Fitted by least squares of relative errors, since the spread of
/// times grows with them. Terms that the measurements cannot tell are left out, and named.
/// </summary>
public sealed class CostModel
{
    // Beyond this, standard errors are some 30 times as large as with cases that tell the terms apart.
    private const double LargestInflation = 1000;

    private static readonly Term[] Terms =
    [
        new("compute", "neuron of a partition and step", o => o.NeuronsPerPartition),
        new("latency", "step", o => o.Partitions > 1 ? 1 : 0),
        new("bandwidth", "byte", o => o.BytesPerStep),
    ];

    private readonly LeastSquares _fit;
    private readonly Term[] _used;

    private CostModel(LeastSquares fit, Term[] used, IReadOnlyList<OmittedTerm> omitted, int runs)
    {
        _fit = fit;
        _used = used;
        Omitted = omitted;
        Runs = runs;
        double bound = StudentT.Bound(0.95, fit.Freedom);
        Fitted =
        [
            .. used.Select((term, i) => new CostTerm(
                term.Name,
                term.Unit,
                fit.Coefficients[i],
                fit.StandardError(i),
                fit.Coefficients[i] - (bound * fit.StandardError(i)),
                fit.Coefficients[i] + (bound * fit.StandardError(i)))),
        ];
    }

    /// <summary>The terms that the measurements determine.</summary>
    public IReadOnlyList<CostTerm> Fitted { get; }

    /// <summary>The terms that they do not.</summary>
    public IReadOnlyList<OmittedTerm> Omitted { get; }

    /// <summary>Runs that were fitted.</summary>
    public int Runs { get; }

    /// <summary>Degrees of freedom of the fit; without any, nothing has an interval.</summary>
    public int DegreesOfFreedom => _fit.Freedom;

    /// <summary>Standard deviation of a run around the model, as a share of its time; NaN without degrees of freedom.</summary>
    public double RelativeSpread => Math.Sqrt(_fit.ResidualVariance);

    /// <summary>Whether the model knows what an exchange costs: else it is silent on more than one partition.</summary>
    public bool KnowsExchange => _used.Length > 1;

    /// <summary>Fits runs.</summary>
    /// <returns>The model, or null where there are no runs or time does not grow with work.</returns>
    public static CostModel? Fit(IReadOnlyList<CostObservation> observations)
    {
        CostObservation[] runs = [.. observations.Where(run => run.SecondsPerStep > 0)];

        // Relative to the median of the case: relative to itself, a fast run would weigh more than a slow one.
        Dictionary<(double, int), double> medians = runs.GroupBy(run => (run.Neurons, run.Partitions)).ToDictionary(
            group => group.Key, group => SampleStatistics.MedianOf(group.Select(run => run.SecondsPerStep)));
        double[] typical = [.. runs.Select(run => medians[(run.Neurons, run.Partitions)])];
        var used = new List<Term>(Terms);
        var omitted = new List<OmittedTerm>();
        foreach (Term term in Terms.Skip(1).Where(term => runs.All(run => term.Size(run) == 0)))
        {
            Omit(term, runs.All(run => run.Partitions == 1)
                ? "no run that was fitted has more than one partition"
                : "partitions exchange nothing");
        }

        // Of two terms that cannot be told apart the later goes: latency is the larger of the two on small exchanges.
        while (true)
        {
            LeastSquares? fit = LeastSquares.Fit(
                [.. runs.Select((run, i) => used.Select(term => term.Size(run) / typical[i]).ToArray())],
                [.. runs.Select((run, i) => run.SecondsPerStep / typical[i])]);
            if (fit is null || fit.Inflation.Any(inflation => inflation > LargestInflation))
            {
                if (used.Count == 1)
                {
                    return null;
                }

                Omit(used[^1], "in these cases it varies together with the other terms");
                continue;
            }

            int negative = Enumerable.Range(0, used.Count).LastOrDefault(i => !(fit.Coefficients[i] > 0), -1);
            if (negative < 0)
            {
                return new CostModel(fit, [.. used], omitted, runs.Length);
            }

            if (used.Count == 1)
            {
                return null;
            }

            Term none = used[Math.Max(1, negative)];
            Omit(none, string.Create(
                CultureInfo.InvariantCulture, $"the fit gives it {fit.Coefficients[used.IndexOf(none)]:G2} s: not above 0"));
        }

        void Omit(Term term, string reason)
        {
            used.Remove(term);
            omitted.Add(new OmittedTerm(term.Name, reason));
        }
    }

    /// <summary>Time of a step [s], with the 95 % interval of a new measurement.</summary>
    /// <param name="neurons">Neurons of the network.</param>
    /// <param name="partitions">Partitions.</param>
    /// <param name="spikesPerStep">Spikes of all neurons in a step.</param>
    public Estimate Predict(double neurons, int partitions, double spikesPerStep)
    {
        var what = new CostObservation(0, neurons, partitions, spikesPerStep);
        double[] row = [.. _used.Select(term => term.Size(what))];
        double value = row.Zip(_fit.Coefficients, (size, seconds) => size * seconds).Sum();

        // The residuals are shares of the time, so a new run's own spread is a share of what is predicted.
        double variance = _fit.VarianceAt(row) + (_fit.ResidualVariance * value * value);
        double reach = StudentT.Bound(0.95, _fit.Freedom) * Math.Sqrt(variance);
        return new Estimate(value, double.IsNaN(reach) ? reach : Math.Max(0, value - reach), value + reach);
    }

    private sealed record Term(string Name, string Unit, Func<CostObservation, double> Size);
}

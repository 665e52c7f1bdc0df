using System.Diagnostics;
using SnnCluster.Cluster.Costs;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Studies.Statistics;

namespace SnnCluster.Experiments.Studies.Exchange;

/// <summary>Measures one round of a case: the times of so many intervals or round trips [us].</summary>
/// <param name="exchangeCase">The case.</param>
/// <param name="repetitions">How many.</param>
public delegate double[] ExchangeMeasure(ExchangeCase exchangeCase, int repetitions);

/// <summary>Runs a study of the exchange: a round that is discarded, then round after round of all cases.</summary>
public static class ExchangeStudy
{
    /// <summary>Runs a study. When it is cancelled or a round fails, it ends early with what was measured.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="measure">Measures a round.</param>
    /// <param name="progress">Is told how many rounds of a case have begun.</param>
    /// <param name="cancellation">Ends the study early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled before anything was measured.</exception>
    public static ExchangeResult Run(
        ExchangePlan plan, ExchangeMeasure measure, IProgress<ExchangeProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(measure);
        DateTimeOffset date = DateTimeOffset.UtcNow;
        int repetitions = plan.Options.Repetitions;
        var measurements = new List<ExchangeMeasurement>();
        var trips = plan.Cases.ToDictionary(each => each, _ => new List<double>());
        IReadOnlyList<(int Case, int Repetition)> order = RunOrder.Create(plan.Cases.Count, plan.Options.Rounds);
        string? failure = null;
        try
        {
            foreach (ExchangeCase each in plan.Cases)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(new ExchangeProgress(0, order.Count, each, 0));
                measure(each, repetitions);
            }

            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < order.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                ExchangeCase each = plan.Cases[order[i].Case];
                int round = order[i].Repetition + 1;
                progress?.Report(new ExchangeProgress(i + 1, order.Count, each, round));
                double start = Stopwatch.GetElapsedTime(began).TotalSeconds;
                double[] measured = measure(each, repetitions);
                trips[each].AddRange(measured);
                measurements.Add(MeasurementOf(each, round, i + 1, start, measured));
            }
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // The other process may have got the same Ctrl-C, and gone first.
        }
        catch (Exception exception) when (measurements.Count > 0)
        {
            failure = exception.Message;
        }

        if (measurements.Count == 0)
        {
            throw new OperationCanceledException(cancellation);
        }

        return new ExchangeResult
        {
            Plan = plan,
            Complete = measurements.Count == order.Count,
            Failure = failure,
            Date = date,
            Machine = MachineInfo.OfThis([]),
            Measurements = measurements,
            Cases = [.. plan.Cases.Where(each => trips[each].Count > 0).Select(each => Summarize(each, trips[each], measurements))],
            Notes = [.. Notes()],
        };
    }

    private static ExchangeMeasurement MeasurementOf(ExchangeCase each, int round, int order, double start, double[] times)
    {
        var statistics = SampleStatistics.Of(times);
        return new ExchangeMeasurement(
            each.Carrier.Name(), each.Bytes, round, order, start, times.Length, statistics.Median, statistics.Minimum,
            statistics.LowerQuartile, statistics.UpperQuartile, statistics.Maximum);
    }

    private static ExchangeSummary Summarize(
        ExchangeCase each, List<double> trips, IReadOnlyList<ExchangeMeasurement> measurements)
    {
        string reference = each.Carrier.Reference()?.Name() ?? "";
        ExchangeMeasurement[] own = [.. measurements.Where(row => row.Carrier == each.Carrier.Name() && row.Bytes == each.Bytes)];

        // Both stood in the same round, within moments: what slowed the machine then slowed both.
        var ratios = SampleStatistics.Of(
            from row in own
            join other in measurements on (reference, row.Bytes, row.Round) equals (other.Carrier, other.Bytes, other.Round)
            select row.Microseconds / other.Microseconds);
        var statistics = SampleStatistics.Of(trips);
        return new ExchangeSummary(
            each.Carrier.Name(), each.Bytes, own.Length, trips.Count, statistics.Median, statistics.LowerQuartile,
            statistics.UpperQuartile, reference, ratios.Median, ratios.LowerQuartile, ratios.UpperQuartile);
    }

    private static IEnumerable<string> Notes()
    {
        if (Environment.ProcessorCount < 2)
        {
            yield return $"there is {NumberText.Many(Environment.ProcessorCount, "core")}: whoever waits has to give it to the "
                + "other, and the times are those of the system's scheduler";
        }
    }
}

/// <summary>How far a study of the exchange has come.</summary>
/// <param name="Measurement">Number of the measurement, from 1; 0 for those that are discarded.</param>
/// <param name="Measurements">Number of measurements.</param>
/// <param name="Case">The case.</param>
/// <param name="Round">Number of the round, from 1.</param>
public readonly record struct ExchangeProgress(int Measurement, int Measurements, ExchangeCase Case, int Round);

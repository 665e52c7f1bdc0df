using SnnCluster.Experiments.Studies.Statistics;

namespace SnnCluster.Experiments.Studies;

/// <summary>Sums up the runs of each case.</summary>
internal static class CaseSummaries
{
    private static readonly Func<StudyMeasurement, double>[] Phases =
    [
        run => run.DeliverSeconds,
        run => run.UpdateSeconds,
        run => run.RewireSeconds,
        run => run.ExchangeSeconds,
        run => run.RecordSeconds,
    ];

    /// <summary>A summary for each case that was measured, in the order of the plan.</summary>
    public static IReadOnlyList<CaseSummary> Create(StudyPlan plan, IReadOnlyList<StudyMeasurement> measurements)
    {
        ILookup<string, StudyMeasurement> byCase = measurements.ToLookup(run => run.Case);
        StudyCase[] measured = [.. plan.Cases.Where(planned => byCase.Contains(planned.Name))];
        StudyMeasurement[] reference = plan.Kind.ComparesPartitions() && measured.Length > 0
            ? [.. byCase[measured[0].Name]]
            : [];
        return [.. measured.Select(planned => Create(plan, [.. byCase[planned.Name]], reference))];
    }

    private static CaseSummary Create(StudyPlan plan, StudyMeasurement[] runs, StudyMeasurement[] reference)
    {
        StudyMeasurement first = runs[0];
        SampleStatistics factor = SampleStatistics.Of(runs.Select(run => run.RealTimeFactor));
        SampleStatistics speedUp = SampleStatistics.Of(
            from run in runs
            join other in reference on run.Repetition equals other.Repetition
            select run.Neurons / run.RealTimeFactor / (other.Neurons / other.RealTimeFactor));
        double sum = Phases.Sum(seconds => SampleStatistics.MedianOf(runs.Select(run => seconds(run) / run.LoopSeconds)));
        double ideal = reference.Length > 0 ? (double)first.Partitions / reference[0].Partitions : double.NaN;
        return new CaseSummary(
            first.Case,
            first.Size,
            first.Partitions,
            first.Neurons,
            Median(run => run.Synapses),
            runs.Length,
            Median(run => run.SimulatedMs),
            Median(run => run.BuildSeconds),
            Median(run => run.LoopSeconds),
            factor.Median,
            factor.Minimum,
            factor.LowerQuartile,
            factor.UpperQuartile,
            factor.Maximum,
            Phase(run => run.DeliverSeconds),
            Phase(run => run.UpdateSeconds),
            Phase(run => run.RewireSeconds),
            Phase(run => run.ExchangeSeconds),
            Phase(run => run.RecordSeconds),
            Median(run => run.SynapticEvents / (run.SimulatedMs / 1000)),
            Median(run => run.SynapticEvents / run.LoopSeconds),
            Median(run => run.Spikes / (run.SimulatedMs / plan.DtMs)),
            Median(run => run.RealTimeFactor / run.Neurons * 1e6),
            speedUp.Median,
            speedUp.Minimum,
            speedUp.Maximum,
            speedUp.Median / ideal,
            Median(run => run.BytesSent / (run.SimulatedMs / 1000)),
            runs.Max(run => run.PeakMemoryBytes),
            Median(run => run.PeakMemoryBytes / (double)run.Synapses),
            Median(run => run.EnergyJoules),
            first.Simulator);

        // Medians of shares need not add up to one; the phases of a case shall add up to its time.
        double Phase(Func<StudyMeasurement, double> seconds) =>
            sum > 0 ? Median(run => run.LoopSeconds) * Median(run => seconds(run) / run.LoopSeconds) / sum : 0;

        double Median(Func<StudyMeasurement, double> value) => SampleStatistics.MedianOf(runs.Select(value));
    }
}

using System.Globalization;
using SnnCluster.Experiments.Reports;
using SnnCluster.Experiments.Studies.Statistics;
using static SnnCluster.Experiments.Results.NumberText;

namespace SnnCluster.Experiments.Studies.Output;

/// <summary>The tables of a study, for its report and for a terminal.</summary>
public static class StudyTables
{
    /// <summary>What was found: cases, growth, cost model, predictions.</summary>
    public static IReadOnlyList<ReportTable> Findings(StudyResult result) =>
    [
        Cases(result),
        Phases(result),
        Resources(result),
        .. result.Cases.Any(row => !row.IsOurs) ? [Beside(result), Statistics(result)] : Array.Empty<ReportTable>(),
        .. result.Growth.Count > 0 ? [Growth(result)] : Array.Empty<ReportTable>(),
        .. result.CostModel is CostModel model ? [Cost(model)] : Array.Empty<ReportTable>(),
        .. result.Predictions.Count > 0 ? [Predictions(result)] : Array.Empty<ReportTable>(),
    ];

    /// <summary>What was run.</summary>
    public static ReportTable Plan(StudyResult result)
    {
        StudyPlan plan = result.Plan;
        return new ReportTable("Study", ["", ""],
        [
            ["Study", plan.Kind.Name()],
            ["Experiment", plan.Experiment.Name],
            ["Parameters set", plan.Options.Run.Set.Count == 0
                ? "none"
                : string.Join(", ", plan.Options.Run.Set.Select(pair => $"{pair.Key}={pair.Value}"))],
            ["Date", result.Date.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)],
            ["Simulated time of a run [ms]", Plain(plan.DurationMs)],
            ["Step [ms]", Plain(plan.DtMs)],
            ["Discarded first run [ms]", Plain(plan.WarmUpMs)],
            ["Device", plan.Options.Run.Device],
            ["Runs", $"{result.Measurements.Count} of {plan.Cases.Count} cases x {plan.Repetitions} repetitions"],
            ["Complete", result.Complete ? "yes" : "no: ended early"],
            .. result.Failure is string failure ? [["Failure", failure]] : Array.Empty<string[]>(),
        ]);
    }

    /// <summary>Every run.</summary>
    public static ReportTable Measurements(StudyResult result) => new(
        "Every run, in the order of time",
        [
            "> Run", "> Began [s]", "Case", "> Seed", "> Neurons", "> Build [s]", "> Simulation [s]", "> RTF",
            "> Synaptic events", "> Peak memory", "Digest",
        ],
        [
            .. result.Measurements.Select(run => new[]
            {
                Count(run.Order), Significant(run.StartSeconds), run.Case, Plain(run.Seed), Count(run.Neurons),
                Significant(run.BuildSeconds), Significant(run.LoopSeconds), Significant(run.RealTimeFactor),
                Count(run.SynapticEvents), Bytes(run.PeakMemoryBytes), Short(run.Digest),
            }),
        ]);

    private static ReportTable Cases(StudyResult result)
    {
        bool compares = result.Plan.Kind.ComparesPartitions();
        string[] scaling = compares ? ["> Speed-up", "> Efficiency"] : [];
        return new ReportTable(
            "Cases, medians over the repetitions",
            [
                "Case", "> Neurons", "> Synapses", "> RTF", "> from", "> to", .. scaling, "> us per neuron",
                "> Events [1/s]",
            ],
            [.. result.Cases.Select(row => Row(row, compares))])
        {
            Note = "RTF is wall seconds per simulated second, with the smallest and the largest of the repetitions; us per "
                + "neuron is wall time per neuron and simulated second."
                + (compares ? " Speed-up and efficiency are of throughput, against the case with the fewest partitions." : ""),
        };
    }

    private static string[] Row(CaseSummary row, bool compares)
    {
        string[] scaling = compares ? [Significant(row.SpeedUp), Significant(row.Efficiency)] : [];
        return
        [
            row.Case, Count(row.Neurons), Count(row.Synapses), Significant(row.RealTimeFactor),
            Significant(row.RealTimeFactorMinimum), Significant(row.RealTimeFactorMaximum), .. scaling,
            Significant(row.MicrosecondsPerNeuron), Power(row.EventsPerSecond, "0.0E+0"),
        ];
    }

    private static ReportTable Phases(StudyResult result) => new(
        "Time by phase of a step",
        ["Case", "> Simulation [s]", "> Update", "> Deliver", "> Rewire", "> Exchange", "> Record"],
        [
            .. result.Cases.Where(row => row.IsOurs).Select(row => new[]
            {
                row.Case, Significant(row.LoopSeconds), Share(row.UpdateSeconds, row), Share(row.DeliverSeconds, row),
                Share(row.RewireSeconds, row), Share(row.ExchangeSeconds, row), Share(row.RecordSeconds, row),
            }),
        ]);

    private static ReportTable Resources(StudyResult result) => new(
        "Construction, memory, exchange and energy",
        ["Case", "> Build [s]", "> Peak memory", "> Bytes per synapse", "> Sent per simulated second", "> Energy [J]"],
        [
            .. result.Cases.Select(row => new[]
            {
                row.Case, Significant(row.BuildSeconds), Bytes(row.PeakMemoryBytes), Significant(row.BytesPerSynapse),
                Bytes((long)row.BytesSentPerSimulatedSecond), Significant(row.EnergyJoules),
            }),
        ])
    {
        Note = "Memory is the peak of the process, all included. Sent is what the busiest node sent to the node that it sent most to; partitions of one process share memory. "
            + "Energy is that of processors and GPUs over the whole run, building included, as far as the machine tells it.",
    };

    private static ReportTable Beside(StudyResult result) => new(
        "Beside other simulators",
        ["Case", "> RTF", "> RTF of snncluster", "> Ratio", "> from", "> to"],
        [
            .. result.Cases.Where(row => !row.IsOurs).Select(row =>
            {
                string ours = OursOf(result, row);
                SampleStatistics ratio = SampleStatistics.Of(
                    from run in result.Measurements
                    where run.Case == row.Case
                    join other in result.Measurements.Where(run => run.Case == ours) on run.Repetition equals other.Repetition
                    select run.RealTimeFactor / other.RealTimeFactor);
                return new[]
                {
                    row.Case, Significant(row.RealTimeFactor), Significant(result.Cases.First(other => other.Case == ours).RealTimeFactor),
                    Significant(ratio.Median), Significant(ratio.Minimum), Significant(ratio.Maximum),
                };
            }),
        ])
    {
        Note = "How many times as long the other simulator takes for a simulated second: median, smallest and largest over the rounds, each against our run of the same round.",
    };

    private static ReportTable Statistics(StudyResult result)
    {
        ILookup<(string Case, string Population), StudyActivity> runs = result.Activities.ToLookup(one => (one.Case, one.Population));
        string Of(string name, string population, Func<StudyActivity, double> value)
        {
            double[] values = [.. runs[(name, population)].Select(value).Where(double.IsFinite)];
            return values.Length == 0 ? "-" : Significant(values.Average());
        }

        return new ReportTable(
            "Statistics, means over the repetitions",
            ["Case", "Population", "> Rate [Hz]", "> snncluster", "> CV of ISI", "> snncluster", "> Correlation", "> snncluster"],
            [
                .. from row in result.Cases
                   where !row.IsOurs
                   let ours = OursOf(result, row)
                   from population in result.Activities.Where(one => one.Case == row.Case).Select(one => one.Population).Distinct()
                   select new[]
                   {
                       row.Case, population,
                       Of(row.Case, population, one => one.MeanRateHz), Of(ours, population, one => one.MeanRateHz),
                       Of(row.Case, population, one => one.CvIsi), Of(ours, population, one => one.CvIsi),
                       Of(row.Case, population, one => one.PairwiseCorrelation), Of(ours, population, one => one.PairwiseCorrelation),
                   },
            ]);
    }

    private static string OursOf(StudyResult result, CaseSummary peer) =>
        result.Cases.First(row => row.IsOurs && row.Size.Equals(peer.Size)).Case;

    private static string Share(double seconds, CaseSummary row) =>
        row.LoopSeconds > 0 ? Percent(seconds / row.LoopSeconds) : "-";

    private static ReportTable Growth(StudyResult result) => new(
        "Growth of time with size",
        ["RTF as a power of", "> Exponent", "> Standard error", "> 95 % from", "> to", "> Sizes"],
        [
            .. result.Growth.Select(fit => new[]
            {
                fit.Of, Significant(fit.Exponent), Significant(fit.StandardError), Significant(fit.Lower),
                Significant(fit.Upper), Count(fit.Points),
            }),
        ])
    {
        Note = "Least squares of logarithms, one point (the median) per size; intervals from Student's t.",
    };

    private static ReportTable Cost(CostModel model) => new(
        "Cost of a step: compute + latency + bandwidth",
        ["Term", "> Seconds", "per", "> Standard error", "> 95 % from", "> to"],
        [
            .. model.Fitted.Select(term => new[]
            {
                term.Name, Tiny(term.Seconds), term.Unit, Tiny(term.StandardError), Tiny(term.Lower), Tiny(term.Upper),
            }),
            .. model.Omitted.Select(term => new[] { term.Name, "left out", term.Reason, "", "", "" }),
        ])
    {
        Note = $"Least squares of relative errors over {Many(model.Runs, "run")}; a run differs from the model by "
            + $"{Percent(model.RelativeSpread)} (standard deviation).",
    };

    private static ReportTable Predictions(StudyResult result) => new(
        "Prediction, not measured",
        ["> Nodes", "> Neurons", "> Predicted RTF", "> 95 % from", "> to", "> Measured RTF", "Remark"],
        [
            .. result.Predictions.Select(prediction => new[]
            {
                Count(prediction.Nodes), Count(prediction.Neurons), Significant(prediction.RealTimeFactor),
                Significant(prediction.Lower), Significant(prediction.Upper), Significant(prediction.Measured),
                prediction.ComputeOnly ? "compute alone: the cost of an exchange is not known" : "",
            }),
        ])
    {
        Note = "By the cost model above, for nodes like this machine's devices, one partition each. The interval is that of "
            + "a new run if the model holds; how far it holds beyond what was measured, no measurement says.",
    };

    private static string Tiny(double value) => Power(value, "0.00E+0");

    private static string Power(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "-";

    private static string Short(string digest) => digest.Length > 19 ? digest[..19] : digest;
}

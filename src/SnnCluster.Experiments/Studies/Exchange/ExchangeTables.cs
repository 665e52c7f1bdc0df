using System.Globalization;
using SnnCluster.Experiments.Reports;
using static SnnCluster.Experiments.Results.NumberText;

namespace SnnCluster.Experiments.Studies.Exchange;

/// <summary>The tables of a study of the exchange, for its report and for a terminal.</summary>
public static class ExchangeTables
{
    /// <summary>What was found.</summary>
    public static ReportTable Cases(ExchangeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new ReportTable(
            "Cost of a frame",
            [
                "> Bytes", "Carrier", "> Median [us]", "> Quartiles from", "> to", "Compared with", "> Ratio",
                "> Quartiles from", "> to",
            ],
            [
                .. result.Cases.Select(row => new[]
                {
                    Count(row.Bytes), row.Carrier, Significant(row.Microseconds), Significant(row.MicrosecondsLowerQuartile),
                    Significant(row.MicrosecondsUpperQuartile), row.Reference, Significant(row.Ratio),
                    Significant(row.RatioLowerQuartile), Significant(row.RatioUpperQuartile),
                }),
            ])
        {
            Note = "spin and in-process are two threads of one process, for one interval; the others are two processes on "
                + $"this machine, for a round trip of messages of {Cluster.Costs.ExchangeBench.HeaderBytes} bytes more. The "
                + "ratio is that of the medians of a round, the median over the rounds.",
        };
    }

    /// <summary>What was run.</summary>
    public static ReportTable Plan(ExchangeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        int planned = result.Plan.Cases.Count * result.Plan.Options.Rounds;
        return new ReportTable("Study", ["", ""],
        [
            ["Study", ExchangeJson.Study],
            ["Date", result.Date.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)],
            ["Rounds", Count(result.Plan.Options.Rounds)],
            ["Repetitions in a round", Count(result.Plan.Options.Repetitions)],
            ["Measurements", $"{result.Measurements.Count} of {planned}"],
            ["Complete", result.Complete ? "yes" : "no: ended early"],
            .. result.Failure is string failure ? [["Failure", failure]] : Array.Empty<string[]>(),
        ]);
    }
}

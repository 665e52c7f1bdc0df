using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Studies.Exchange;

/// <summary>One round of one case: a row of measurements.</summary>
/// <param name="Carrier">Name of what carried the frames.</param>
/// <param name="Bytes">Size of a frame's spikes [bytes].</param>
/// <param name="Round">Number of the round, from 1.</param>
/// <param name="Order">Number in the order of time, from 1.</param>
/// <param name="StartSeconds">When it began since the first one [s].</param>
/// <param name="Repetitions">Intervals, or round trips between processes.</param>
/// <param name="Microseconds">Median of their times [us].</param>
/// <param name="MicrosecondsMinimum">The shortest [us].</param>
/// <param name="MicrosecondsLowerQuartile">A quarter took less [us].</param>
/// <param name="MicrosecondsUpperQuartile">A quarter took longer [us].</param>
/// <param name="MicrosecondsMaximum">The longest [us].</param>
public readonly record struct ExchangeMeasurement(
    string Carrier,
    int Bytes,
    int Round,
    int Order,
    double StartSeconds,
    int Repetitions,
    double Microseconds,
    double MicrosecondsMinimum,
    double MicrosecondsLowerQuartile,
    double MicrosecondsUpperQuartile,
    double MicrosecondsMaximum);

/// <summary>All rounds of one case: a row of the summary.</summary>
/// <param name="Carrier">Name of what carried the frames.</param>
/// <param name="Bytes">Size of a frame's spikes [bytes].</param>
/// <param name="Rounds">Rounds that were measured.</param>
/// <param name="Trips">Intervals, or round trips between processes, in all rounds.</param>
/// <param name="Microseconds">Median of their times [us].</param>
/// <param name="MicrosecondsLowerQuartile">A quarter took less [us].</param>
/// <param name="MicrosecondsUpperQuartile">A quarter took longer [us].</param>
/// <param name="Reference">Name of the bare way that it is compared with; empty for what is one.</param>
/// <param name="Ratio">
/// How many times as long it took as the reference: the median over the rounds of ratios of medians; NaN where there is
/// no reference.
/// </param>
/// <param name="RatioLowerQuartile">A quarter of these ratios are smaller.</param>
/// <param name="RatioUpperQuartile">A quarter of these ratios are larger.</param>
public readonly record struct ExchangeSummary(
    string Carrier,
    int Bytes,
    int Rounds,
    int Trips,
    double Microseconds,
    double MicrosecondsLowerQuartile,
    double MicrosecondsUpperQuartile,
    string Reference,
    double Ratio,
    double RatioLowerQuartile,
    double RatioUpperQuartile);

/// <summary>What a study of the exchange found.</summary>
public sealed record ExchangeResult
{
    /// <summary>The study.</summary>
    public required ExchangePlan Plan { get; init; }

    /// <summary>False where it ended early: what is there is true of the rounds that were measured.</summary>
    public required bool Complete { get; init; }

    /// <summary>What ended it early other than its user; null where nothing did.</summary>
    public string? Failure { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The machine.</summary>
    public required MachineInfo Machine { get; init; }

    /// <summary>Every round of every case, in the order of time.</summary>
    public required IReadOnlyList<ExchangeMeasurement> Measurements { get; init; }

    /// <summary>Every case that was measured.</summary>
    public required IReadOnlyList<ExchangeSummary> Cases { get; init; }

    /// <summary>What a person should know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

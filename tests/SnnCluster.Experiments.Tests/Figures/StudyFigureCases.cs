using SnnCluster.Cluster.Costs;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Studies;
using SnnCluster.Experiments.Studies.Exchange;
using SnnCluster.Experiments.Studies.Figures;
using SnnCluster.Experiments.Tests.Studies;

namespace SnnCluster.Experiments.Tests.Figures;

/// <summary>Studies whose cases are one, alike, without time, or without a number.</summary>
internal static class StudyFigureCases
{
    /// <summary>Ways in which results may be hard to draw.</summary>
    public static IReadOnlyDictionary<string, Func<StudyResult, StudyResult>> Results { get; } =
        new Dictionary<string, Func<StudyResult, StudyResult>>
        {
            ["as-measured"] = result => result,
            ["one-case"] = result => result with
            {
                Cases = [result.Cases[0]],
                Measurements = [result.Measurements[0]],
                Growth = [],
                Predictions = [.. result.Predictions.Take(1)],
            },
            ["alike"] = result => result with
            {
                Cases = [.. result.Cases.Select(row => row with { RealTimeFactor = 1, SpeedUp = 1, Efficiency = 1 })],
                Measurements = [.. result.Measurements.Select(run => run with { RealTimeFactor = 1 })],
            },
            ["no-time"] = result => With(result, 0),
            ["no-number"] = result => With(result, double.NaN),
            ["infinite"] = result => With(result, double.PositiveInfinity),
            ["large"] = result => With(result, 1e30),
        };

    /// <summary>Figures of a study of a kind.</summary>
    public static IEnumerable<NamedFigure> Of(StudyKind kind, Func<StudyResult, StudyResult> change)
    {
        StudyPlan plan = kind == StudyKind.SpeedVsSize ? Plans.Sizes(2) : Plans.Strong();
        return StudyFigures.Of(change(StudyRunner.Run(plan, new FakeRunner(), null, CancellationToken.None)));
    }

    /// <summary>The figure of a study of the exchange.</summary>
    public static Figure? OfExchange(string directory, int[] bytes, double microseconds, double lower, double upper)
    {
        var plan = ExchangePlan.Create(new ExchangeOptions { Bytes = bytes, OutputDirectory = directory });
        return ExchangeFigure.Draw(new ExchangeResult
        {
            Plan = plan,
            Complete = true,
            Date = default,
            Machine = new MachineInfo("", 1, 1, "", "", "", []),
            Measurements = [],
            Cases =
            [
                .. plan.Cases.Select(each => new ExchangeSummary(
                    each.Carrier.Name(), each.Bytes, 1, 1, microseconds, lower, upper, "", double.NaN, double.NaN, double.NaN)),
            ],
            Notes = [],
        });
    }

    private static StudyResult With(StudyResult result, double value) => result with
    {
        Cases =
        [
            .. result.Cases.Select(row => row with
            {
                RealTimeFactor = value,
                RealTimeFactorMinimum = value,
                RealTimeFactorMaximum = value,
                UpdateSeconds = value,
                DeliverSeconds = value,
                RewireSeconds = value,
                ExchangeSeconds = value,
                RecordSeconds = value,
                SpeedUp = value,
                SpeedUpMinimum = value,
                SpeedUpMaximum = value,
                Efficiency = value,
                EventsPerSimulatedSecond = value,
            }),
        ],
        Measurements = [.. result.Measurements.Select(run => run with { RealTimeFactor = value })],
        Predictions =
        [
            .. result.Predictions.Select(each => each with { RealTimeFactor = value, Lower = value, Upper = value }),
        ],
    };
}

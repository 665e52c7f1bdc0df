using SnnCluster.Experiments.Figures;
using SnnCluster.Model.Networks;

namespace SnnCluster;

/// <content>Pictures of what was recorded.</content>
public sealed partial class Run
{
    private const int RasterNeurons = 200;
    private const double RasterMs = 1000;
    private const int MostTraces = 8;

    /// <summary>Recorded spikes by time and neuron.</summary>
    /// <param name="population">The population; null: all that have spikes.</param>
    /// <param name="fromMs">From when on [ms]; null: the last second.</param>
    /// <param name="untilMs">Until when [ms]; null: the end.</param>
    /// <param name="neurons">How many neurons of a population, the first ones, at least 1.</param>
    /// <exception cref="InvalidDescriptionException">There is no such population, its spikes were not recorded, or the times are not within the run.</exception>
    public Plot Raster(string? population = null, double? fromMs = null, double? untilMs = null, int neurons = RasterNeurons)
    {
        if (population is not null)
        {
            Spikes(population);
        }

        var errors = new ValidationErrors();
        errors.AtLeast("neurons", neurons, 1);
        double until = untilMs ?? SimulatedMs;
        errors.Within("untilMs", until, 0, SimulatedMs);
        double from = fromMs ?? Math.Max(0, until - RasterMs);
        if (!(from >= 0) || !(from < until))
        {
            errors.Add($"fromMs is {ValidationErrors.Text(from)}: must be from 0 to below {ValidationErrors.Text(until)}");
        }

        errors.ThrowIfAny();
        var view = new RasterView { Population = population, FromMs = from, UntilMs = until, Neurons = neurons };
        return Drawn(ActivityFigures.DrawSpikes(new ReportData(Folder, Summary), view), "no spikes were recorded: RecordSpikes() of a population has them recorded");
    }

    /// <summary>Mean rates of all populations over time; every run has them.</summary>
    public Plot RatePlot() => Drawn(ActivityFigures.DrawRates(new ReportData(Folder, Summary)), "no rates were recorded");

    /// <summary>A recorded state variable over time, of the first eight neurons.</summary>
    /// <param name="population">The population.</param>
    /// <param name="variable">The variable, such as "V".</param>
    /// <param name="label">What it is, with its unit; null: its name.</param>
    /// <exception cref="InvalidDescriptionException">There is no such population, or the variable was not recorded.</exception>
    public Plot StatePlot(string population, string variable, string? label = null)
    {
        StateTable states = States(population, variable);
        double[] times = states.TimesMs.ToArray();
        return Plot.Of(population, "time (ms)", label ?? variable,
        [
            .. states.Neurons.ToArray().Take(MostTraces).Select(neuron => new Curve($"neuron {neuron}", times, Array.ConvertAll(states.Of(neuron).ToArray(), value => (double)value))),
        ]);
    }

    /// <summary>How weights of a projection are distributed at the start and at the end.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="bins">Number of bins, 1 to 10,000.</param>
    /// <exception cref="InvalidDescriptionException">There is no such projection, or synapses were not recorded.</exception>
    public Plot WeightHistogram(string projection, int bins = 40)
    {
        double[] WeightsOf(bool atStart) => Array.ConvertAll(Weights(projection, atStart).Weights.ToArray(), weight => (double)weight);
        return Plot.Histogram(projection, "weight", bins, ("at the start", WeightsOf(atStart: true)), ("at the end", WeightsOf(atStart: false)));
    }

    private static Plot Drawn(Figure? figure, string otherwise) =>
        new(figure ?? throw new InvalidDescriptionException(otherwise));
}

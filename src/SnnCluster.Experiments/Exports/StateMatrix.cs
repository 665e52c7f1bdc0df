using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Exports;

/// <summary>A state variable of some neurons of a population at equal intervals.</summary>
/// <param name="Population">The population.</param>
/// <param name="Variable">The variable.</param>
/// <param name="Neurons">The neurons, rising.</param>
/// <param name="StartMs">The first time [ms].</param>
/// <param name="IntervalMs">From one time to the next [ms]; the length of a step where there is one time.</param>
/// <param name="Values">Values by time and neuron.</param>
internal sealed record StateMatrix(string Population, string Variable, int[] Neurons, double StartMs, double IntervalMs, float[,] Values)
{
    /// <summary>Whether it is a membrane potential, which all models call V and have in mV; results do not say the units of others.</summary>
    public bool IsPotential => Variable == "V";

    /// <summary>All state variables that were recorded; none where none were.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <param name="summary">Its summary.</param>
    /// <exception cref="InvalidDescriptionException">A variable was not recorded of the same neurons at equal intervals.</exception>
    public static IReadOnlyList<StateMatrix> Read(string run, RunSummary summary) => !File.Exists(Path.Combine(run, RunFiles.States))
        ? []
        :
        [
            .. StateFile.Read(run).SelectMany(rows => rows).GroupBy(row => (row.Population, row.Variable))
                .Select(rows => Of(rows.Key.Population, rows.Key.Variable, [.. rows], summary.DtMs)),
        ];

    private static StateMatrix Of(string population, string variable, StateRow[] rows, double dtMs)
    {
        int[] neurons = [.. rows.Select(row => row.Neuron).Distinct().Order()];
        int[] steps = [.. rows.Select(row => row.Step).Distinct().Order()];
        int interval = steps.Length > 1 ? steps[1] - steps[0] : 1;
        bool isRegular = (long)neurons.Length * steps.Length == rows.Length && steps.Zip(steps.Skip(1)).All(pair => pair.Second - pair.First == interval);
        if (!isRegular)
        {
            throw new InvalidDescriptionException(
                $"{population}.{variable} was not recorded of the same neurons at equal intervals: the format has no place for it; csv and npz do");
        }

        var columnOf = neurons.Select((neuron, column) => (neuron, column)).ToDictionary(pair => pair.neuron, pair => pair.column);
        var values = new float[steps.Length, neurons.Length];
        foreach (StateRow row in rows)
        {
            values[(row.Step - steps[0]) / interval, columnOf[row.Neuron]] = row.Value;
        }

        return new StateMatrix(population, variable, neurons, StepTime.Ms(steps[0], dtMs), StepTime.Ms(interval, dtMs), values);
    }
}

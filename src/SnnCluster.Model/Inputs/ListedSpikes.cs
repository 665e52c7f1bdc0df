using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Inputs;

/// <summary>
/// Events of neurons at given times; onto a <see cref="Neurons.ParrotDescription"/> a source of listed spikes. An event at time t acts in the update
/// of step t/dt, so that a parrot spikes in that step.
/// </summary>
public sealed record ListedSpikes : ReceptorInputDescription
{
    /// <summary>Ids of the neurons, one for each event.</summary>
    public required IReadOnlyList<int> Ids { get; init; }

    /// <summary>Times of the events [ms], at least 0, ascending.</summary>
    public required IReadOnlyList<double> TimesMs { get; init; }

    /// <summary>Whether times that are no whole number of steps are rounded to the nearest one, instead of refused.</summary>
    public bool RoundsTimes { get; init; }

    /// <summary>Weight of an event, in the unit of the receptor; 1 by default.</summary>
    public double Weight { get; init; } = 1;

    /// <inheritdoc/>
    public override double BoundOf(double dtMs)
    {
        // Times are sorted, so that events of one step follow each other.
        int most = 0;
        int current = -1;
        var counts = new Dictionary<int, int>();
        foreach ((int step, int neuron) in Events(dtMs))
        {
            if (step != current)
            {
                counts.Clear();
                current = step;
            }

            int count = counts.GetValueOrDefault(neuron) + 1;
            counts[neuron] = count;
            most = Math.Max(most, count);
        }

        return UnitOf(dtMs) * most;
    }

    /// <inheritdoc/>
    public override double UnitOf(double dtMs) => Math.Abs((float)Weight);

    /// <summary>The events as (step, neuron), by step.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public IEnumerable<(int Step, int Neuron)> Events(double dtMs) =>
        TimesMs.Zip(Ids, (time, id) => (StepCount.Of(time, dtMs), id));

    /// <inheritdoc/>
    public override string? TooLate(int steps, double dtMs) =>
        Events(dtMs).Count(one => one.Step >= steps) is > 0 and int late ? $"{late} of {TimesMs.Count} events" : null;

    /// <inheritdoc/>
    public override void Validate(string name, PopulationDescription population, double dtMs, ValidationErrors errors)
    {
        errors.Finite($"{name} weight", Weight);
        if (Ids.Count != TimesMs.Count)
        {
            errors.Add($"{name} has {Ids.Count} ids and {TimesMs.Count} times: must be equally many");
            return;
        }

        if (Neurons is not NeuronSelection.All)
        {
            errors.Add($"{name} selects neurons: its ids say which");
        }

        for (int i = 0; i < Ids.Count; i++)
        {
            int before = errors.Messages.Count;
            if ((uint)Ids[i] >= (uint)population.Size)
            {
                errors.Add($"{name} event {i} is of neuron {Ids[i]}: {population.Name} has those from 0 to {population.Size - 1}");
            }
            else if (!(TimesMs[i] >= 0) || !(TimesMs[i] / dtMs < int.MaxValue))
            {
                errors.Add($"{name} event {i} is at {ValidationErrors.Text(TimesMs[i])} ms: must be from 0 to {int.MaxValue} steps");
            }
            else if (i > 0 && TimesMs[i] < TimesMs[i - 1])
            {
                errors.Add($"{name} event {i} is at {ValidationErrors.Text(TimesMs[i])} ms, after one at {ValidationErrors.Text(TimesMs[i - 1])} ms: "
                    + "must be sorted by time");
            }
            else if (!RoundsTimes && !StepCount.IsWhole(TimesMs[i], dtMs))
            {
                errors.Steps($"{name} time of event {i}", TimesMs[i], dtMs, atLeast: 0);
            }

            if (errors.Messages.Count > before)
            {
                // One wrong event says enough.
                return;
            }
        }
    }
}

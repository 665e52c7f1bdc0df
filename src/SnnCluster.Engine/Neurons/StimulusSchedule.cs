using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Neurons;

/// <summary>When a population's stimulus is due, and which state variables it sets.</summary>
internal sealed class StimulusSchedule
{
    private readonly int _period;

    private StimulusSchedule(Stimulus stimulus, int period, int[] variables)
    {
        Stimulus = stimulus;
        _period = period;
        Variables = variables;
    }

    public Stimulus Stimulus { get; }

    /// <summary>The number of the state variable that each of the stimulus' fields is.</summary>
    public int[] Variables { get; }

    public static StimulusSchedule? Create(PopulationDescription population, double dtMs)
    {
        if (population.Stimulus is not Stimulus stimulus)
        {
            return null;
        }

        IReadOnlyList<string> fields = StateLayout.FieldNames(population.Model.ModelType);
        int[] variables = [.. stimulus.Fields.Select(field => fields.ToList().IndexOf(field))];
        return new StimulusSchedule(stimulus, StepCount.Of(stimulus.PeriodMs, dtMs), variables);
    }

    /// <summary>Whether a presentation is due before a step, and which.</summary>
    public bool IsDue(int step, out int presentation)
    {
        presentation = step / _period;
        return step % _period == 0;
    }
}

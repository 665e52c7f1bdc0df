using SnnCluster.Engine.Neurons;

namespace SnnCluster.Engine.Host;

/// <summary>Presents a population's stimulus on the host.</summary>
internal sealed class StimulusPresenter
{
    private readonly StimulusSchedule _schedule;
    private readonly HostPopulationParts _parts;
    private readonly float[] _values;

    private StimulusPresenter(StimulusSchedule schedule, HostPopulationParts parts)
    {
        _schedule = schedule;
        _parts = parts;
        _values = new float[parts.Slice.Count];
    }

    public static StimulusPresenter? Create(HostPopulationParts parts) =>
        StimulusSchedule.Create(parts.Description, parts.DtMs) is StimulusSchedule schedule
            ? new StimulusPresenter(schedule, parts)
            : null;

    public void Present(int step, HostPopulation population)
    {
        if (!_schedule.IsDue(step, out int presentation))
        {
            return;
        }

        for (int field = 0; field < _schedule.Variables.Length; field++)
        {
            _schedule.Stimulus.Present(presentation, _parts.Seed, field, _parts.Slice.Begin, _values);
            population.WriteState(_schedule.Variables[field], _values);
        }
    }
}

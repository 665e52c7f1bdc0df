using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Neurons;

/// <summary>Where a stimulus sets state variables.</summary>
internal interface IStateWriter
{
    /// <summary>Sets one state variable of all of a partition's neurons of a population.</summary>
    void WriteState(int variable, ReadOnlySpan<float> values);
}

/// <summary>Presents a population's stimulus to a partition's neurons.</summary>
internal sealed class StimulusPresenter
{
    private readonly PopulationDescription _population;
    private readonly StimulusSchedule _schedule;
    private readonly ulong _seed;
    private readonly Slice _slice;
    private readonly float[] _values;

    private StimulusPresenter(PopulationDescription population, StimulusSchedule schedule, ulong seed, Slice slice)
    {
        _population = population;
        _schedule = schedule;
        _seed = seed;
        _slice = slice;
        _values = new float[slice.Count];
    }

    public static StimulusPresenter? Create(PopulationDescription population, double dtMs, ulong seed, Slice slice) =>
        StimulusSchedule.Create(population, dtMs) is StimulusSchedule schedule
            ? new StimulusPresenter(population, schedule, seed, slice)
            : null;

    /// <exception cref="SimulationException">The model refuses a value.</exception>
    public void Present(int step, IStateWriter state)
    {
        if (!_schedule.IsDue(step, out int presentation))
        {
            return;
        }

        for (int field = 0; field < _schedule.Variables.Length; field++)
        {
            _schedule.Stimulus.Present(presentation, _seed, field, _slice.Begin, _values);
            string name = _schedule.Stimulus.Fields[field];
            if (_population.Model.FindRefused(name, _values) is (int index, string rule))
            {
                throw StateFault.Stimulus(_population, name, _slice.Begin + index, _values[index], step, rule);
            }

            state.WriteState(_schedule.Variables[field], _values);
        }
    }
}

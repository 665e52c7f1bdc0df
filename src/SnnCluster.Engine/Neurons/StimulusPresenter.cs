using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Neurons;

/// <summary>Where a stimulus sets state variables.</summary>
internal interface IStateWriter : IStateReader
{
    /// <summary>Sets one state variable of all of a partition's neurons of a population.</summary>
    void WriteState(int variable, ReadOnlySpan<float> values);
}

/// <summary>Presents a stimulus to a partition's neurons.</summary>
internal sealed class StimulusPresenter
{
    private readonly PopulationDescription _population;
    private readonly Stimulus _stimulus;
    private readonly ulong _seed;
    private readonly Slice _slice;
    private readonly int _period;
    private readonly int[] _variables;
    private readonly byte[]? _mask;
    private readonly float[] _values;
    private readonly float[] _others;

    private StimulusPresenter(NetworkDescription network, int input, Slice slice)
    {
        var stimulus = (Stimulus)network.Inputs[input];
        _population = network.Populations[network.IndexOfPopulation(stimulus.Population)];
        _stimulus = stimulus.In(_population, network.DtMs);
        _seed = network.Seed;
        _slice = slice;
        _period = StepCount.Of(_stimulus.PeriodMs, network.DtMs);
        List<string> fields = [.. StateVariables.Of(_population)];
        _variables = [.. _stimulus.Fields.Select(field => fields.IndexOf(field))];
        _mask = InputPlan.MaskOf(network, input, slice);
        _values = new float[slice.Count];
        _others = new float[_mask is null ? 0 : slice.Count];
    }

    /// <summary>Those of a population.</summary>
    public static StimulusPresenter[] CreateAll(NetworkDescription network, int population, Slice slice) =>
    [
        .. Enumerable.Range(0, network.Inputs.Count)
            .Where(i => network.Inputs[i] is Stimulus stimulus && stimulus.Population == network.Populations[population].Name)
            .Select(i => new StimulusPresenter(network, i, slice)),
    ];

    /// <summary>Steps from a step to the next one that it is presented in.</summary>
    public int StepsToNext(int step) => _period - (step % _period);

    /// <exception cref="SimulationException">The model refuses a value.</exception>
    public void Present(int step, IStateWriter state)
    {
        if (step % _period != 0)
        {
            return;
        }

        for (int field = 0; field < _variables.Length; field++)
        {
            _stimulus.Present(step / _period, _seed, field, _slice.Begin, _values);
            if (_mask is not null)
            {
                KeepOthers(_variables[field], state);
            }

            string name = _stimulus.Fields[field];
            if (_population.Model.FindRefused(name, _values) is (int index, string rule))
            {
                throw StateFault.Stimulus(_population, name, _slice.Begin + index, _values[index], step, rule);
            }

            state.WriteState(_variables[field], _values);
        }
    }

    private void KeepOthers(int variable, IStateWriter state)
    {
        state.ReadState(variable, _others);
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = _mask![i] != 0 ? _values[i] : _others[i];
        }
    }
}

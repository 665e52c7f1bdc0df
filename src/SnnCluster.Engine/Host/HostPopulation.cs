using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Host;

/// <summary>What a population needs besides its model: where it lies, what it gets and what it gives.</summary>
/// <param name="Index">Number of the population.</param>
/// <param name="Description">What the user wrote.</param>
/// <param name="Slice">The partition's neurons.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="DtMs">Length of a step [ms].</param>
/// <param name="Receptors">Its receptors.</param>
/// <param name="Histories">Histories that plastic projections onto it need.</param>
/// <param name="Queue">Where its spikes wait for their delay to pass.</param>
/// <param name="StateVariables">Names of its state variables, those of its inputs last.</param>
/// <param name="Inputs">Input of its neurons that comes from no synapse.</param>
/// <param name="Stimuli">What sets state of its neurons from outside.</param>
internal sealed record HostPopulationParts(
    int Index,
    PopulationDescription Description,
    Slice Slice,
    ulong Seed,
    double DtMs,
    HostReceptor[] Receptors,
    TargetHistory[] Histories,
    SpikeQueue Queue,
    IReadOnlyList<string> StateVariables,
    HostInput[] Inputs,
    StimulusPresenter[] Stimuli);

/// <summary>A partition's neurons of one population.</summary>
internal abstract unsafe class HostPopulation : IStateWriter, IDisposable
{
    private readonly NativeArray<long> _spikeCounts;
    private readonly int _ofModels;
    private readonly HostElements? _elements;
    private int _spikesInStep;

    protected HostPopulation(HostPopulationParts parts)
    {
        Parts = parts;
        _spikeCounts = new NativeArray<long>(parts.Slice.Count);
        _elements = parts.Description.Elements is SynapticElements elements ? new HostElements(elements, parts.Slice.Count, parts.DtMs) : null;
        Own = Model.Networks.StateVariables.Of(parts.Description).Count;
        _ofModels = Own - (_elements?.Variables ?? 0);
        HotMethods.Prepare(GetType());
    }

    public HostPopulationParts Parts { get; }

    public IReadOnlyList<string> StateVariables => Parts.StateVariables;

    public ReadOnlySpan<long> SpikeCounts => _spikeCounts.Span;

    public ReadOnlySpan<int> Spikes(int step) => Parts.Queue.At(step)[.._spikesInStep];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Step(int step)
    {
        Now = step;
        foreach (StimulusPresenter stimulus in Parts.Stimuli)
        {
            stimulus.Present(step, this);
        }

        foreach (HostInput input in Parts.Inputs)
        {
            input.Add(step);
        }

        foreach (HostReceptor receptor in Parts.Receptors)
        {
            receptor.Open(step);
        }

        int* spikes = Parts.Queue.Begin(step, Parts.Slice.Count);
        _spikesInStep = Update(step, spikes);
        Now = step + 1;
        Parts.Queue.End(step, _spikesInStep);
        foreach (HostReceptor receptor in Parts.Receptors)
        {
            receptor.Close(step);
        }

        int begin = Parts.Slice.Begin;
        for (int i = 0; i < _spikesInStep; i++)
        {
            _spikeCounts[spikes[i] - begin]++;
        }

        if (_elements is not null)
        {
            for (int i = 0; i < _spikesInStep; i++)
            {
                _elements.Spike(spikes[i] - begin);
            }

            _elements.EndStep(step);
        }

        foreach (TargetHistory history in Parts.Histories)
        {
            ReadOnlySpan<int> arrived = history.DelaySteps == 0
                ? new ReadOnlySpan<int>(spikes, _spikesInStep)
                : Parts.Queue.At(step - history.DelaySteps);
            if (arrived.Length > 0)
            {
                history.Push(arrived, begin, step);
            }

            history.EndStep(step);
        }
    }

    /// <summary>Its state before a step.</summary>
    public PopulationSnapshot Capture(int step, int longestDelaySteps) => new()
    {
        Size = Parts.Description.Size,
        States = [.. StateVariables.Select((_, variable) => ReadState(variable))],
        SpikeCounts = SpikeCounts.ToArray(),
        Histories = [.. Parts.Histories.Select(history => history.Capture())],
        Inputs = [.. Parts.Receptors.Select(receptor => receptor.Capture(step, Parts.Slice))],
        Spikes = SnapshotSpikes.Capture(
            Parts.Slice, step, longestDelaySteps, spikeStep => Parts.Queue.At(spikeStep).ToArray()),
    };

    /// <summary>Takes over a state before a step.</summary>
    public void Restore(PopulationSnapshot from, int step)
    {
        Now = step;
        GoTo(step);
        for (int variable = 0; variable < from.States.Count; variable++)
        {
            WriteState(variable, from.States[variable]);
        }

        from.SpikeCounts.CopyTo(_spikeCounts.Span);
        for (int i = 0; i < from.Histories.Count; i++)
        {
            Parts.Histories[i].Restore(from.Histories[i], step);
        }

        for (int i = 0; i < from.Inputs.Count; i++)
        {
            Parts.Receptors[i].Restore(from.Inputs[i], step, Parts.Slice);
        }

        SnapshotSpikes.ForEachStep(from.Spikes, Parts.Queue.Append);
    }

    public void ReadState(int variable, Span<float> values, int first = 0)
    {
        if (variable < _ofModels)
        {
            ReadOwnState(variable, values, first);
        }
        else if (variable < Own)
        {
            _elements![variable - _ofModels].Slice(first, values.Length).CopyTo(values);
        }
        else
        {
            (HostInput input, int field) = InputOf(variable);
            input.ReadState(field, values, first);
        }
    }

    public void WriteState(int variable, ReadOnlySpan<float> values)
    {
        if (variable < _ofModels)
        {
            WriteOwnState(variable, values);
        }
        else if (variable < Own)
        {
            values.CopyTo(_elements![variable - _ofModels]);
        }
        else
        {
            (HostInput input, int field) = InputOf(variable);
            input.WriteState(field, values);
        }
    }

    /// <summary>Looks at all state after so many steps.</summary>
    /// <exception cref="SimulationException">A state variable is not a number.</exception>
    public void CheckState(int steps)
    {
        if (HoldsNumbersAlone() && _elements?.HoldNumbersAlone != false)
        {
            return;
        }

        for (int variable = 0; variable < Own; variable++)
        {
            int neuron = Array.FindIndex(ReadState(variable), float.IsNaN);
            if (neuron >= 0)
            {
                throw StateFault.NoNumber(Parts.Description, variable, Parts.Slice.Begin + neuron, steps);
            }
        }
    }

    public void Dispose()
    {
        Free();
        _spikeCounts.Dispose();
        Parts.Queue.Dispose();
        foreach (HostReceptor receptor in Parts.Receptors)
        {
            receptor.Dispose();
        }

        foreach (TargetHistory history in Parts.Histories)
        {
            history.Dispose();
        }

        Array.ForEach(Parts.Inputs, input => input.Dispose());
    }

    /// <summary>State variables of the population itself, those of inputs not counted.</summary>
    protected int Own { get; }

    /// <summary>The step that state is read and written before.</summary>
    protected int Now { get; private set; }

    /// <summary>Advances all neurons; writes the global ids of those that spike, ascending, and returns how many.</summary>
    protected abstract int Update(int step, int* spikes);

    protected abstract void ReadOwnState(int variable, Span<float> values, int first);

    protected abstract void WriteOwnState(int variable, ReadOnlySpan<float> values);

    /// <summary>Whether all state, that of neurons that only fill the last lane included, is numbers.</summary>
    protected abstract bool HoldsNumbersAlone();

    protected abstract void Free();

    /// <summary>Tells that all own state is about to be written as it is before a step, which need not follow the last one.</summary>
    protected virtual void GoTo(int step)
    {
    }

    /// <summary>Sets one parameter that neurons have each for themselves.</summary>
    protected abstract void WriteParameter(int parameter, ReadOnlySpan<float> values);

    /// <summary>Sets state and parameters to what they are at the start.</summary>
    protected void Initialise()
    {
        var values = new float[Parts.Slice.Count];
        for (int variable = 0; variable < Own; variable++)
        {
            InitialState.Fill(Parts.Description, Parts.DtMs, variable, Parts.Seed, Parts.Index, Parts.Slice.Begin, values);
            WriteState(variable, values);
        }

        int parameters = StateLayout.ParameterNames(Parts.Description.Model.ModelType).Count;
        for (int parameter = 0; parameter < parameters; parameter++)
        {
            InitialState.FillParameter(Parts.Description, Parts.DtMs, parameter, Parts.Seed, Parts.Index, Parts.Slice.Begin, values);
            WriteParameter(parameter, values);
        }
    }

    private (HostInput Input, int Field) InputOf(int variable)
    {
        int field = variable - Own;
        foreach (HostInput input in Parts.Inputs)
        {
            if (field < input.Plan.Fields.Count)
            {
                return (input, field);
            }

            field -= input.Plan.Fields.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(variable));
    }

    private float[] ReadState(int variable)
    {
        var values = new float[Parts.Slice.Count];
        ReadState(variable, values);
        return values;
    }
}

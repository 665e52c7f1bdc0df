using System.Numerics;
using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;
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
            Parts.Receptors[i].Restore(from.Inputs[i], Parts.Slice);
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

    /// <summary>Advances all neurons; writes the global ids of those that spike, ascending, and returns how many.</summary>
    protected abstract int Update(int step, int* spikes);

    protected abstract void ReadOwnState(int variable, Span<float> values, int first);

    protected abstract void WriteOwnState(int variable, ReadOnlySpan<float> values);

    /// <summary>Whether all state, that of neurons that only fill the last lane included, is numbers.</summary>
    protected abstract bool HoldsNumbersAlone();

    protected abstract void Free();

    // A value equals itself unless it is not a number.
    protected static bool AreNumbers(float* values, long count)
    {
        long i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.Load(values + i);
            if (!Vector.EqualsAll(value, value))
            {
                return false;
            }
        }

        for (; i < count; i++)
        {
            if (float.IsNaN(values[i]))
            {
                return false;
            }
        }

        return true;
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

/// <summary>
/// The neurons of one model with one chain of receptors on one lane: stored as blocks of one lane, so that a block's
/// state is a few vector registers.
/// </summary>
internal sealed unsafe class HostPopulation<T, TNeuron, TConstants, TChain, TChainConstants> : HostPopulation
    where T : unmanaged, ILane<T>
    where TNeuron : unmanaged, INeuronModel<T, TConstants>
    where TConstants : unmanaged
    where TChain : unmanaged, IReceptorChain<T, TChainConstants>
    where TChainConstants : unmanaged
{
    private readonly NativeArray<TNeuron> _neurons;
    private readonly NativeArray<TChain> _chains;
    private readonly TConstants _constants;
    private readonly TChainConstants _chainConstants;
    private readonly NativeArray<nint> _arrived;
    private readonly RandomKey _key;
    private readonly float _largestConductance;

    // Fields of a neuron's struct that are state; parameters follow.
    private readonly int _stateFields;

    public HostPopulation(TConstants constants, TChainConstants chainConstants, HostPopulationParts parts)
        : base(parts)
    {
        _constants = constants;
        _chainConstants = chainConstants;
        _key = RandomKey.For(parts.Seed, RandomPurpose.NeuronUpdate, parts.Index);
        _largestConductance = (float)parts.Description.Model.LargestConductance(parts.DtMs);
        int blocks = (parts.Slice.Count + T.Width - 1) / T.Width;
        _neurons = new NativeArray<TNeuron>(blocks);
        _chains = new NativeArray<TChain>(blocks);
        _arrived = new NativeArray<nint>(parts.Receptors.Length);
        for (int i = 0; i < parts.Receptors.Length; i++)
        {
            _arrived[i] = (nint)parts.Receptors[i].Arrived;
        }

        int parameters = StateLayout.ParameterNames(parts.Description.Model.ModelType).Count;
        _stateFields = (sizeof(TNeuron) / sizeof(T)) - parameters;
        var values = new float[parts.Slice.Count];
        for (int variable = 0; variable < Own; variable++)
        {
            InitialState.Fill(parts.Description, parts.DtMs, variable, parts.Seed, parts.Index, parts.Slice.Begin, values);
            WriteState(variable, values);
        }

        for (int parameter = 0; parameter < parameters; parameter++)
        {
            InitialState.FillParameter(
                parts.Description, parts.DtMs, parameter, parts.Seed, parts.Index, parts.Slice.Begin, values);
            WriteField(ofNeuron: true, _stateFields + parameter, values);
        }
    }

    protected override void ReadOwnState(int variable, Span<float> values, int first)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = variable < _stateFields
                ? *Address(ofNeuron: true, variable, first + i)
                : *Address(ofNeuron: false, variable - _stateFields, first + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void WriteOwnState(int variable, ReadOnlySpan<float> values)
    {
        bool ofNeuron = variable < _stateFields;
        WriteField(ofNeuron, ofNeuron ? variable : variable - _stateFields, values);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteField(bool ofNeuron, int field, ReadOnlySpan<float> values)
    {
        int whole = values.Length / T.Width * T.Width;
        for (int i = 0; i < whole; i += T.Width)
        {
            values.Slice(i, T.Width).CopyTo(new Span<float>(Address(ofNeuron, field, i), T.Width));
        }

        // Neurons that only fill the last lane copy the last real one, so that they cost no more than it does.
        for (int i = whole; values.Length > 0 && i < _neurons.Length * T.Width; i++)
        {
            *Address(ofNeuron, field, i) = values[Math.Min(i, values.Length - 1)];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override int Update(int step, int* spikes)
    {
        TNeuron* neurons = _neurons.Pointer;
        TChain* chains = _chains.Pointer;
        TConstants constants = _constants;
        TChainConstants chainConstants = _chainConstants;
        var arrived = new ArrivedInput((float**)_arrived.Pointer);
        int begin = Parts.Slice.Begin;
        int count = Parts.Slice.Count;
        int blocks = (count + T.Width - 1) / T.Width;
        int spikeCount = 0;
        int overloaded = -1;
        T largestConductance = T.Of(_largestConductance);
        for (int block = 0; block < blocks; block++)
        {
            arrived.First = block * T.Width;

            // By reference: a model's step then moves only the fields that it uses.
            ref TNeuron neuron = ref neurons[block];
            SynapticInput<T> input = new(T.Of(0f), T.Of(0f));
            if (TChain.HasReceptors)
            {
                input = chains[block].Step(in arrived, 0, neuron.MembranePotential, in chainConstants);
            }

            Mask<T> spike = neuron.Step(input, in constants, new NeuronStep(_key, step, begin + arrived.First));

            // Both are rare: one branch for either costs less than one for each, and a call would spill registers.
            uint bits = T.Bits(TChain.HasReceptors ? spike | (input.Conductance > largestConductance) : spike);
            if (bits != 0)
            {
                int valid = count - arrived.First;
                uint real = valid >= T.Width ? uint.MaxValue : (1u << valid) - 1;
                if (TChain.HasReceptors)
                {
                    bits = T.Bits(spike);
                    uint tooLarge = T.Bits(input.Conductance > largestConductance) & real;
                    overloaded = tooLarge != 0 && overloaded < 0
                        ? arrived.First + BitOperations.TrailingZeroCount(tooLarge)
                        : overloaded;
                }

                bits &= real;
                for (; bits != 0; bits &= bits - 1)
                {
                    spikes[spikeCount++] = begin + arrived.First + BitOperations.TrailingZeroCount(bits);
                }
            }
        }

        if (overloaded >= 0)
        {
            throw StateFault.Conductance(Parts.Description, Parts.DtMs, begin + overloaded, step);
        }

        return spikeCount;
    }

    protected override bool HoldsNumbersAlone() =>
        AreNumbers((float*)_neurons.Pointer, _neurons.Length * (sizeof(TNeuron) / sizeof(float)))
        && (!TChain.HasReceptors
            || AreNumbers((float*)_chains.Pointer, _chains.Length * (sizeof(TChain) / sizeof(float))));

    protected override void Free()
    {
        _neurons.Dispose();
        _chains.Dispose();
        _arrived.Dispose();
    }

    private float* Address(bool ofNeuron, int field, int neuron)
    {
        int block = neuron / T.Width;
        T* lanes = ofNeuron ? (T*)(_neurons.Pointer + block) : (T*)(_chains.Pointer + block);
        return (float*)(lanes + field) + (neuron % T.Width);
    }

    private struct ArrivedInput(float** receptors) : IArrived<T>
    {
        public int First;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly T Read(int receptor) => *(T*)(receptors[receptor] + First);
    }
}

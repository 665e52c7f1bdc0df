using System.Numerics;
using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Neurons;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;

namespace SnnCluster.Engine.Host;

/// <summary>
/// Neurons of one model without receptors on one lane. What they do depends on nothing but themselves and on stimuli, whose steps are known:
/// so they are computed for many steps at once, with their state in registers, and their spikes wait in a list for each step. State is kept
/// as it was before these steps and as it is after them; whoever looks in between has them computed once more up to there.
/// </summary>
internal sealed unsafe class HostSources<T, TNeuron, TConstants, TParts> : HostPopulation
    where T : unmanaged, ILane<T>
    where TNeuron : unmanaged, INeuronModel<T, TConstants>
    where TConstants : unmanaged
    where TParts : struct, IStepParts<T, TNeuron, TConstants>
{
    // Steps that are computed at once begin at a multiple of this, so that all partitions compute them in the same step and none waits for another.
    private const int MostSteps = 32;

    // Blocks that are computed beside each other: each step waits for the one before it, so a single one leaves the processor idle.
    private const int BlocksAtOnce = 4;

    private readonly TConstants _constants;
    private readonly RandomKey _key;
    private readonly int _stateFields;
    private readonly NativeArray<FoundSpike> _found = new(1024);
    private readonly NativeArray<int> _ids = new(1024);
    private readonly int[] _ends = new int[MostSteps];

    // State before the step _at, and state before the step _end, where that lies behind it.
    private LaneBlocks<T, TNeuron> _neurons;
    private LaneBlocks<T, TNeuron> _ahead;
    private int _at;
    private int _end;

    // The step of the first list of spikes.
    private int _first;
    private int _spikesFound;

    public HostSources(TConstants constants, HostPopulationParts parts)
        : base(parts)
    {
        _constants = constants;
        _key = RandomKey.For(parts.Seed, RandomPurpose.NeuronUpdate, parts.Index);
        _neurons = new LaneBlocks<T, TNeuron>(parts.Slice.Count, BlocksAtOnce);
        _ahead = new LaneBlocks<T, TNeuron>(parts.Slice.Count, BlocksAtOnce);
        _stateFields = LaneBlocks<T, TNeuron>.Fields - StateLayout.ParameterNames(parts.Description.Model.ModelType).Count;
        Initialise();
    }

    protected override void ReadOwnState(int variable, Span<float> values, int first)
    {
        ComeTo(Now);
        _neurons.Read(variable, values, first);
    }

    protected override void WriteOwnState(int variable, ReadOnlySpan<float> values) => Write(variable, values);

    protected override void WriteParameter(int parameter, ReadOnlySpan<float> values) => Write(_stateFields + parameter, values);

    protected override void GoTo(int step) => _at = _end = step;

    protected override int Update(int step, int* spikes)
    {
        if (step >= _end)
        {
            ComeTo(step);
            ComputeFrom(step);
        }

        int list = step - _first;
        int begin = list == 0 ? 0 : _ends[list - 1];
        int count = _ends[list] - begin;
        Unsafe.CopyBlockUnaligned(spikes, _ids.Pointer + begin, (uint)count * sizeof(int));
        return count;
    }

    protected override bool HoldsNumbersAlone()
    {
        ComeTo(Now);
        return _neurons.HoldNumbersAlone;
    }

    protected override void Free()
    {
        _neurons.Dispose();
        _ahead.Dispose();
        _found.Dispose();
        _ids.Dispose();
    }

    private void Write(int field, ReadOnlySpan<float> values)
    {
        ComeTo(Now);
        _neurons.Write(field, values);
        _end = _at;
    }

    // Has state as it is before a step.
    private void ComeTo(int step)
    {
        if (step == _end)
        {
            if (_at != _end)
            {
                (_neurons, _ahead) = (_ahead, _neurons);
            }
        }
        else if (step > _at)
        {
            Advance(_neurons.Pointer, _neurons.Pointer, _at, step - _at);
        }

        _at = step;
    }

    private void ComputeFrom(int step)
    {
        int steps = MostSteps - (step % MostSteps);
        foreach (StimulusPresenter stimulus in Parts.Stimuli)
        {
            steps = Math.Min(steps, stimulus.StepsToNext(step));
        }

        int found = Advance(_neurons.Pointer, _ahead.Pointer, step, steps);
        _first = step;
        _end = step + steps;

        // They were found neuron by neuron: those of each step, in that order.
        _ids.EnsureCapacity(found);
        Span<int> ends = _ends.AsSpan(0, steps);
        ends.Clear();
        for (int i = 0; i < found; i++)
        {
            ends[_found[i].Step]++;
        }

        for (int total = 0, s = 0; s < steps; s++)
        {
            (ends[s], total) = (total, total + ends[s]);
        }

        for (int i = 0; i < found; i++)
        {
            _ids[ends[_found[i].Step]++] = _found[i].Neuron;
        }
    }

    /// <summary>Advances all neurons by some steps; notes spikes, and returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Advance(TNeuron* from, TNeuron* to, int step, int steps)
    {
        TConstants constants = _constants;
        RandomKey key = _key;
        int begin = Parts.Slice.Begin;
        int blocks = _neurons.Count;
        _spikesFound = 0;
        Mask<T>* due = stackalloc Mask<T>[BlocksAtOnce];
        for (int block = 0; block < blocks; block += BlocksAtOnce)
        {
            int first = begin + (block * T.Width);
            TNeuron a = from[block];
            TNeuron b = from[block + 1];
            TNeuron c = from[block + 2];
            TNeuron d = from[block + 3];
            for (int s = 0; ; s++)
            {
                // No call within: it would have all state go to memory in each step.
                for (; s < steps; s++)
                {
                    Mask<T> ofA = TParts.Advance(ref a, in constants, new NeuronStep(key, step + s, first));
                    Mask<T> ofB = TParts.Advance(ref b, in constants, new NeuronStep(key, step + s, first + T.Width));
                    Mask<T> ofC = TParts.Advance(ref c, in constants, new NeuronStep(key, step + s, first + (2 * T.Width)));
                    Mask<T> ofD = TParts.Advance(ref d, in constants, new NeuronStep(key, step + s, first + (3 * T.Width)));
                    if ((ofA | ofB | ofC | ofD).Any)
                    {
                        (due[0], due[1], due[2], due[3]) = (ofA, ofB, ofC, ofD);
                        break;
                    }
                }

                to[block] = a;
                to[block + 1] = b;
                to[block + 2] = c;
                to[block + 3] = d;
                if (s == steps)
                {
                    break;
                }

                Spike(to + block, due, block, step, s);
                a = to[block];
                b = to[block + 1];
                c = to[block + 2];
                d = to[block + 3];
            }
        }

        return _spikesFound;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Spike(TNeuron* neurons, Mask<T>* due, int block, int step, int s)
    {
        _found.EnsureCapacity(_spikesFound + (BlocksAtOnce * T.Width));
        for (int i = 0; i < BlocksAtOnce; i++)
        {
            if (due[i].Any)
            {
                int first = (block + i) * T.Width;
                int valid = Parts.Slice.Count - first;
                Mask<T> spike = TParts.Spike(ref neurons[i], due[i], new NeuronStep(_key, step + s, Parts.Slice.Begin + first));
                uint bits = T.Bits(spike) & (valid >= T.Width ? uint.MaxValue : (1u << Math.Max(valid, 0)) - 1);
                for (; bits != 0; bits &= bits - 1)
                {
                    _found[_spikesFound++] = new FoundSpike(s, Parts.Slice.Begin + first + BitOperations.TrailingZeroCount(bits));
                }
            }
        }
    }

    private readonly record struct FoundSpike(int Step, int Neuron);
}

/// <summary>A step of a model in two parts: one for every step, and one for those in which neurons are due to spike.</summary>
internal interface IStepParts<T, TNeuron, TConstants>
    where T : unmanaged, ILane<T>
    where TNeuron : unmanaged
    where TConstants : unmanaged
{
    static abstract Mask<T> Advance(ref TNeuron neuron, in TConstants constants, in NeuronStep step);

    static abstract Mask<T> Spike(ref TNeuron neuron, Mask<T> due, in NeuronStep step);
}

/// <summary>A model whose first part is the whole step.</summary>
internal readonly struct WholeStep<T, TNeuron, TConstants> : IStepParts<T, TNeuron, TConstants>
    where T : unmanaged, ILane<T>
    where TNeuron : unmanaged, INeuronModel<T, TConstants>
    where TConstants : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<T> Advance(ref TNeuron neuron, in TConstants constants, in NeuronStep step) =>
        neuron.Step(new SynapticInput<T>(T.Of(0f), T.Of(0f)), in constants, in step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<T> Spike(ref TNeuron neuron, Mask<T> due, in NeuronStep step) => due;
}

/// <summary>A model that has two parts of its own.</summary>
internal readonly struct SpontaneousStep<T, TNeuron, TConstants> : IStepParts<T, TNeuron, TConstants>
    where T : unmanaged, ILane<T>
    where TNeuron : unmanaged, ISpontaneousModel<T, TConstants>
    where TConstants : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<T> Advance(ref TNeuron neuron, in TConstants constants, in NeuronStep step) => neuron.Advance(in constants);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<T> Spike(ref TNeuron neuron, Mask<T> due, in NeuronStep step) => neuron.Spike(due, in step);
}

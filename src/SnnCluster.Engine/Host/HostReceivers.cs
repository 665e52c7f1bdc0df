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
/// The neurons of one model with one chain of receptors on one lane: stored as blocks of one lane, so that a block's
/// state is a few vector registers.
/// </summary>
internal sealed unsafe class HostReceivers<T, TNeuron, TConstants, TChain, TChainConstants> : HostPopulation
    where T : unmanaged, ILane<T>
    where TNeuron : unmanaged, INeuronModel<T, TConstants>
    where TConstants : unmanaged
    where TChain : unmanaged, IReceptorChain<T, TChainConstants>
    where TChainConstants : unmanaged
{
    private readonly LaneBlocks<T, TNeuron> _neurons;
    private readonly LaneBlocks<T, TChain> _chains;
    private readonly TConstants _constants;
    private readonly TChainConstants _chainConstants;
    private readonly NativeArray<nint> _arrived;
    private readonly RandomKey _key;
    private readonly float _largestConductance;

    // Fields of a neuron's struct that are state; parameters follow.
    private readonly int _stateFields;

    public HostReceivers(TConstants constants, TChainConstants chainConstants, HostPopulationParts parts)
        : base(parts)
    {
        _constants = constants;
        _chainConstants = chainConstants;
        _key = RandomKey.For(parts.Seed, RandomPurpose.NeuronUpdate, parts.Index);
        _largestConductance = (float)parts.Description.Model.LargestConductance(parts.DtMs);
        _neurons = new LaneBlocks<T, TNeuron>(parts.Slice.Count);
        _chains = new LaneBlocks<T, TChain>(parts.Slice.Count);
        _arrived = new NativeArray<nint>(parts.Receptors.Length);
        for (int i = 0; i < parts.Receptors.Length; i++)
        {
            _arrived[i] = (nint)parts.Receptors[i].Arrived;
        }

        _stateFields = LaneBlocks<T, TNeuron>.Fields - StateLayout.ParameterNames(parts.Description.Model.ModelType).Count;
        Initialise();
    }

    protected override void ReadOwnState(int variable, Span<float> values, int first)
    {
        if (variable < _stateFields)
        {
            _neurons.Read(variable, values, first);
        }
        else
        {
            _chains.Read(variable - _stateFields, values, first);
        }
    }

    protected override void WriteOwnState(int variable, ReadOnlySpan<float> values)
    {
        if (variable < _stateFields)
        {
            _neurons.Write(variable, values);
        }
        else
        {
            _chains.Write(variable - _stateFields, values);
        }
    }

    protected override void WriteParameter(int parameter, ReadOnlySpan<float> values) => _neurons.Write(_stateFields + parameter, values);

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
        int blocks = _neurons.Count;
        int spikeCount = 0;
        int overloaded = -1;
        T largestConductance = T.Of(_largestConductance);
        for (int block = 0; block < blocks; block++)
        {
            arrived.First = block * T.Width;

            // By reference: a model's step then moves only the fields that it uses.
            ref TNeuron neuron = ref neurons[block];
            SynapticInput<T> input = chains[block].Step(in arrived, 0, neuron.MembranePotential, in chainConstants);
            Mask<T> spike = neuron.Step(input, in constants, new NeuronStep(_key, step, begin + arrived.First));

            // Both are rare: one branch for either costs less than one for each, and a call would spill registers.
            uint bits = T.Bits(spike | (input.Conductance > largestConductance));
            if (bits != 0)
            {
                int valid = count - arrived.First;
                uint real = valid >= T.Width ? uint.MaxValue : (1u << valid) - 1;
                uint tooLarge = T.Bits(input.Conductance > largestConductance) & real;
                overloaded = tooLarge != 0 && overloaded < 0
                    ? arrived.First + BitOperations.TrailingZeroCount(tooLarge)
                    : overloaded;
                bits = T.Bits(spike) & real;
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

    protected override bool HoldsNumbersAlone() => _neurons.HoldNumbersAlone && _chains.HoldNumbersAlone;

    protected override void Free()
    {
        _neurons.Dispose();
        _chains.Dispose();
        _arrived.Dispose();
    }

    private struct ArrivedInput(float** receptors) : IArrived<T>
    {
        public int First;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly T Read(int receptor) => *(T*)(receptors[receptor] + First);
    }
}

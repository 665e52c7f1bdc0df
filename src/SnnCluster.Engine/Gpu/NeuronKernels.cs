// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Engine.Neurons;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Gpu;

/// <summary>What the neuron update needs.</summary>
internal struct NeuronArguments<TNeuron, TConstants, TChain, TChainConstants>
    where TNeuron : unmanaged
    where TConstants : unmanaged
    where TChain : unmanaged
    where TChainConstants : unmanaged
{
    public ArrayView<TNeuron> Neurons;
    public ArrayView<TChain> Chains;
    public TConstants Constants;
    public TChainConstants ChainConstants;

    /// <summary>Input of all receptors.</summary>
    public SumsView Sums;
    public ArrayView<float> InverseScales;

    /// <summary>Where its spikes go.</summary>
    public SpikeQueueView Queue;

    /// <summary>Spikes of each neuron since the start.</summary>
    public ArrayView<long> SpikeCounts;

    /// <summary>The most conductance that a neuron bears, and where more of it is noted.</summary>
    public float LargestConductance;
    public FaultView Faults;
    public RandomKey Key;
    public StepView Step;

    /// <summary>Global id of the first neuron.</summary>
    public int Begin;

    /// <summary>Number of neurons.</summary>
    public int Count;
}

/// <summary>Reads what arrived at one neuron, and clears it for the step that next uses this slot of the ring.</summary>
internal struct DeviceArrived : IArrived<ScalarLane>
{
    public ArrayView<long> Sums;
    public ArrayView<float> InverseScales;
    public int Neurons;

    /// <summary>The sum of the neuron at the first receptor.</summary>
    public long First;

    public readonly ScalarLane Read(int receptor)
    {
        long at = First + ((long)receptor * Neurons);
        long sum = Sums[at];
        if (sum != 0)
        {
            Sums[at] = 0;
        }

        return ScalarLane.Of(FixedPoint.ToSum(sum, InverseScales[receptor]));
    }
}

/// <summary>The neuron update of one model with one chain of receptors: one thread per neuron.</summary>
internal static class NeuronKernel<TNeuron, TConstants, TChain, TChainConstants>
    where TNeuron : unmanaged, INeuronModel<ScalarLane, TConstants>
    where TConstants : unmanaged
    where TChain : unmanaged, IReceptorChain<ScalarLane, TChainConstants>
    where TChainConstants : unmanaged
{
    public static void Update(NeuronArguments<TNeuron, TConstants, TChain, TChainConstants> a)
    {
        int thread = Grid.GlobalIndex.X;
        int step = a.Step.Number;
        if (thread == 0)
        {
            // The ring is one step longer than the longest delay: nobody reads the next step's old list any more.
            a.Queue.Counts[a.Queue.SlotOf(step + 1)] = 0;
        }

        long sums = a.Sums.First(step);
        int slot = a.Queue.SlotOf(step);

        int threads = Grid.DimX * Group.DimX;
        for (int i = thread; i < a.Count; i += threads)
        {
            TNeuron neuron = a.Neurons[i];
            SynapticInput<ScalarLane> input = new(ScalarLane.Of(0f), ScalarLane.Of(0f));
            if (TChain.HasReceptors)
            {
                TChain chain = a.Chains[i];
                var arrived = new DeviceArrived
                {
                    Sums = a.Sums.Sums,
                    InverseScales = a.InverseScales,
                    Neurons = a.Count,
                    First = sums + i,
                };
                input = chain.Step(in arrived, 0, neuron.MembranePotential, in a.ChainConstants);
                a.Chains[i] = chain;
                if (input.Conductance.Value > a.LargestConductance)
                {
                    a.Faults.Note(step, i);
                }
            }

            Mask<ScalarLane> spike = neuron.Step(input, in a.Constants, new NeuronStep(a.Key, step, a.Begin + i));
            a.Neurons[i] = neuron;
            if (ScalarLane.Bits(spike) != 0)
            {
                a.Queue.Lists[((long)slot * a.Queue.Room) + Atomic.Add(ref a.Queue.Counts[slot], 1)] = a.Begin + i;
                a.SpikeCounts[i] += 1;
            }
        }
    }
}

/// <summary>What setting one state variable needs.</summary>
internal struct SetStateArguments
{
    public ArrayView<float> State;
    public ArrayView<float> Values;
    public int Fields;
    public int Field;
    public int Count;
}

/// <summary>Sets one field of every neuron's struct.</summary>
internal static class SetStateKernel
{
    public static void Set(SetStateArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        for (int i = Grid.GlobalIndex.X; i < a.Count; i += threads)
        {
            a.State[((long)i * a.Fields) + a.Field] = a.Values[i];
        }
    }
}

/// <summary>What a look at all state needs.</summary>
internal struct CheckStateArguments
{
    /// <summary>State of neurons or of receptor chains, struct after struct.</summary>
    public ArrayView<float> State;

    /// <summary>Fields of a struct, how many of them are looked at, and the number of the first among all state variables.</summary>
    public int Fields;
    public int Looked;
    public int FirstVariable;

    /// <summary>Number of state variables.</summary>
    public int Variables;

    /// <summary>Number of neurons.</summary>
    public int Count;

    /// <summary>Steps done.</summary>
    public int Steps;
    public FaultView Faults;
}

/// <summary>Notes state variables that are not numbers.</summary>
internal static class CheckStateKernel
{
    public static void Check(CheckStateArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        for (int i = Grid.GlobalIndex.X; i < a.Count; i += threads)
        {
            for (int field = 0; field < a.Looked; field++)
            {
                if (float.IsNaN(a.State[((long)i * a.Fields) + field]))
                {
                    a.Faults.Note(a.Steps, (i * a.Variables) + a.FirstVariable + field);
                }
            }
        }
    }
}

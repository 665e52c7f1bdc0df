// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;

namespace SnnCluster.Learning.Gpu;

/// <summary>
/// What kernels see of the spikes of a layer or of the input, over the examples that pass together: one bit each, twice.
/// Bits, not lists, because setting bits gives the same whatever the order of threads, and because walking them is in
/// the order of neurons or of steps, so that sums are, too.
/// </summary>
internal struct SpikeView
{
    /// <summary>By example, step, then neuron: 32 neurons to a word. What delivery walks.</summary>
    public ArrayView<uint> ByStep;

    /// <summary>By example, 32 steps, then neuron: 32 steps to a word. What the gradient walks.</summary>
    public ArrayView<uint> ByNeuron;
    public int Neurons;
    public int Steps;

    /// <summary>Words of one step.</summary>
    public int NeuronWords;

    /// <summary>Words of one neuron.</summary>
    public int StepWords;

    public readonly void Set(int example, int step, int neuron)
    {
        Atomic.Or(ref ByStep[StepAt(example, step) + (neuron >> 5)], 1u << (neuron & 31));
        Atomic.Or(ref ByNeuron[NeuronAt(example, step >> 5, neuron)], 1u << (step & 31));
    }

    public readonly uint Spiked(int example, int step, int neuron) =>
        (ByStep[StepAt(example, step) + (neuron >> 5)] >> (neuron & 31)) & 1u;

    /// <summary>Where the words of a step begin.</summary>
    public readonly long StepAt(int example, int step) => (((long)example * Steps) + step) * NeuronWords;

    /// <summary>Where the word of a neuron and 32 steps is.</summary>
    public readonly long NeuronAt(int example, int word, int neuron) =>
        ((((long)example * StepWords) + word) * Neurons) + neuron;
}

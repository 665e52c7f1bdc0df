using SnnCluster.Engine.Gpu;

namespace SnnCluster.Learning.Gpu;

/// <summary>The spikes of a layer or of the input, over the examples that pass together.</summary>
internal sealed class GpuSpikes(GpuRuntime runtime, int neurons, int steps) : IDisposable
{
    private readonly int _neuronWords = (neurons + 31) / 32;
    private readonly int _stepWords = (steps + 31) / 32;
    private GpuArray<uint>? _byStep;
    private GpuArray<uint>? _byNeuron;

    public long BytesPerExample => sizeof(uint) * (((long)steps * _neuronWords) + ((long)_stepWords * neurons));

    public SpikeView View => new()
    {
        ByStep = _byStep!.View,
        ByNeuron = _byNeuron!.View,
        Neurons = neurons,
        Steps = steps,
        NeuronWords = _neuronWords,
        StepWords = _stepWords,
    };

    /// <summary>Makes room for so many examples.</summary>
    public void Allocate(int examples)
    {
        Dispose();
        _byStep = runtime.Allocate<uint>((long)examples * steps * _neuronWords);
        _byNeuron = runtime.Allocate<uint>((long)examples * _stepWords * neurons);
    }

    public void Clear()
    {
        _byStep!.Clear();
        _byNeuron!.Clear();
    }

    public void Dispose()
    {
        _byStep?.Dispose();
        _byNeuron?.Dispose();
    }
}

using SnnCluster.Engine.Gpu;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Gpu;

/// <summary>The input: brings the spikes and labels of examples to the device.</summary>
internal sealed class GpuInput : IDisposable
{
    private readonly GpuRuntime _runtime;
    private readonly GpuKernel<InputArguments> _set;
    private GpuArray<uint> _words;
    private GpuArray<int> _examples;
    private uint[] _hostWords = [];
    private int[] _hostExamples = [];

    public GpuInput(GpuRuntime runtime, int channels, int steps)
    {
        _runtime = runtime;
        Spikes = new GpuSpikes(runtime, channels, steps);
        _words = runtime.Allocate<uint>(0);
        _examples = runtime.Allocate<int>(0);
        _set = runtime.Load<InputArguments>("set input", InputKernel.Set);
    }

    public GpuSpikes Spikes { get; }

    /// <summary>Takes the spikes of examples.</summary>
    public void Load(SpikeExamples examples, ReadOnlySpan<int> chosen)
    {
        int count = Gather(examples, chosen);
        Spikes.Clear();
        _words.Upload(_hostWords.AsSpan(0, count));
        _examples.Upload(_hostExamples.AsSpan(0, count));
        _set.OverElements(count, new InputArguments
        {
            Words = _words.View,
            Examples = _examples.View,
            Spikes = Spikes.View,
            Count = count,
        });
    }

    public void Dispose()
    {
        Spikes.Dispose();
        _words.Dispose();
        _examples.Dispose();
    }

    private int Gather(SpikeExamples examples, ReadOnlySpan<int> chosen)
    {
        int needed = 0;
        foreach (int example in chosen)
        {
            needed = checked(needed + examples.Spikes(example).Length);
        }

        EnsureCapacity(needed);
        int count = 0;
        for (int i = 0; i < chosen.Length; i++)
        {
            foreach (Spike spike in examples.Spikes(chosen[i]))
            {
                _hostWords[count] = spike.Word;
                _hostExamples[count++] = i;
            }
        }

        return count;
    }

    private void EnsureCapacity(int needed)
    {
        if (needed <= _hostWords.Length)
        {
            return;
        }

        int capacity = (int)Math.Min(Array.MaxLength, needed + (needed / 2L));
        _hostWords = new uint[capacity];
        _hostExamples = new int[capacity];
        _words.Dispose();
        _examples.Dispose();
        _words = _runtime.Allocate<uint>(capacity);
        _examples = _runtime.Allocate<int>(capacity);
    }
}

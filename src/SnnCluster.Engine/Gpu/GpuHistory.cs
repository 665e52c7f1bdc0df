// Only kernels read these fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Engine.Gpu;

/// <summary>What kernels see of a <see cref="GpuHistory"/>.</summary>
internal struct HistoryView
{
    /// <summary>Last spike of each neuron; <see cref="GpuHistory.Never"/> before the first.</summary>
    public ArrayView<int> Last;

    /// <summary>Spikes of each neuron since the last sweep.</summary>
    public ArrayView<int> Counts;

    /// <summary>Their steps, ascending: <see cref="GpuHistory.Capacity"/> elements for each neuron.</summary>
    public ArrayView<int> Steps;

    /// <summary>Traces just after the last spike: for each time constant one per neuron.</summary>
    public ArrayView<float> Traces;

    /// <summary>Decay tables of all time constants.</summary>
    public ArrayView<float> Decay;

    /// <summary>Where each table begins, and the end of the last.</summary>
    public ArrayView<int> DecayBegins;

    /// <summary>The largest element of <see cref="Counts"/>, as one element.</summary>
    public ArrayView<int> LargestCount;

    /// <summary>Number of time constants; 0 where no projection onto the population is plastic.</summary>
    public int TimeConstants;

    /// <summary>Notes a spike of a neuron.</summary>
    public readonly void Push(int neuron, int neurons, int step)
    {
        int last = Last[neuron];
        for (int i = 0; i < TimeConstants; i++)
        {
            int begin = DecayBegins[i];
            uint lastIndex = (uint)(DecayBegins[i + 1] - begin - 1);
            long at = ((long)i * neurons) + neuron;
            Traces[at] = (Traces[at] * Decay[begin + (int)Math.Min((uint)(step - last), lastIndex)]) + 1f;
        }

        int count = Counts[neuron];
        Steps[((long)neuron * GpuHistory.Capacity) + count] = step;
        Counts[neuron] = count + 1;
        Last[neuron] = step;
        Atomic.Max(ref LargestCount[0], count + 1);
    }
}

/// <summary>
/// What lazy plasticity needs to know of the target neurons of a population: their spikes since the last sweep, and
/// traces for each time constant. After a sweep all rows hold all spikes so far, so the lists start again from nothing.
/// </summary>
/// <remarks>
/// No spike is ever lost, and the host need not look at the device in every step: a neuron spikes at most once a step,
/// so when the longest list holds m spikes, none can be full for another Capacity - m steps. Only then does the host
/// look again, and sweeps if more than half is used.
/// </remarks>
internal sealed class GpuHistory : IDisposable
{
    /// <summary>Spikes that a list holds.</summary>
    public const int Capacity = 32;

    /// <summary>Stands for a last spike that never was.</summary>
    public const int Never = -(1 << 30);

    private readonly GpuArray<int> _last;
    private readonly GpuArray<int> _counts;
    private readonly GpuArray<int> _steps;
    private readonly GpuArray<float> _traces;
    private readonly GpuArray<float> _decay;
    private readonly GpuArray<int> _decayBegins;
    private readonly GpuArray<int> _largestCount;
    private readonly double[] _timeConstants;
    private readonly int[] _begins;
    private readonly int _neurons;
    private int _nextLook = Capacity;

    public GpuHistory(GpuRuntime runtime, int neurons, double[] timeConstantsMs, double dtMs)
    {
        _neurons = timeConstantsMs.Length == 0 ? 0 : neurons;
        _timeConstants = timeConstantsMs;
        float[][] tables = [.. timeConstantsMs.Select(timeConstant => DecayTable.Create(timeConstant, dtMs))];
        _begins = new int[tables.Length + 1];
        for (int i = 0; i < tables.Length; i++)
        {
            _begins[i + 1] = _begins[i] + tables[i].Length;
        }

        _decay = runtime.Allocate<float>([.. tables.SelectMany(table => table)]);
        _decayBegins = runtime.Allocate<int>(_begins);
        var never = new int[_neurons];
        never.AsSpan().Fill(Never);
        _last = runtime.Allocate<int>(never);
        _counts = runtime.Allocate<int>(_neurons);
        _steps = runtime.Allocate<int>((long)_neurons * Capacity);
        _traces = runtime.Allocate<float>((long)_neurons * tables.Length);
        _largestCount = runtime.Allocate<int>(1);
    }

    public HistoryView View => new()
    {
        Last = _last.View,
        Counts = _counts.View,
        Steps = _steps.View,
        Traces = _traces.View,
        Decay = _decay.View,
        DecayBegins = _decayBegins.View,
        LargestCount = _largestCount.View,
        TimeConstants = _timeConstants.Length,
    };

    /// <summary>Traces of one time constant [ms] just after the last spikes.</summary>
    public ArrayView<float> Traces(double timeConstantMs) =>
        _traces.View.SubView((long)IndexOf(timeConstantMs) * _neurons, Math.Max(1, _neurons));

    /// <summary>The decay table of one time constant [ms].</summary>
    public ArrayView<float> Decay(double timeConstantMs)
    {
        int index = IndexOf(timeConstantMs);
        return _decay.View.SubView(_begins[index], _begins[index + 1] - _begins[index]);
    }

    /// <summary>Whether the host must look at the lists before the neurons of a step advance.</summary>
    public bool IsDue(int step) => _neurons > 0 && step >= _nextLook;

    /// <summary>Looks at the lists; says whether a sweep must come before the neurons of this step advance.</summary>
    public bool NeedsSweep(int step)
    {
        int largest = _largestCount.Download(0, 1)[0];
        _nextLook = step + Capacity - largest;
        return largest > Capacity / 2;
    }

    /// <summary>Tells that all rows are up to date through all spikes before a step.</summary>
    public void Swept(int step)
    {
        _counts.Clear();
        _largestCount.Clear();
        _nextLook = step + Capacity;
    }

    /// <summary>What rows that are all up to date need: for each time constant last spikes and traces.</summary>
    public HistorySnapshot[] Capture() =>
    [
        .. _timeConstants.Select((_, i) => new HistorySnapshot(
            _last.Download(0, _neurons), _traces.Download((long)i * _neurons, _neurons))),
    ];

    /// <summary>Takes over what <see cref="Capture"/> gave before a step.</summary>
    public void Restore(IReadOnlyList<HistorySnapshot> from, int step)
    {
        for (int i = 0; i < from.Count; i++)
        {
            _last.Upload(from[i].Last);
            _traces.Upload(from[i].Trace, (long)i * _neurons);
        }

        Swept(step);
    }

    public void Dispose()
    {
        _last.Dispose();
        _counts.Dispose();
        _steps.Dispose();
        _traces.Dispose();
        _decay.Dispose();
        _decayBegins.Dispose();
        _largestCount.Dispose();
    }

    private int IndexOf(double timeConstantMs) => Array.IndexOf(_timeConstants, timeConstantMs);
}

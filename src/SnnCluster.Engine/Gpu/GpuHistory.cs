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

    /// <summary>
    /// Steps of spikes since the last sweep, ascending: lists of <see cref="GpuHistory.Capacity"/> elements. The first are
    /// the neurons' own, by id; the others are the pool, which serves neurons whose own list is full.
    /// </summary>
    public ArrayView<int> Steps;

    /// <summary>Number of each neuron's newest list; 0 stands for its own.</summary>
    public ArrayView<int> Newest;

    /// <summary>Spikes in each neuron's newest list; the lists before it are full.</summary>
    public ArrayView<int> Counts;

    /// <summary>Number of the list that follows each list; 0 where none does.</summary>
    public ArrayView<int> Next;

    /// <summary>Number of the list before each list of the pool.</summary>
    public ArrayView<int> Previous;

    /// <summary>Lists of the pool that were asked for since the last sweep, as one element.</summary>
    public ArrayView<int> PoolAsked;

    /// <summary>Traces just after the last spike: for each time constant one per neuron.</summary>
    public ArrayView<float> Traces;

    /// <summary>Decay tables of all time constants.</summary>
    public ArrayView<float> Decay;

    /// <summary>Where each table begins, and the end of the last.</summary>
    public ArrayView<int> DecayBegins;

    /// <summary>The most spikes in a list that none follows, as one element.</summary>
    public ArrayView<int> LargestCount;

    /// <summary>Number of time constants; 0 where no projection onto the population is plastic.</summary>
    public int TimeConstants;

    /// <summary>Number of neurons.</summary>
    public int Neurons;

    /// <summary>Number of lists in the pool.</summary>
    public int PoolLists;

    /// <summary>Number of a neuron's newest list.</summary>
    public readonly int NewestOf(int neuron) => Newest[neuron] == 0 ? neuron : Newest[neuron];

    /// <summary>Number of the list before a list that is not a neuron's own.</summary>
    public readonly int Before(int list) => Previous[list - Neurons];

    /// <summary>Notes a spike of a neuron.</summary>
    public readonly void Push(int neuron, int step)
    {
        int last = Last[neuron];
        for (int i = 0; i < TimeConstants; i++)
        {
            int begin = DecayBegins[i];
            uint lastIndex = (uint)(DecayBegins[i + 1] - begin - 1);
            long at = ((long)i * Neurons) + neuron;
            Traces[at] = (Traces[at] * Decay[begin + (int)Math.Min((uint)(step - last), lastIndex)]) + 1f;
        }

        int list = NewestOf(neuron);
        int count = Counts[neuron];
        if (count == GpuHistory.Capacity)
        {
            list = Next[list];
            count = 0;
            Newest[neuron] = list;
        }

        Steps[((long)list * GpuHistory.Capacity) + count] = step;
        count++;
        Counts[neuron] = count;
        Last[neuron] = step;
        if (count == GpuHistory.ExtendAt)
        {
            Extend(list);
        }

        if (Next[list] == 0)
        {
            Atomic.Max(ref LargestCount[0], count);
        }
    }

    // Lets a list of the pool follow a list, if there is one left. Which neuron gets which changes no result.
    private readonly void Extend(int list)
    {
        int asked = Atomic.Add(ref PoolAsked[0], 1);
        if (asked < PoolLists)
        {
            Next[list] = Neurons + asked;
            Previous[asked] = list;
        }
    }
}

/// <summary>
/// What lazy plasticity needs to know of the target neurons of a population: their spikes since the last sweep, and
/// traces for each time constant. After a sweep all rows hold all spikes so far, so the lists start again from nothing.
/// </summary>
/// <remarks>
/// A list that is more than half full asks the pool for one that will follow it. No spike is ever lost, and the host need
/// not look at the device in every step: a neuron spikes at most once a step, so when the fullest list that none follows
/// holds m spikes, no such list can overflow for another Capacity - m steps. Only then does the host look again, and
/// sweeps if that list is more than half full: the pool had none left.
/// </remarks>
internal sealed class GpuHistory : IDisposable
{
    /// <summary>Spikes that a list holds.</summary>
    public const int Capacity = 32;

    /// <summary>Spikes in a list that make it ask for another one.</summary>
    public const int ExtendAt = (Capacity / 2) + 1;

    /// <summary>Stands for a last spike that never was.</summary>
    public const int Never = -(1 << 30);

    private readonly GpuArray<int> _last;
    private readonly GpuArray<int> _steps;
    private readonly GpuArray<int> _newest;
    private readonly GpuArray<int> _counts;
    private readonly GpuArray<int> _next;
    private readonly GpuArray<int> _previous;
    private readonly GpuArray<int> _poolAsked;
    private readonly GpuArray<float> _traces;
    private readonly GpuArray<float> _decay;
    private readonly GpuArray<int> _decayBegins;
    private readonly GpuArray<int> _largestCount;
    private readonly double[] _timeConstants;
    private readonly int[] _begins;
    private readonly int _neurons;
    private readonly int _poolLists;
    private int _nextLook = Capacity;

    /// <param name="runtime">The accelerator.</param>
    /// <param name="neurons">Number of neurons.</param>
    /// <param name="timeConstantsMs">Time constants of the traces [ms]; none where no projection is plastic.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="poolLists">Lists in the pool.</param>
    public GpuHistory(GpuRuntime runtime, int neurons, double[] timeConstantsMs, double dtMs, int poolLists)
    {
        _neurons = timeConstantsMs.Length == 0 ? 0 : neurons;
        _poolLists = timeConstantsMs.Length == 0 ? 0 : poolLists;
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
        long lists = (long)_neurons + _poolLists;
        _steps = runtime.Allocate<int>(lists * Capacity);
        _newest = runtime.Allocate<int>(_neurons);
        _counts = runtime.Allocate<int>(_neurons);
        _next = runtime.Allocate<int>(lists);
        _previous = runtime.Allocate<int>(_poolLists);
        _poolAsked = runtime.Allocate<int>(1);
        _traces = runtime.Allocate<float>((long)_neurons * tables.Length);
        _largestCount = runtime.Allocate<int>(1);
    }

    public HistoryView View => new()
    {
        Last = _last.View,
        Steps = _steps.View,
        Newest = _newest.View,
        Counts = _counts.View,
        Next = _next.View,
        Previous = _previous.View,
        PoolAsked = _poolAsked.View,
        Traces = _traces.View,
        Decay = _decay.View,
        DecayBegins = _decayBegins.View,
        LargestCount = _largestCount.View,
        TimeConstants = _timeConstants.Length,
        Neurons = _neurons,
        PoolLists = _poolLists,
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
        return largest >= ExtendAt;
    }

    /// <summary>Tells that all rows are up to date through all spikes before a step.</summary>
    public void Swept(int step)
    {
        _newest.Clear();
        _counts.Clear();
        _next.Clear();
        _poolAsked.Clear();
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
        _steps.Dispose();
        _newest.Dispose();
        _counts.Dispose();
        _next.Dispose();
        _previous.Dispose();
        _poolAsked.Dispose();
        _traces.Dispose();
        _decay.Dispose();
        _decayBegins.Dispose();
        _largestCount.Dispose();
    }

    private int IndexOf(double timeConstantMs) => Array.IndexOf(_timeConstants, timeConstantMs);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Engine.Host;

/// <summary>
/// What lazy plasticity needs to know of a target neuron, in half a cache line, since a visit to a synapse costs little
/// more than fetching it: the last spike, the trace just after it, and the gaps to 12 spikes before, newest first, as
/// 16-bit numbers of steps (65535 also stands for longer ones).
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct SpikeHistory
{
    /// <summary>Spikes that a record holds.</summary>
    public const int Capacity = 13;

    /// <summary>Stands for a last spike that never was.</summary>
    public const int Never = -(1 << 30);

    public int Last;
    public float Trace;
    private ulong _gaps0;
    private ulong _gaps1;
    private ulong _gaps2;

    public static SpikeHistory Empty => new()
    {
        Last = Never,
        _gaps0 = ulong.MaxValue,
        _gaps1 = ulong.MaxValue,
        _gaps2 = ulong.MaxValue,
    };

    /// <summary>Steps between the spike number <paramref name="index"/> (0 is the last) and the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Gap(int index)
    {
        ulong four = index < 4 ? _gaps0 : index < 8 ? _gaps1 : _gaps2;
        return (int)((four >> ((index & 3) * 16)) & 0xFFFF);
    }

    /// <summary>The oldest spike that a record holds, where no gap is too long to note.</summary>
    public readonly int Oldest
    {
        get
        {
            int step = Last;
            for (int i = 0; i < Capacity - 1; i++)
            {
                step -= Gap(i);
            }

            return step;
        }
    }

    public void Push(int step, float trace)
    {
        uint gap = Math.Min((uint)(step - Last), 0xFFFF);
        _gaps2 = (_gaps2 << 16) | (_gaps1 >> 48);
        _gaps1 = (_gaps1 << 16) | (_gaps0 >> 48);
        _gaps0 = (_gaps0 << 16) | gap;
        Last = step;
        Trace = trace;
    }
}

/// <summary>The spike histories of a partition's neurons of one population, with traces of one time constant.</summary>
internal sealed unsafe class TargetHistory : IDisposable
{
    // A gap that does not fit in 16 bits must reach back beyond any step that a row was last brought up to date at.
    private const int SweepInterval = 1 << 15;

    private readonly NativeArray<SpikeHistory> _histories;

    // At most as many as a record holds.
    private readonly NativeArray<byte> _spikesSinceSweep;
    private readonly TraceDecay _decay;
    private int _lastSweep;

    /// <param name="neurons">Number of neurons.</param>
    /// <param name="timeConstantMs">Time constant of the traces [ms].</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="poolLists">Lists in the pool for spikes that a record no longer holds.</param>
    public TargetHistory(int neurons, double timeConstantMs, double dtMs, int poolLists)
    {
        TimeConstantMs = timeConstantMs;
        Earlier = new SpikePool(neurons, poolLists);
        _decay = new TraceDecay(timeConstantMs, dtMs);
        _spikesSinceSweep = new NativeArray<byte>(neurons);
        _histories = new NativeArray<SpikeHistory>(neurons);
        for (int i = 0; i < neurons; i++)
        {
            _histories[i] = SpikeHistory.Empty;
        }
    }

    public double TimeConstantMs { get; }

    public TraceDecay Decay => _decay;

    public SpikeHistory* Pointer => _histories.Pointer;

    /// <summary>Spikes since the last sweep that records no longer hold.</summary>
    public SpikePool Earlier { get; }

    /// <summary>
    /// Whether a neuron's next spike may find no room: before it, all rows must be brought up to date.
    /// </summary>
    public bool NeedsSweep { get; private set; }

    public void Push(int neuron, int step)
    {
        ref SpikeHistory history = ref _histories[neuron];
        bool hasRoom = true;
        if (_spikesSinceSweep[neuron] == SpikeHistory.Capacity)
        {
            hasRoom = Earlier.TryAdd(neuron, history.Oldest);
        }
        else if (++_spikesSinceSweep[neuron] == SpikeHistory.Capacity)
        {
            hasRoom = Earlier.TryExtend(neuron);
        }

        NeedsSweep |= !hasRoom;
        history.Push(step, (history.Trace * _decay.Pointer[_decay.Index(step, history.Last)]) + 1f);
    }

    /// <summary>What a partition whose rows are all up to date needs to go on: no row asks for a spike before the last.</summary>
    public HistorySnapshot Capture()
    {
        var last = new int[_histories.Length];
        var trace = new float[_histories.Length];
        for (int i = 0; i < last.Length; i++)
        {
            (last[i], trace[i]) = (_histories[i].Last, _histories[i].Trace);
        }

        return new HistorySnapshot(last, trace);
    }

    /// <summary>
    /// Takes over what <see cref="Capture"/> gave before a step. Gaps to spikes before the last count as too long to note:
    /// they reach back beyond what rows are brought up to date through.
    /// </summary>
    public void Restore(HistorySnapshot from, int step)
    {
        for (int i = 0; i < from.Last.Length; i++)
        {
            _histories[i] = SpikeHistory.Empty;
            _histories[i].Last = from.Last[i];
            _histories[i].Trace = from.Trace[i];
        }

        Swept(step);
    }

    public void EndStep(int step) => NeedsSweep |= step - _lastSweep >= SweepInterval;

    /// <summary>Tells that all rows are up to date through all spikes so far.</summary>
    public void Swept(int step)
    {
        _lastSweep = step;
        NeedsSweep = false;
        _spikesSinceSweep.Span.Clear();
        Earlier.Clear();
    }

    public void Dispose()
    {
        _histories.Dispose();
        _spikesSinceSweep.Dispose();
        Earlier.Dispose();
        _decay.Dispose();
    }
}

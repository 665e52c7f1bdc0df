using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Host;

/// <summary>What all records of spikes have in common.</summary>
internal static class SpikeHistory
{
    /// <summary>Spikes that a record holds.</summary>
    public const int Capacity = 13;

    /// <summary>Stands for the step of a spike that never was.</summary>
    public const int Never = -(1 << 30);
}

/// <summary>
/// What lazy plasticity needs to know of a target neuron, close together, since a visit to a synapse costs little more than
/// fetching it (half a cache line where the state is one trace): the last spike, the state just after it, and the gaps to 12
/// spikes before, newest first, as 16-bit numbers of steps (65535 also stands for longer ones).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SpikeHistory<TTarget>
    where TTarget : unmanaged
{
    public int Last;
    public TTarget State;
    private ulong _gaps0;
    private ulong _gaps1;
    private ulong _gaps2;

    public static SpikeHistory<TTarget> Empty => new()
    {
        Last = SpikeHistory.Never,
        _gaps0 = ulong.MaxValue,
        _gaps1 = ulong.MaxValue,
        _gaps2 = ulong.MaxValue,
    };

    /// <summary>Steps between the spike number <paramref name="index"/> (0 is the last) and the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Gap(int index)
    {
        if (BitConverter.IsLittleEndian)
        {
            return Unsafe.Add(ref Unsafe.As<ulong, ushort>(ref Unsafe.AsRef(in _gaps0)), index);
        }

        ulong four = index < 4 ? _gaps0 : index < 8 ? _gaps1 : _gaps2;
        return (int)((four >> ((index & 3) * 16)) & 0xFFFF);
    }

    /// <summary>The oldest spike that a record holds, where no gap is too long to note.</summary>
    public readonly int Oldest
    {
        get
        {
            int step = Last;
            for (int i = 0; i < SpikeHistory.Capacity - 1; i++)
            {
                step -= Gap(i);
            }

            return step;
        }
    }

    public void Push(int step, TTarget state)
    {
        uint gap = Math.Min((uint)(step - Last), 0xFFFF);
        _gaps2 = (_gaps2 << 16) | (_gaps1 >> 48);
        _gaps1 = (_gaps1 << 16) | (_gaps0 >> 48);
        _gaps0 = (_gaps0 << 16) | gap;
        Last = step;
        State = state;
    }
}

/// <summary>The spike histories of a partition's neurons of one population, as some projections onto it need them.</summary>
internal abstract class TargetHistory(ProjectionPlan plan, int neurons, int poolLists) : IDisposable
{
    // A gap that does not fit in 16 bits must reach back beyond any step that a row was last brought up to date at.
    private const int SweepInterval = 1 << 15;

    // At most as many as a record holds.
    private readonly NativeArray<byte> _spikesSinceSweep = new(neurons);
    private int _lastSweep;

    /// <summary>What projections must have in common to use it.</summary>
    public object Key { get; } = plan.HistoryKey;

    /// <summary>Number of neurons.</summary>
    public int Neurons { get; } = neurons;

    /// <summary>Steps from a spike to its effect on synapses: spikes are pushed so much later.</summary>
    public int DelaySteps { get; } = plan.BackPropagationSteps;

    /// <summary>Spikes since the last sweep that records no longer hold.</summary>
    public SpikePool Earlier { get; } = new(neurons, poolLists);

    /// <summary>
    /// Whether a neuron's next spike may find no room: before it, all rows must be brought up to date.
    /// </summary>
    public bool NeedsSweep { get; private set; }

    /// <summary>Notes spikes, by the step in which they have their effect.</summary>
    /// <param name="neurons">Ids; those that are not of the partition count for nothing.</param>
    /// <param name="begin">Id of the partition's first neuron.</param>
    /// <param name="step">The step.</param>
    public abstract void Push(ReadOnlySpan<int> neurons, int begin, int step);

    /// <summary>What a partition whose rows are all up to date needs to go on: no row asks for a spike before the last.</summary>
    public abstract HistorySnapshot Capture();

    /// <summary>
    /// Takes over what <see cref="Capture"/> gave before a step. Gaps to spikes before the last count as too long to note:
    /// they reach back beyond what rows are brought up to date through.
    /// </summary>
    public abstract void Restore(HistorySnapshot from, int step);

    public void EndStep(int step) => NeedsSweep |= step - _lastSweep >= SweepInterval;

    /// <summary>Tells that all rows are up to date through all spikes so far.</summary>
    public void Swept(int step)
    {
        _lastSweep = step;
        NeedsSweep = false;
        _spikesSinceSweep.Span.Clear();
        Earlier.Clear();
    }

    public virtual void Dispose()
    {
        _spikesSinceSweep.Dispose();
        Earlier.Dispose();
    }

    // Makes room for a neuron's next spike; says whether the oldest spike of its record must go to the pool for that.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool TakesRoom(int neuron)
    {
        if (_spikesSinceSweep[neuron] == SpikeHistory.Capacity)
        {
            return true;
        }

        if (++_spikesSinceSweep[neuron] == SpikeHistory.Capacity)
        {
            NeedsSweep |= !Earlier.TryExtend(neuron);
        }

        return false;
    }

    protected void Keep(int neuron, int oldest) => NeedsSweep |= !Earlier.TryAdd(neuron, oldest);
}

/// <summary>Histories with one type of state.</summary>
internal abstract unsafe class TargetHistory<TTarget> : TargetHistory
    where TTarget : unmanaged
{
    private const int CacheLine = 64;

    private readonly NativeArray<byte> _records;
    private readonly NativeArray<TTarget>? _before;
    private readonly NativeArray<TTarget>? _poolBefore;
    private readonly int _fields;
    private readonly int _recordBytes;
    private readonly int _inRecord;

    protected TargetHistory(ProjectionPlan plan, int neurons, int poolLists)
        : base(plan, neurons, poolLists)
    {
        _fields = plan.Layout.TargetFields.Count;
        _recordBytes = RecordBytes(plan.NeedsStateBeforeSpikes);
        _inRecord = InRecord(plan.NeedsStateBeforeSpikes);
        _records = new NativeArray<byte>((long)neurons * _recordBytes);
        for (int i = 0; i < neurons; i++)
        {
            *Record(i) = SpikeHistory<TTarget>.Empty;
        }

        if (plan.NeedsStateBeforeSpikes)
        {
            _before = new NativeArray<TTarget>((long)neurons * (SpikeHistory.Capacity - _inRecord));
            _poolBefore = new NativeArray<TTarget>((1L + poolLists) * SpikeList.Capacity);
        }
    }

    /// <summary>The records of all neurons, <see cref="RecordBytes"/> apart.</summary>
    public byte* Records => _records.Pointer;

    /// <summary>
    /// Bytes from one record to the next. Where states before spikes are kept, those of the last spikes follow the record, to the end of
    /// its cache line.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RecordBytes(bool keepsBefore) => keepsBefore
        ? (sizeof(SpikeHistory<TTarget>) + (2 * sizeof(TTarget)) + CacheLine - 1) / CacheLine * CacheLine
        : sizeof(SpikeHistory<TTarget>);

    /// <summary>How many states before spikes follow a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int InRecord(bool keepsBefore) => keepsBefore
        ? Math.Min(SpikeHistory.Capacity, (RecordBytes(true) - sizeof(SpikeHistory<TTarget>)) / sizeof(TTarget))
        : 0;

    public SpikeHistory<TTarget>* Record(int neuron) =>
        (SpikeHistory<TTarget>*)(_records.Pointer + ((long)neuron * _recordBytes));

    public int NeuronOf(SpikeHistory<TTarget>* record) => (int)(((byte*)record - _records.Pointer) / _recordBytes);

    /// <summary>The states just before the spikes of a neuron's record that do not follow it, newest first.</summary>
    public TTarget* Before(int neuron) => _before!.Pointer + ((long)neuron * (SpikeHistory.Capacity - _inRecord));

    /// <summary>The states just before the spikes in the pool's lists.</summary>
    public TTarget* PoolBefore => _poolBefore is null ? null : _poolBefore.Pointer;

    public override HistorySnapshot Capture()
    {
        var last = new int[Neurons];
        float[][] state = [.. Enumerable.Range(0, _fields).Select(_ => new float[last.Length])];
        for (int i = 0; i < last.Length; i++)
        {
            last[i] = Record(i)->Last;
            TTarget one = Record(i)->State;
            for (int field = 0; field < _fields; field++)
            {
                state[field][i] = ((float*)&one)[field];
            }
        }

        return new HistorySnapshot(last, state);
    }

    public override void Restore(HistorySnapshot from, int step)
    {
        for (int i = 0; i < from.Last.Length; i++)
        {
            TTarget one = default;
            for (int field = 0; field < from.State.Count; field++)
            {
                ((float*)&one)[field] = from.State[field][i];
            }

            *Record(i) = SpikeHistory<TTarget>.Empty;
            Record(i)->Last = from.Last[i];
            Record(i)->State = one;
        }

        Swept(step);
    }

    public override void Dispose()
    {
        base.Dispose();
        _records.Dispose();
        _before?.Dispose();
        _poolBefore?.Dispose();
    }

    // Adds a spike to a neuron's record, and the oldest one that goes from there to the pool.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Push(SpikeHistory<TTarget>* record, int neuron, int step, TTarget before, TTarget after)
    {
        bool keeps = TakesRoom(neuron);
        if (_before is not null)
        {
            KeepBefore(record, neuron, keeps, before);
        }
        else if (keeps)
        {
            Keep(neuron, record->Oldest);
        }

        record->Push(step, after);
    }

    private void KeepBefore(SpikeHistory<TTarget>* record, int neuron, bool keeps, TTarget before)
    {
        TTarget* inRecord = (TTarget*)(record + 1);
        TTarget* states = Before(neuron);
        int others = SpikeHistory.Capacity - _inRecord;
        if (keeps)
        {
            int list = Earlier.Newest(neuron);
            Keep(neuron, record->Oldest);
            PoolBefore[((long)list * SpikeList.Capacity) + Earlier.Lists[list].Count - 1] =
                others > 0 ? states[others - 1] : inRecord[_inRecord - 1];
        }

        for (int i = others - 1; i >= 0; i--)
        {
            states[i] = i > 0 ? states[i - 1] : inRecord[_inRecord - 1];
        }

        for (int i = _inRecord - 1; i > 0; i--)
        {
            inRecord[i] = inRecord[i - 1];
        }

        inRecord[0] = before;
    }
}

/// <summary>Histories whose state changes as a synapse model says.</summary>
internal sealed unsafe class TargetHistory<TModel, TSynapse, TSource, TTarget> : TargetHistory<TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    private readonly TModel _model;
    private readonly DecayTables _tables;

    public TargetHistory(TModel model, ProjectionPlan plan, int neurons, int poolLists)
        : base(plan, neurons, poolLists)
    {
        _model = model;
        _tables = new DecayTables(plan.Tables);
        HotMethods.Prepare(GetType());
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Push(ReadOnlySpan<int> neurons, int begin, int step)
    {
        HostDecays decays = _tables.Decays;
        foreach (int id in neurons)
        {
            int neuron = id - begin;
            if ((uint)neuron < (uint)Neurons)
            {
                SpikeHistory<TTarget>* record = Record(neuron);
                TTarget before = _model.DecayTarget(in record->State, step - record->Last, in decays);
                Push(record, neuron, step, before, _model.TargetSpike(in before));
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _tables.Dispose();
    }
}

// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Engine.Host;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Gpu;

/// <summary>A projection's synapses and what their model needs: the part of the arguments that kernels share.</summary>
internal struct SynapseView<TModel, TSynapse, TSource, TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    public RowsView Rows;
    public TModel Model;

    /// <summary>State of each source just after its last event.</summary>
    public ArrayView<TSource> Sources;

    /// <summary>State of synapses, which is that of <see cref="Rows"/>.</summary>
    public ArrayView<TSynapse> States;
    public HistoryView<TTarget> History;
    public ModulatorView Modulator;
    public DeviceDecays Decays;

    /// <summary>Number of the curve of the modulator's level.</summary>
    public int LevelCurve;
    public float WeightBound;
    public float DeliveredBound;

    /// <summary>The largest weight and the largest delivered value beyond their bounds as bits, 0 where there is none.</summary>
    public ArrayView<int> Worst;

    /// <summary>A synapse's weight and state, taken out of the arrays.</summary>
    public readonly SynapseCopy<TSynapse> Load(long index)
    {
        SynapseCopy<TSynapse> synapse = default;
        synapse.Weight = Rows.Weights[index];
        if (Rows.Fields != 0)
        {
            synapse.State = States[index];
        }

        if (Rows.HasLastEvents != 0)
        {
            synapse.LastEvent = Rows.LastEvents[index];
        }

        return synapse;
    }

    public readonly void Store(long index, in SynapseCopy<TSynapse> synapse)
    {
        Rows.Weights[index] = CheckedWeight(synapse.Weight);
        if (Rows.Fields != 0)
        {
            States[index] = synapse.State;
        }

        if (Rows.HasLastEvents != 0)
        {
            Rows.LastEvents[index] = synapse.LastEvent;
        }
    }

    /// <summary>The weight at an index of the arrays as it is at the end of a step; stores nothing.</summary>
    public readonly float UpToDateWeight(in GpuRow row, int source, long index, int through)
    {
        SynapseCopy<TSynapse> synapse = Load(index);
        if ((TModel.Traits & SynapseTraits.TargetSpikes) != 0)
        {
            int target = Rows.Targets[index];
            TargetRecord<TTarget> record = History.Targets[target];
            if (IsBehind(in record, row.ReplayedThrough))
            {
                Replay(in row, source, target, in record, ref synapse, through);
            }

            if ((TModel.Traits & SynapseTraits.Advances) != 0)
            {
                AdvanceTo(through, ref synapse, EventsThrough(through));
            }

            CheckedWeight(synapse.Weight);
        }

        return synapse.Weight;
    }

    /// <summary>Brings a row up to date through a step: the threads of a row share the synapses.</summary>
    public readonly void BringUpToDate(in GpuRow row, int source, int through)
    {
        for (int i = RowThreads.Index; i < row.Count; i += RowThreads.Count)
        {
            long at = row.First + i;
            int target = Rows.Targets[at];
            TargetRecord<TTarget> record = History.Targets[target];
            if (IsBehind(in record, row.ReplayedThrough))
            {
                SynapseCopy<TSynapse> synapse = Load(at);
                Replay(in row, source, target, in record, ref synapse, through);
                Store(at, in synapse);
            }
        }
    }

    /// <summary>Applies what came before a source event to a synapse, and then the event; returns what is delivered.</summary>
    public readonly float SourceEvent(in GpuRow row, int source, long at, int target, int eventStep, in TSource before)
    {
        SynapseCopy<TSynapse> synapse = Load(at);
        bool ignoresSameStep = (TModel.Traits & SynapseTraits.IgnoresSameStep) != 0;
        TTarget seen = default;
        if ((TModel.Traits & SynapseTraits.TargetSpikes) != 0)
        {
            int through = ignoresSameStep ? eventStep : eventStep - 1;
            TargetRecord<TTarget> record = History.Targets[target];
            seen = (ignoresSameStep || (TModel.Traits & SynapseTraits.SourceFirst) != 0) && record.Last == eventStep
                ? History.BeforeLast(target, in record)
                : Model.DecayTarget(in record.State, eventStep - record.Last, in Decays);
            if (IsBehind(in record, row.ReplayedThrough))
            {
                Replay(in row, source, target, in record, ref synapse, through);
            }

            if ((TModel.Traits & SynapseTraits.Advances) != 0)
            {
                AdvanceTo(eventStep, ref synapse, EventsThrough(through));
            }
        }

        float weight = synapse.Weight;
        TSynapse own = synapse.State;
        float delivered = Model.OnSourceEvent(ref weight, ref own, in before, in seen);
        synapse.Weight = weight;
        synapse.State = own;
        Store(at, in synapse);
        Note(1, delivered, DeliveredBound);
        return delivered;
    }

    private readonly bool IsBehind(in TargetRecord<TTarget> record, int replayed) => record.Last > replayed
        || ((TModel.Traits & SynapseTraits.Modulated) != 0 && Modulator.Events[Modulator.Count[0] - 1].Step > replayed);

    // Notes a weight that is out of bounds; the host looks for it now and then.
    public readonly float CheckedWeight(float weight)
    {
        Note(0, weight, WeightBound);
        return weight;
    }

    private readonly void Note(int which, float value, float bound)
    {
        float size = MathF.Abs(value);
        if (!(size <= bound))
        {
            // Among positive numbers, that which is not a number included, bits are in the order of the values.
            Atomic.Max(ref Worst[which], BitConverter.SingleToInt32Bits(size));
        }
    }

    // The same operations in the same order as on the host: the events of the target and of the modulator after the row
    // was last brought up to date and through a step, oldest first.
    private readonly void Replay(
        in GpuRow row, int source, int target, in TargetRecord<TTarget> record, ref SynapseCopy<TSynapse> synapse, int through)
    {
        int modulated = (TModel.Traits & SynapseTraits.Modulated) != 0 ? EventsThrough(row.ReplayedThrough) : 0;
        ReplayTarget(in row, source, target, in record, ref synapse, through, ref modulated);
        if ((TModel.Traits & SynapseTraits.Modulated) != 0)
        {
            Modulate(through, ref synapse, ref modulated);
        }
    }

    private readonly void ReplayTarget(
        in GpuRow row, int source, int target, in TargetRecord<TTarget> record, ref SynapseCopy<TSynapse> synapse, int through, ref int modulated)
    {
        int newest = record.NewestOf(target);
        int count = record.Count;
        int list = newest;
        int i = count;
        while (true)
        {
            long first = (long)list * GpuHistory.Capacity;
            while (i > 0 && History.Steps[first + i - 1] > row.ReplayedThrough)
            {
                i--;
            }

            if (i > 0 || list == target)
            {
                break;
            }

            list = History.ListBefore(list);
            i = GpuHistory.Capacity;
        }

        while (true)
        {
            long first = (long)list * GpuHistory.Capacity;
            int end = list == newest ? count : GpuHistory.Capacity;
            for (; i < end; i++)
            {
                int spike = History.Steps[first + i];
                if (spike > through)
                {
                    return;
                }

                TTarget before = default;
                if ((TModel.Traits & SynapseTraits.TargetStateAtSpike) != 0)
                {
                    before = History.Before[first + i];
                }

                TargetSpike(spike, in row, source, ref synapse, in before, ref modulated);
            }

            if (list == newest)
            {
                return;
            }

            list = History.Next[list];
            i = 0;
        }
    }

    private readonly void TargetSpike(
        int step, in GpuRow row, int source, ref SynapseCopy<TSynapse> synapse, in TTarget before, ref int modulated)
    {
        if ((TModel.Traits & SynapseTraits.Modulated) != 0)
        {
            Modulate(step - 1, ref synapse, ref modulated);
        }

        if ((TModel.Traits & SynapseTraits.Advances) != 0)
        {
            AdvanceTo(step, ref synapse, modulated);
        }

        TSource atLast = Sources[source];
        TSource now = Model.DecaySource(in atLast, step - row.LastEvent, in Decays);
        float weight = synapse.Weight;
        TSynapse own = synapse.State;
        Model.OnTargetSpike(ref weight, ref own, in now, in before);
        synapse.Weight = weight;
        synapse.State = own;
    }

    private readonly void Modulate(int through, ref SynapseCopy<TSynapse> synapse, ref int modulated)
    {
        int count = Modulator.Count[0];
        while (modulated < count && Modulator.Events[modulated].Step <= through)
        {
            ModulatorEvent one = Modulator.Events[modulated];
            if ((TModel.Traits & SynapseTraits.Advances) != 0)
            {
                AdvanceTo(one.Step, ref synapse, modulated);
            }

            float weight = synapse.Weight;
            TSynapse own = synapse.State;
            Model.OnModulator(ref weight, ref own, one.Amount);
            synapse.Weight = weight;
            synapse.State = own;
            modulated++;
        }
    }

    private readonly void AdvanceTo(int step, ref SynapseCopy<TSynapse> synapse, int modulated)
    {
        int steps = step - synapse.LastEvent;
        if (steps > 0)
        {
            float level = 0f;
            if ((TModel.Traits & SynapseTraits.Modulated) != 0)
            {
                ModulatorEvent last = Modulator.Events[modulated - 1];
                level = last.Level * Decays.After(LevelCurve, synapse.LastEvent - last.Step);
            }

            float weight = synapse.Weight;
            TSynapse own = synapse.State;
            Model.Advance(ref weight, ref own, level, steps, in Decays);
            synapse.Weight = weight;
            synapse.State = own;
            synapse.LastEvent = step;
        }
    }

    private readonly int EventsThrough(int step) =>
        (TModel.Traits & SynapseTraits.Modulated) != 0 ? Modulator.Through(step) : 0;
}

/// <summary>A synapse's weight and state out of the arrays.</summary>
internal struct SynapseCopy<TSynapse>
    where TSynapse : unmanaged
{
    public float Weight;
    public TSynapse State;

    /// <summary>Step of its last event, where it changes between events.</summary>
    public int LastEvent;
}

/// <summary>What delivery needs.</summary>
internal struct DeliverArguments<TModel, TSynapse, TSource, TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    public SynapseView<TModel, TSynapse, TSource, TTarget> Synapses;

    /// <summary>Spikes of the source population.</summary>
    public SpikeQueueView Queue;

    /// <summary>Steps from a spike to the end of the step in which it reaches its synapses.</summary>
    public int Delay;

    /// <summary>The receptor's sums.</summary>
    public SumsView Sums;
    public float Scale;
    public StepView EventStep;

    /// <summary>Spikes delivered so far, once per synapse.</summary>
    public ArrayView<long> Events;
}

/// <summary>
/// Delivery: <see cref="RowThreads"/> per spiking row, over its synapses. The number of spikes is known to the device
/// alone, so a fixed number of groups shares them out; the host never waits for it.
/// </summary>
internal static class DeliverKernel<TModel, TSynapse, TSource, TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    public static void Deliver(DeliverArguments<TModel, TSynapse, TSource, TTarget> a)
    {
        int eventStep = a.EventStep.Number;
        int spikes = a.Queue.Count(eventStep - a.Delay);
        long list = a.Queue.First(Math.Max(0, eventStep - a.Delay));
        int slot = a.Sums.SlotOf(eventStep + 1);
        long events = 0;
        for (int s = RowThreads.FirstRow; s < spikes; s += RowThreads.RowStride)
        {
            int source = a.Queue.Lists[list + s];
            GpuRow row = a.Synapses.Rows.Rows[source];
            events += row.Count;
            TSource before = default;
            if (TModel.Traits != SynapseTraits.Static)
            {
                TSource atLast = a.Synapses.Sources[source];
                before = a.Synapses.Model.DecaySource(in atLast, eventStep - row.LastEvent, in a.Synapses.Decays);
            }

            for (int i = RowThreads.Index; i < row.Count; i += RowThreads.Count)
            {
                DeliverOne(a, in row, source, row.First + i, eventStep, slot, in before);
            }

            if (TModel.Traits != SynapseTraits.Static)
            {
                // All threads have read the row. A source spikes once a step at most: no other group has this row.
                RowThreads.Synchronize();
                if (RowThreads.Index == 0)
                {
                    row.LastEvent = eventStep;
                    row.ReplayedThrough = (TModel.Traits & SynapseTraits.IgnoresSameStep) != 0 ? eventStep : eventStep - 1;
                    a.Synapses.Rows.Rows[source] = row;
                    a.Synapses.Sources[source] = a.Synapses.Model.SourceEvent(in before);
                }
            }
        }

        if (RowThreads.Index == 0 && events > 0)
        {
            Atomic.Add(ref a.Events[0], events);
        }
    }

    private static void DeliverOne(
        DeliverArguments<TModel, TSynapse, TSource, TTarget> a,
        in GpuRow row,
        int source,
        long at,
        int eventStep,
        int slot,
        in TSource before)
    {
        int target = a.Synapses.Rows.Targets[at];
        float delivered = TModel.Traits == SynapseTraits.Static
            ? a.Synapses.Rows.Weights[at]
            : a.Synapses.SourceEvent(in row, source, at, target, eventStep, in before);
        if (a.Synapses.Rows.HasDelays != 0)
        {
            // The ring has a slot more than the longest delay has steps.
            slot += a.Synapses.Rows.Delays[at];
            slot = slot < a.Sums.Slots ? slot : slot - a.Sums.Slots;
        }

        Atomic.Add(ref a.Sums.Sums[((long)slot * a.Sums.Stride) + target], FixedPoint.FromWeight(delivered, a.Scale));
    }
}

/// <summary>What a sweep needs.</summary>
internal struct SweepArguments<TModel, TSynapse, TSource, TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    public SynapseView<TModel, TSynapse, TSource, TTarget> Synapses;
    public StepView Through;

    /// <summary>Nothing is swept unless the fullest list of target spikes holds so many.</summary>
    public int IfHolds;
}

/// <summary>Brings all rows of a projection up to date through a step: <see cref="RowThreads"/> per row. Changes no bit of a result.</summary>
internal static class SweepKernel<TModel, TSynapse, TSource, TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    public static void Sweep(SweepArguments<TModel, TSynapse, TSource, TTarget> a)
    {
        int through = a.Through.Number;
        int rows = a.Synapses.History.LargestCount[0] < a.IfHolds ? 0 : a.Synapses.Rows.RowCount;
        for (int source = RowThreads.FirstRow; source < rows; source += RowThreads.RowStride)
        {
            GpuRow row = a.Synapses.Rows.Rows[source];
            a.Synapses.BringUpToDate(in row, source, through);
            RowThreads.Synchronize();
            if (RowThreads.Index == 0)
            {
                a.Synapses.Rows.Rows[source].ReplayedThrough = through;
            }
        }
    }
}

/// <summary>What reading weights needs.</summary>
internal struct LookArguments<TModel, TSynapse, TSource, TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    public SynapseView<TModel, TSynapse, TSource, TTarget> Synapses;

    /// <summary>Takes the weight of each entry.</summary>
    public ArrayView<float> Weights;
    public int Through;
}

/// <summary>Reads all weights as they are at the end of a step: <see cref="RowThreads"/> per row. Stores nothing in the rows.</summary>
internal static class LookKernel<TModel, TSynapse, TSource, TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    public static void Look(LookArguments<TModel, TSynapse, TSource, TTarget> a)
    {
        for (int source = RowThreads.FirstRow; source < a.Synapses.Rows.RowCount; source += RowThreads.RowStride)
        {
            GpuRow row = a.Synapses.Rows.Rows[source];
            for (int i = RowThreads.Index; i < row.Count; i += RowThreads.Count)
            {
                a.Weights[row.First + i] = a.Synapses.UpToDateWeight(in row, source, row.First + i, a.Through);
            }
        }
    }
}

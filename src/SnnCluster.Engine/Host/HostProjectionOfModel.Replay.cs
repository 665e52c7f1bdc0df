using System.Runtime.CompilerServices;

namespace SnnCluster.Engine.Host;

/// <content>How a synapse comes to hold the events of its target and of its modulator.</content>
internal unsafe partial class HostProjection<TModel, TSynapse, TSource, TTarget>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsBehind(SpikeHistory<TTarget>* history, int replayed) => history->Last > replayed
        || (IsModulated && Parts.Modulator!.Events[Parts.Modulator.Count - 1].Step > replayed);

    // Apart, so that the loop over a row keeps its registers.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void CatchUp(SpikeHistory<TTarget>* history, float* weight, RowHeader* row, int through)
    {
        Replay(history, PointerTo(weight), row, through);
        if (SizeBits(*weight) > _weightBits)
        {
            ThrowBeyond(*weight, *weight, row, weight, through);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Advance(float* weight, int step, int modulatedThrough) =>
        AdvanceTo(step, PointerTo(weight), EventsThrough(modulatedThrough));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SynapsePointer PointerTo(float* weight) => new(
        weight,
        HasState ? (TSynapse*)Rows.States + (weight - Rows.Weights) : null,
        Advances ? Rows.LastEvents + (weight - Rows.Weights) : null);

    /// <summary><see cref="Replay"/> to a weight, of a synapse without state.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private protected void ReplayTo(SpikeHistory<TTarget>* history, float* weight, RowHeader* row, int through) =>
        Replay(history, new SynapsePointer(weight, null, null), row, through);

    /// <summary>
    /// Applies the events of the target and of the modulator after the row was last brought up to date and through a step,
    /// oldest first. The history and its pool hold them all: a sweep comes before one would be lost.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Replay(SpikeHistory<TTarget>* history, SynapsePointer synapse, RowHeader* row, int through)
    {
        int modulated = IsModulated ? EventsThrough(row->ReplayedThrough) : 0;
        int replayed = row->ReplayedThrough;
        int spike = history->Last;
        if (!IsModulated || spike > replayed)
        {
            int index = 0;
            while (index < SpikeHistory.Capacity - 1 && spike - history->Gap(index) > replayed)
            {
                spike -= history->Gap(index);
                index++;
            }

            if (index == SpikeHistory.Capacity - 1)
            {
                ReplayFull(history, synapse, row, through, ref modulated);
            }
            else
            {
                ReplayFrom(index, spike, history, synapse, row, through, ref modulated);
            }
        }

        if (IsModulated)
        {
            Modulate(through, synapse, ref modulated);
        }
    }

    /// <summary>
    /// Applies the spikes of a record from one of them on, which comes so many before its last, and through a step.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReplayFrom(
        int index,
        int spike,
        SpikeHistory<TTarget>* history,
        SynapsePointer synapse,
        RowHeader* row,
        int through,
        ref int modulated)
    {
        while (spike <= through)
        {
            TTarget before = default;
            if (NeedsBefore)
            {
                int inRecord = TargetHistory<TTarget>.InRecord(KeepsBefore);
                before = index < inRecord
                    ? ((TTarget*)(history + 1))[index]
                    : _history!.Before(_history.NeuronOf(history))[index - inRecord];
            }

            TargetSpike(spike, synapse, row, in before, ref modulated);
            if (index == 0)
            {
                break;
            }

            index--;
            spike += history->Gap(index);
        }
    }

    /// <summary>
    /// <see cref="Replay"/> where the row misses all spikes of the target's record, and maybe some before them. Apart, since
    /// few get here.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ReplayFull(
        SpikeHistory<TTarget>* history, SynapsePointer synapse, RowHeader* row, int through, ref int modulated)
    {
        SpikePool pool = _history!.Earlier;
        SpikeList* lists = pool.Lists;
        int list = pool.Newest(_history.NeuronOf(history));
        int i = lists[list].Count;
        while (true)
        {
            while (i > 0 && lists[list].Steps[i - 1] > row->ReplayedThrough)
            {
                i--;
            }

            if (i > 0 || lists[list].Previous == 0)
            {
                break;
            }

            list = lists[list].Previous;
            i = lists[list].Count;
        }

        for (; list != 0; list = lists[list].Next, i = 0)
        {
            for (; i < lists[list].Count; i++)
            {
                int spike = lists[list].Steps[i];
                if (spike > through)
                {
                    return;
                }

                TTarget before = default;
                if (NeedsBefore)
                {
                    before = _history.PoolBefore[((long)list * SpikeList.Capacity) + i];
                }

                TargetSpike(spike, synapse, row, in before, ref modulated);
            }
        }

        ReplayFrom(SpikeHistory.Capacity - 1, history->Oldest, history, synapse, row, through, ref modulated);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TargetSpike(int step, SynapsePointer synapse, RowHeader* row, in TTarget before, ref int modulated)
    {
        if (IsModulated)
        {
            Modulate(step - 1, synapse, ref modulated);
        }

        if (Advances)
        {
            AdvanceTo(step, synapse, modulated);
        }

        TSource source = _model.DecaySource(in *(TSource*)(row + 1), step - row->LastEvent, in _decays);
        float weight = *synapse.Weight;
        TSynapse state = HasState ? *synapse.State : default;
        _model.OnTargetSpike(ref weight, ref state, in source, in before);
        *synapse.Weight = weight;
        if (HasState)
        {
            *synapse.State = state;
        }
    }

    // Applies the modulator's events through a step, of which so many are in the synapse already.
    private void Modulate(int through, SynapsePointer synapse, ref int modulated)
    {
        HostModulator modulator = Parts.Modulator!;
        for (; modulated < modulator.Count && modulator.Events[modulated].Step <= through; modulated++)
        {
            ModulatorEvent one = modulator.Events[modulated];
            if (Advances)
            {
                AdvanceTo(one.Step, synapse, modulated);
            }

            TSynapse none = default;
            _model.OnModulator(ref *synapse.Weight, ref HasState ? ref *synapse.State : ref none, one.Amount);
        }
    }

    // Lets time pass for a synapse that holds so many of the modulator's events.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AdvanceTo(int step, SynapsePointer synapse, int modulated)
    {
        int steps = step - *synapse.LastEvent;
        if (steps <= 0)
        {
            return;
        }

        float level = 0f;
        if (IsModulated)
        {
            ModulatorEvent last = Parts.Modulator!.Events[modulated - 1];
            level = last.Level * _decays.After(_levelCurve, *synapse.LastEvent - last.Step);
        }

        TSynapse none = default;
        _model.Advance(ref *synapse.Weight, ref HasState ? ref *synapse.State : ref none, level, steps, in _decays);
        *synapse.LastEvent = step;
    }

    // Number of the modulator's events through a step, with the one before the last sweep.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int EventsThrough(int step)
    {
        if (!IsModulated)
        {
            return 0;
        }

        ModulatorEvent* events = Parts.Modulator!.Events;
        int count = Parts.Modulator.Count;
        while (count > 1 && events[count - 1].Step > step)
        {
            count--;
        }

        return count;
    }

    /// <summary>Where a synapse lies, or a copy of it.</summary>
    private readonly struct SynapsePointer
    {
        public readonly float* Weight;
        public readonly TSynapse* State;

        /// <summary>Step of its last event, where it changes between events.</summary>
        public readonly int* LastEvent;

        public SynapsePointer(float* weight, TSynapse* state, int* lastEvent)
        {
            Weight = weight;
            State = state;
            LastEvent = lastEvent;
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SnnCluster.Engine.Memory;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Host;

/// <summary>A partition's synapses of one projection, with a synapse model whose methods are there over lanes: several synapses at once.</summary>
/// <remarks>
/// <para>
/// Rows whose sources have an event go through in blocks, short ones together, since synapses do not see each other. What targets did is brought together one
/// by one, and compared with what the row knows. Synapses that miss several
/// spikes get all but the last of them in rounds: the oldest of each, the next of each. Then all lanes get the last spike, where they miss it,
/// and the source's event. So powers and the like are computed in lanes that are nearly full, since a synapse rarely misses more than one spike.
/// </para>
/// <para>
/// What comes of it stays beside the rows until it has been compared with its bounds. Where something is beyond, the block is computed again one by one, which throws
/// what it always did.
/// </para>
/// </remarks>
internal sealed unsafe partial class HostLaneProjection<TModel, TSynapse, TSource, TTarget, T>(TModel model, HostProjectionParts parts)
    : HostProjection<TModel, TSynapse, TSource, TTarget>(model, parts)
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
    where T : unmanaged, ILane<T>
{
    private const int One = 0x3F800000; // the bits of 1

    // Synapses of rows that share a block with others.
    private const int Short = LaneScratch<TSource, TTarget, T>.Capacity / 2;

    private readonly NativeArray<float> _scratch = new(LaneScratch<TSource, TTarget, T>.Length);

    private LaneScratch<TSource, TTarget, T> Scratch
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_scratch.Pointer);
    }

    public override void Dispose()
    {
        base.Dispose();
        _scratch.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DeliverSpikes(ReadOnlySpan<int> rows, int eventStep)
    {
        long events = 0;
        var pointers = new Pointers(this, Parts.Receptor.Slot(eventStep + 1));
        for (int s = 0; s < rows.Length; s++)
        {
            FetchAhead(rows, s, in pointers);
            RowHeader* row = pointers.Row(rows[s]);
            events += row->Count;
            TSource source = Model.DecaySource(in *(TSource*)(row + 1), eventStep - row->LastEvent, Decays);
            for (int begin = 0, end; begin == 0 || begin < row->Count; begin = end)
            {
                end = Math.Min(row->Count, begin + LaneScratch<TSource, TTarget, T>.Capacity);
                bool isAlone = end - begin > Short;
                if (isAlone || _count + (end - begin) > LaneScratch<TSource, TTarget, T>.Capacity || _segmentCount == _segments.Length)
                {
                    DeliverBlock(eventStep, in pointers);
                }

                Append(row, begin, end, in source, isAlone);
                if (isAlone)
                {
                    DeliverBlock(eventStep, in pointers);
                }

                if (end == 0)
                {
                    break;
                }
            }
        }

        DeliverBlock(eventStep, in pointers);
        SynapticEvents += events;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void CatchUpRow(RowHeader* row, int through)
    {
        int eventStep = IgnoresSameStep ? through : through + 1;
        for (int begin = 0; begin < row->Count; begin += LaneScratch<TSource, TTarget, T>.Capacity)
        {
            Append(row, begin, Math.Min(row->Count, begin + LaneScratch<TSource, TTarget, T>.Capacity), default, isAlone: true);
            if (CatchUpBlock(eventStep, hasEvent: false))
            {
                Store();
            }
            else
            {
                CatchUp(row, _segments[0].First, _count, through);
            }

            (_count, _segmentCount) = (0, 0);
        }
    }

    // Delivers the events of the sources of the rows in the block, and empties it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DeliverBlock(int eventStep, in Pointers pointers)
    {
        if (_count > 0)
        {
            if (CatchUpBlock(eventStep, hasEvent: true) && ApplyEvent(Parts.Receptor.Scale))
            {
                Store();
            }
            else
            {
                ApplyOneByOne(eventStep, in pointers);
            }

            AddDelivered(eventStep, in pointers);
        }

        for (int s = 0; s < _segmentCount; s++)
        {
            ref Segment segment = ref _segments[s];
            if (segment.EndsRow)
            {
                EndRow(segment.Row, in segment.Source, eventStep);
            }
        }

        (_count, _segmentCount) = (0, 0);
    }

    private void ApplyOneByOne(int eventStep, in Pointers pointers)
    {
        for (int i = 0; i < _count; i++)
        {
            ref Segment segment = ref SegmentOf(i);
            float delivered = SourceEvent(
                segment.Row, pointers.Weights + segment.First + (i - segment.Begin), _ids[i], eventStep, in segment.Source, in pointers);
            Scratch.Delivered[i] = FixedPoint.Scaled(delivered, Parts.Receptor.Scale);
        }
    }

    // Applies the spikes of targets that come before an event to a copy of the weights; says whether they are within their bound.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CatchUpBlock(int eventStep, bool hasEvent)
    {
        Gather(_count);
        (int several, int recent) = Compare(_count, eventStep);
        DecaySources(_count);
        if (hasEvent)
        {
            DecayTargets(_count);
        }

        if (recent > 0)
        {
            LookAtRecent(recent, eventStep);
        }

        if (several > 0)
        {
            ApplyEarlier(several);
        }

        return ApplyLast(_count);
    }

    // Brings together what targets did, from all over memory.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Gather(int count)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        int* targets = _ids;
        byte* records = History.Records;
        for (int i = 0; i < count; i++)
        {
            SpikeHistory<TTarget>* history = RecordAt(records, targets[i]);
            scratch.Last[i] = history->Last;
            scratch.Gaps[i] = history->Gap(0);
            ((TTarget*)scratch.States)[i] = history->State;
        }

        // What lies behind the last synapse is computed, too: as synapses of weight 0 whose targets never spike.
        for (int i = count; i % LaneScratch<TSource, TTarget, T>.Widest != 0; i++)
        {
            scratch.Weights[i] = 0f;
            scratch.Last[i] = SpikeHistory.Never;
        }
    }

    // Notes which synapses miss spikes of their targets; returns how many miss several, and how many targets spiked in the step of the event or later.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private (int Several, int Recent) Compare(int count, int eventStep)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        Vector256<int> now = Vector256.Create(eventStep);
        Vector256<int> through = Vector256.Create(IgnoresSameStep ? eventStep : eventStep - 1);
        Vector256<int> never = Vector256.Create(SpikeHistory.Never);
        Vector256<int> one = Vector256.Create(One);
        int places = _places;
        int several = 0;
        int recent = 0;
        for (int begin = 0; begin < count; begin += 64)
        {
            ulong severalBits = 0;
            ulong recentBits = 0;
            for (int bit = 0; bit < 64 && begin + bit < count; bit += Vector256<int>.Count)
            {
                int i = begin + bit;
                Vector256<int> last = Vector256.Load(scratch.Last + i);
                recentBits |= (ulong)Vector256.GreaterThanOrEqual(last, now).ExtractMostSignificantBits() << bit;
                (now - last).Store(scratch.StepsToEvent + i);

                // Synapses whose targets have spiked since are brought up to date one by one.
                last = Vector256.ConditionalSelect(Vector256.GreaterThan(last, through), never, last);
                Vector256<int> replayed = Vector256.Load(scratch.Replayed + (i & places));
                Vector256<int> misses = Vector256.GreaterThan(last, replayed);
                (misses & one).Store((int*)scratch.Misses + i);
                ((last - Vector256.Load(scratch.LastEvents + (i & places))) & misses).Store(scratch.StepsToSpike + i);
                Vector256<int> before = last - Vector256.Load(scratch.Gaps + i);
                severalBits |= (ulong)Vector256.GreaterThan(before, replayed).ExtractMostSignificantBits() << bit;
            }

            for (; severalBits != 0; severalBits &= severalBits - 1)
            {
                scratch.Several[several++] = begin + BitOperations.TrailingZeroCount(severalBits);
            }

            for (; recentBits != 0; recentBits &= recentBits - 1)
            {
                scratch.Recent[recent++] = begin + BitOperations.TrailingZeroCount(recentBits);
            }
        }

        return (several, recent);
    }

    // Decays the sources' states to the last spike of each target.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void DecaySources(int count)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        var atLast = (TSource*)scratch.SourcesAtLast;
        TModel model = Model;
        HoistedDecays decays = Decays.Hoisted;
        int places = _places;
        for (int i = 0; i < count; i++)
        {
            // What Put does with one float, too, but through memory.
            if (sizeof(TSource) == sizeof(float))
            {
                ((TSource*)scratch.Sources)[i] = model.DecaySource(in atLast[i & places], scratch.StepsToSpike[i], in decays);
            }
            else
            {
                LaneScratch<TSource, TTarget, T>.Put(
                    scratch.Sources, i, model.DecaySource(in atLast[i & places], scratch.StepsToSpike[i], in decays));
            }
        }
    }

    // Decays the targets' states to the event.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void DecayTargets(int count)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        TModel model = Model;
        HoistedDecays decays = Decays.Hoisted;
        for (int i = 0; i < count; i++)
        {
            if (sizeof(TTarget) == sizeof(float))
            {
                ((TTarget*)scratch.Targets)[i] = model.DecayTarget(in ((TTarget*)scratch.States)[i], scratch.StepsToEvent[i], in decays);
            }
            else
            {
                LaneScratch<TSource, TTarget, T>.Put(
                    scratch.Targets, i, model.DecayTarget(in ((TTarget*)scratch.States)[i], scratch.StepsToEvent[i], in decays));
            }
        }
    }

    // Synapses whose targets spiked in the step of the event, or later.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void LookAtRecent(int recent, int eventStep)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        int through = IgnoresSameStep ? eventStep : eventStep - 1;
        for (int s = 0; s < recent; s++)
        {
            int i = scratch.Recent[s];
            SpikeHistory<TTarget>* history = History.Record(_ids[i]);
            RowHeader* row = SegmentOf(i).Row;
            if (SeesEarlierAlone && history->Last == eventStep)
            {
                LaneScratch<TSource, TTarget, T>.Put(scratch.Targets, i, *(TTarget*)(history + 1));
            }

            if (history->Last > through && history->Last > row->ReplayedThrough)
            {
                ReplayTo(history, scratch.Weights + i, row, through);
            }
        }
    }

    // Applies all spikes but the last to the synapses that miss several.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ApplyEarlier(int several)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        byte* records = History.Records;
        int* targets = _ids;
        var atLast = (TSource*)scratch.SourcesAtLast;
        TModel model = Model;
        HostDecays decays = Decays;
        int left = 0;
        for (int s = 0; s < several; s++)
        {
            int i = scratch.Several[s];
            SpikeHistory<TTarget>* history = RecordAt(records, targets[i]);
            int replayed = scratch.Replayed[i & _places];
            int spike = history->Last - history->Gap(0);
            int after = 1;
            while (after < SpikeHistory.Capacity - 1 && spike - history->Gap(after) > replayed)
            {
                spike -= history->Gap(after);
                after++;
            }

            if (after == SpikeHistory.Capacity - 1)
            {
                ReplayTo(history, scratch.Weights + i, SegmentOf(i).Row, history->Last - 1);
                continue;
            }

            scratch.Several[left] = i;
            scratch.Spikes[left] = spike;
            scratch.SpikesAfter[left] = after;
            left++;
        }

        while (left > 0)
        {
            for (int s = 0; s < left; s++)
            {
                int i = scratch.Several[s];
                scratch.SeveralWeights[s] = scratch.Weights[i];
                LaneScratch<TSource, TTarget, T>.Put(
                    scratch.SeveralSources, s, model.DecaySource(in atLast[i & _places], scratch.Spikes[s] - scratch.LastEvents[i & _places], in decays));
            }

            ApplySpikes(left);
            int next = 0;
            for (int s = 0; s < left; s++)
            {
                int i = scratch.Several[s];
                int after = scratch.SpikesAfter[s] - 1;
                scratch.Weights[i] = scratch.SeveralWeights[s];
                scratch.Several[next] = i;
                scratch.SpikesAfter[next] = after;
                scratch.Spikes[next] = scratch.Spikes[s] + RecordAt(records, targets[i])->Gap(after);
                next += after > 0 ? 1 : 0;
            }

            left = next;
        }
    }

    // Applies the next spike to the synapses that miss several.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ApplySpikes(int count)
    {
        T* weights = (T*)Scratch.SeveralWeights;
        float* sources = Scratch.SeveralSources;
        TModel model = Model;
        for (int lane = 0; lane * T.Width < count; lane++)
        {
            T weight = weights[lane];
            model.OnTargetSpike(ref weight, LaneScratch<TSource, TTarget, T>.Get<TSource>(sources, lane));
            weights[lane] = weight;
        }
    }

    // Applies the last spike to the synapses that miss it; says whether weights are within their bound.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool ApplyLast(int count)
    {
        T* weights = (T*)Scratch.Weights;
        T* misses = (T*)Scratch.Misses;
        float* sources = Scratch.Sources;
        TModel model = Model;
        T zero = T.Of(0f);
        T bound = T.Of(Parts.Plan.WeightBound);
        Mask<T> within = zero <= bound;
        for (int lane = 0; lane * T.Width < count; lane++)
        {
            T weight = weights[lane];
            T changed = weight;
            model.OnTargetSpike(ref changed, LaneScratch<TSource, TTarget, T>.Get<TSource>(sources, lane));
            weight = T.Select(misses[lane] > zero, changed, weight);
            within &= T.Abs(weight) <= bound;
            weights[lane] = weight;
        }

        return T.Bits(!within) == 0;
    }

    // Applies the sources' events; says whether all is within bounds.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool ApplyEvent(float scale)
    {
        int count = _count;
        T* weights = (T*)Scratch.Weights;
        T* delivered = (T*)Scratch.Delivered;
        float* sources = Scratch.SourcesAtEvent;
        float* targets = Scratch.Targets;
        TModel model = Model;
        T bound = T.Of(Parts.Plan.WeightBound);
        T deliveredBound = T.Of(Parts.Plan.DeliveredBound);
        Mask<T> within = T.Of(0f) <= bound;
        for (int lane = 0; lane * T.Width < count; lane++)
        {
            T weight = weights[lane];
            T given = model.OnSourceEvent(
                ref weight,
                LaneScratch<TSource, TTarget, T>.Get<TSource>(sources, lane & _places),
                LaneScratch<TSource, TTarget, T>.Get<TTarget>(targets, lane));
            within &= (T.Abs(weight) <= bound) & (T.Abs(given) <= deliveredBound);
            weights[lane] = weight;
            delivered[lane] = FixedPoint.Scaled(given, T.Of(scale));
        }

        return T.Bits(!within) == 0;
    }
}

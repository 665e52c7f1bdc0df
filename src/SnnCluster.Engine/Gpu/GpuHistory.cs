// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Engine.Host;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Gpu;

/// <summary>What synapses look up of a target neuron, in one place: targets of a row lie anywhere, and a device reads 32 bytes at least.</summary>
internal struct TargetRecord<TTarget>
    where TTarget : unmanaged
{
    /// <summary>Its last spike; <see cref="GpuHistory.Never"/> before the first.</summary>
    public int Last;

    /// <summary>Number of its newest list; 0 stands for its own.</summary>
    public int Newest;

    /// <summary>Spikes in its newest list; the lists before it are full.</summary>
    public int Count;

    /// <summary>Its state just after its last spike.</summary>
    public TTarget State;

    /// <summary>Number of the newest list of the neuron, whose number this is.</summary>
    public readonly int NewestOf(int neuron) => Newest == 0 ? neuron : Newest;
}

/// <summary>What kernels see of a <see cref="GpuHistory{TTarget}"/>.</summary>
internal struct HistoryView<TTarget>
    where TTarget : unmanaged
{
    /// <summary>By neuron.</summary>
    public ArrayView<TargetRecord<TTarget>> Targets;

    /// <summary>
    /// Steps of spikes since the last sweep, ascending: lists of <see cref="GpuHistory.Capacity"/> elements. The first are
    /// the neurons' own, by id; the others are the pool, which serves neurons whose own list is full.
    /// </summary>
    public ArrayView<int> Steps;

    /// <summary>The state just before each of these spikes; one element where nobody needs it.</summary>
    public ArrayView<TTarget> Before;

    /// <summary>Number of the list that follows each list; 0 where none does.</summary>
    public ArrayView<int> Next;

    /// <summary>Number of the list before each list of the pool.</summary>
    public ArrayView<int> Previous;

    /// <summary>Lists of the pool that were asked for since the last sweep, as one element.</summary>
    public ArrayView<int> PoolAsked;

    /// <summary>The most spikes in a list that none follows, as one element.</summary>
    public ArrayView<int> LargestCount;

    /// <summary>1 where states before spikes are kept, else 0.</summary>
    public int KeepsBefore;

    /// <summary>Number of neurons.</summary>
    public int Neurons;

    /// <summary>Number of lists in the pool.</summary>
    public int PoolLists;

    /// <summary>Number of the list before a list that is not a neuron's own.</summary>
    public readonly int ListBefore(int list) => Previous[list - Neurons];

    /// <summary>The state just before a neuron's last spike, which came after the last sweep.</summary>
    /// <param name="neuron">The neuron.</param>
    /// <param name="record">Its record.</param>
    public readonly TTarget BeforeLast(int neuron, in TargetRecord<TTarget> record) =>
        Before[((long)record.NewestOf(neuron) * GpuHistory.Capacity) + record.Count - 1];

    /// <summary>Notes a spike of a neuron.</summary>
    public readonly void Push(int neuron, TargetRecord<TTarget> record, int step, TTarget before, TTarget after)
    {
        int list = record.NewestOf(neuron);
        if (record.Count == GpuHistory.Capacity)
        {
            list = Next[list];
            record.Count = 0;
            record.Newest = list;
        }

        long at = ((long)list * GpuHistory.Capacity) + record.Count;
        Steps[at] = step;
        if (KeepsBefore != 0)
        {
            Before[at] = before;
        }

        record.Count++;
        record.Last = step;
        record.State = after;
        Targets[neuron] = record;
        if (record.Count == GpuHistory.ExtendAt)
        {
            Extend(list);
        }

        if (Next[list] == 0)
        {
            Atomic.Max(ref LargestCount[0], record.Count);
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

/// <summary>What noting the spikes of a step needs.</summary>
internal struct PushArguments<TModel, TTarget>
    where TModel : unmanaged
    where TTarget : unmanaged
{
    public TModel Model;
    public HistoryView<TTarget> History;
    public DeviceDecays Decays;

    /// <summary>Spikes of the population, those of other partitions, too.</summary>
    public SpikeQueueView Queue;

    /// <summary>Steps from a spike to its effect.</summary>
    public int Delay;

    /// <summary>Global id of the first neuron.</summary>
    public int Begin;
    public StepView Step;
}

/// <summary>Notes the spikes of a step: one thread per spike.</summary>
internal static class PushKernel<TModel, TSynapse, TSource, TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    public static void Push(PushArguments<TModel, TTarget> a)
    {
        int threads = Grid.DimX * Group.DimX;
        int step = a.Step.Number;
        int spikes = a.Queue.Count(step - a.Delay);
        long list = a.Queue.First(Math.Max(0, step - a.Delay));
        for (int i = Grid.GlobalIndex.X; i < spikes; i += threads)
        {
            int neuron = a.Queue.Lists[list + i] - a.Begin;
            if ((uint)neuron < (uint)a.History.Neurons)
            {
                TargetRecord<TTarget> record = a.History.Targets[neuron];
                TTarget before = a.Model.DecayTarget(in record.State, step - record.Last, in a.Decays);
                a.History.Push(neuron, record, step, before, a.Model.TargetSpike(in before));
            }
        }
    }
}

/// <summary>What emptying the lists needs.</summary>
internal struct EmptyArguments<TTarget>
    where TTarget : unmanaged
{
    public HistoryView<TTarget> History;
    public ArrayView<int> Sweeps;

    /// <summary>Nothing is emptied unless the fullest list holds so many.</summary>
    public int IfHolds;
    public int Lists;
}

/// <summary>Empties the lists after a sweep, be it one that came because one of them was full: one thread per list.</summary>
internal static class EmptyKernel<TTarget>
    where TTarget : unmanaged
{
    public static void Lists(EmptyArguments<TTarget> a)
    {
        int threads = Grid.DimX * Group.DimX;
        int lists = a.History.LargestCount[0] < a.IfHolds ? 0 : a.Lists;
        for (int i = Grid.GlobalIndex.X; i < lists; i += threads)
        {
            a.History.Next[i] = 0;
            if (i < a.History.Neurons)
            {
                TargetRecord<TTarget> record = a.History.Targets[i];
                record.Newest = 0;
                record.Count = 0;
                a.History.Targets[i] = record;
            }
        }
    }

    /// <summary>Comes last, since all look at what it sets back; one thread.</summary>
    public static void Fullest(EmptyArguments<TTarget> a)
    {
        if (Grid.GlobalIndex.X == 0 && a.History.LargestCount[0] >= a.IfHolds)
        {
            a.History.PoolAsked[0] = 0;
            a.History.LargestCount[0] = 0;
            a.Sweeps[0] += a.IfHolds > 0 ? 1 : 0;
        }
    }
}

/// <summary>
/// What lazy plasticity needs to know of the target neurons of a population: their spikes since the last sweep, and their
/// state. After a sweep all rows hold all spikes so far, so the lists start again from nothing.
/// </summary>
/// <remarks>
/// A list that is more than half full asks the pool for one that will follow it. No spike is ever lost, and not every step
/// needs a look: a neuron spikes at most once a step, so a list that is at most half full cannot overflow in as many steps as
/// it holds in its other half. Then kernels look, and sweep if a list that none follows is more than half full: the pool had
/// none left. The host waits for none of this.
/// </remarks>
internal abstract class GpuHistory : IDisposable
{
    /// <summary>Spikes that a list holds.</summary>
    public const int Capacity = 32;

    /// <summary>Spikes in a list that make it ask for another one.</summary>
    public const int ExtendAt = (Capacity / 2) + 1;

    /// <summary>Stands for a last spike that never was.</summary>
    public const int Never = SpikeHistory.Never;

    private int _nextLook = Capacity;

    protected GpuHistory(ProjectionPlan plan, Slice slice)
    {
        Plan = plan;
        Slice = slice;
    }

    /// <summary>What projections must have in common to use it.</summary>
    public object Key => Plan.HistoryKey;

    protected ProjectionPlan Plan { get; }

    protected Slice Slice { get; }

    /// <summary>Notes the spikes that have their effect in a step.</summary>
    public abstract void Push(SpikeQueueView queue, StepView step);

    /// <summary>Times that a full list had all rows swept. Waits for the device.</summary>
    public abstract int Sweeps { get; }

    /// <summary>Whether lists must be looked at before the neurons of a step advance.</summary>
    public bool IsDue(int step) => step >= _nextLook;

    /// <summary>
    /// Empties the lists if one of them held <see cref="ExtendAt"/> spikes, before the neurons of a step advance: rows are up to
    /// date then, since their sweep went by the same.
    /// </summary>
    public void EmptyIfFull(int step)
    {
        Empty(ifHolds: ExtendAt);
        Looked(step);
    }

    /// <summary>Tells that lists were looked at before a step, be it by a graph.</summary>
    public void Looked(int step) => _nextLook = step + Capacity - ExtendAt + 1;

    /// <summary>Tells that all rows are up to date through all spikes before a step.</summary>
    public void Swept(int step)
    {
        Empty(ifHolds: 0);
        _nextLook = step + Capacity;
    }

    /// <summary>What rows that are all up to date need.</summary>
    public abstract HistorySnapshot Capture();

    /// <summary>Takes over what <see cref="Capture"/> gave before a step.</summary>
    public abstract void Restore(HistorySnapshot from, int step);

    public abstract void Dispose();

    /// <summary>Empties the lists, if the fullest holds so many.</summary>
    protected abstract void Empty(int ifHolds);
}

/// <summary>Histories with one type of state.</summary>
internal abstract class GpuHistory<TTarget> : GpuHistory
    where TTarget : unmanaged
{
    private readonly GpuArray<TargetRecord<TTarget>> _targets;
    private readonly GpuArray<int> _steps;
    private readonly GpuArray<TTarget> _before;
    private readonly GpuArray<int> _next;
    private readonly GpuArray<int> _previous;
    private readonly GpuArray<int> _poolAsked;
    private readonly GpuArray<int> _largestCount;
    private readonly GpuArray<int> _sweeps;
    private readonly GpuKernel<EmptyArguments<TTarget>> _emptyLists;
    private readonly GpuKernel<EmptyArguments<TTarget>> _emptyFullest;
    private readonly long _lists;

    protected GpuHistory(GpuRuntime runtime, ProjectionPlan plan, Slice slice, int poolLists)
        : base(plan, slice)
    {
        _lists = (long)slice.Count + poolLists;
        var records = new TargetRecord<TTarget>[slice.Count];
        records.AsSpan().Fill(new TargetRecord<TTarget> { Last = Never });
        _targets = runtime.Allocate<TargetRecord<TTarget>>(records);
        _steps = runtime.Allocate<int>(_lists * Capacity);
        _before = runtime.Allocate<TTarget>(plan.NeedsStateBeforeSpikes ? _lists * Capacity : 0);
        _next = runtime.Allocate<int>(_lists);
        _previous = runtime.Allocate<int>(poolLists);
        _poolAsked = runtime.Allocate<int>(1);
        _largestCount = runtime.Allocate<int>(1);
        _sweeps = runtime.Allocate<int>(1);
        _emptyLists = runtime.Load<EmptyArguments<TTarget>>("empty lists", EmptyKernel<TTarget>.Lists);
        _emptyFullest = runtime.Load<EmptyArguments<TTarget>>("empty fullest", EmptyKernel<TTarget>.Fullest);
        View = new HistoryView<TTarget>
        {
            Targets = _targets.View,
            Steps = _steps.View,
            Before = _before.View,
            Next = _next.View,
            Previous = _previous.View,
            PoolAsked = _poolAsked.View,
            LargestCount = _largestCount.View,
            KeepsBefore = plan.NeedsStateBeforeSpikes ? 1 : 0,
            Neurons = slice.Count,
            PoolLists = poolLists,
        };
    }

    public HistoryView<TTarget> View { get; }

    public override int Sweeps => _sweeps.Download(0, 1)[0];

    public override HistorySnapshot Capture()
    {
        TargetRecord<TTarget>[] records = _targets.Download(0, Slice.Count);
        return new HistorySnapshot(
            Array.ConvertAll(records, record => record.Last),
            StateFields.Split(Array.ConvertAll(records, record => record.State), Plan.Layout.TargetFields.Count));
    }

    public override void Restore(HistorySnapshot from, int step)
    {
        TTarget[] states = StateFields.Join<TTarget>(from.State, Slice.Count);
        _targets.Upload([.. states.Select((state, i) => new TargetRecord<TTarget> { Last = from.Last[i], State = state })]);
        Swept(step);
    }

    public override void Dispose()
    {
        _targets.Dispose();
        _steps.Dispose();
        _before.Dispose();
        _next.Dispose();
        _previous.Dispose();
        _poolAsked.Dispose();
        _largestCount.Dispose();
        _sweeps.Dispose();
    }

    protected override void Empty(int ifHolds)
    {
        var arguments = new EmptyArguments<TTarget>
        {
            History = View,
            Sweeps = _sweeps.View,
            IfHolds = ifHolds,
            Lists = checked((int)_lists),
        };
        _emptyLists.OverElements(_lists, arguments);
        _emptyFullest.OverElements(1, arguments);
    }
}

/// <summary>Histories whose state changes as a synapse model says.</summary>
internal sealed class GpuHistory<TModel, TSynapse, TSource, TTarget> : GpuHistory<TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    private readonly TModel _model;
    private readonly GpuDecays _decays;
    private readonly GpuKernel<PushArguments<TModel, TTarget>> _push;

    public GpuHistory(TModel model, GpuRuntime runtime, ProjectionPlan plan, Slice slice, int poolLists)
        : base(runtime, plan, slice, poolLists)
    {
        _model = model;
        _decays = new GpuDecays(runtime, plan.Tables);
        _push = runtime.Load<PushArguments<TModel, TTarget>>(
            $"spikes of {plan.Description.Target}", PushKernel<TModel, TSynapse, TSource, TTarget>.Push);
    }

    public override void Push(SpikeQueueView queue, StepView step) => _push.OverElements(Slice.Count, new PushArguments<TModel, TTarget>
    {
        Model = _model,
        History = View,
        Decays = _decays.View,
        Queue = queue,
        Delay = Plan.BackPropagationSteps,
        Begin = Slice.Begin,
        Step = step,
    });

    public override void Dispose()
    {
        base.Dispose();
        _decays.Dispose();
    }
}

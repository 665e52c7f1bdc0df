// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Engine.Host;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Gpu;

/// <summary>What kernels see of a <see cref="GpuHistory{TTarget}"/>.</summary>
internal struct HistoryView<TTarget>
    where TTarget : unmanaged
{
    /// <summary>Last spike of each neuron; <see cref="GpuHistory.Never"/> before the first.</summary>
    public ArrayView<int> Last;

    /// <summary>State of each neuron just after it.</summary>
    public ArrayView<TTarget> States;

    /// <summary>
    /// Steps of spikes since the last sweep, ascending: lists of <see cref="GpuHistory.Capacity"/> elements. The first are
    /// the neurons' own, by id; the others are the pool, which serves neurons whose own list is full.
    /// </summary>
    public ArrayView<int> Steps;

    /// <summary>The state just before each of these spikes; one element where nobody needs it.</summary>
    public ArrayView<TTarget> Before;

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

    /// <summary>The most spikes in a list that none follows, as one element.</summary>
    public ArrayView<int> LargestCount;

    /// <summary>1 where states before spikes are kept, else 0.</summary>
    public int KeepsBefore;

    /// <summary>Number of neurons.</summary>
    public int Neurons;

    /// <summary>Number of lists in the pool.</summary>
    public int PoolLists;

    /// <summary>Number of a neuron's newest list.</summary>
    public readonly int NewestOf(int neuron) => Newest[neuron] == 0 ? neuron : Newest[neuron];

    /// <summary>Number of the list before a list that is not a neuron's own.</summary>
    public readonly int ListBefore(int list) => Previous[list - Neurons];

    /// <summary>The state just before a neuron's last spike, which came after the last sweep.</summary>
    public readonly TTarget BeforeLast(int neuron) =>
        Before[((long)NewestOf(neuron) * GpuHistory.Capacity) + Counts[neuron] - 1];

    /// <summary>Notes a spike of a neuron.</summary>
    public readonly void Push(int neuron, int step, TTarget before, TTarget after)
    {
        int list = NewestOf(neuron);
        int count = Counts[neuron];
        if (count == GpuHistory.Capacity)
        {
            list = Next[list];
            count = 0;
            Newest[neuron] = list;
        }

        long at = ((long)list * GpuHistory.Capacity) + count;
        Steps[at] = step;
        if (KeepsBefore != 0)
        {
            Before[at] = before;
        }

        count++;
        Counts[neuron] = count;
        Last[neuron] = step;
        States[neuron] = after;
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
        for (int i = Grid.GlobalIndex.X; i < spikes; i += threads)
        {
            int neuron = a.Queue.Lists[a.Queue.First(step - a.Delay) + i] - a.Begin;
            if ((uint)neuron < (uint)a.History.Neurons)
            {
                TTarget state = a.History.States[neuron];
                TTarget before = a.Model.DecayTarget(in state, step - a.History.Last[neuron], in a.Decays);
                a.History.Push(neuron, step, before, a.Model.TargetSpike(in before));
            }
        }
    }
}

/// <summary>What emptying the lists needs.</summary>
internal struct EmptyArguments
{
    public ArrayView<int> Newest;
    public ArrayView<int> Counts;
    public ArrayView<int> Next;
    public ArrayView<int> PoolAsked;
    public ArrayView<int> LargestCount;
    public ArrayView<int> Sweeps;
    public int Neurons;
    public int Lists;
}

/// <summary>Empties the lists after a sweep that came because one of them was full: one thread per list.</summary>
internal static class EmptyKernel
{
    public static void Lists(EmptyArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        int lists = a.LargestCount[0] < GpuHistory.ExtendAt ? 0 : a.Lists;
        for (int i = Grid.GlobalIndex.X; i < lists; i += threads)
        {
            a.Next[i] = 0;
            if (i < a.Neurons)
            {
                a.Newest[i] = 0;
                a.Counts[i] = 0;
            }
        }
    }

    /// <summary>Comes last, since all look at what it sets back; one thread.</summary>
    public static void Fullest(EmptyArguments a)
    {
        if (Grid.GlobalIndex.X == 0 && a.LargestCount[0] >= GpuHistory.ExtendAt)
        {
            a.PoolAsked[0] = 0;
            a.LargestCount[0] = 0;
            a.Sweeps[0]++;
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

    private readonly GpuArray<int> _newest;
    private readonly GpuArray<int> _counts;
    private readonly GpuArray<int> _next;
    private readonly GpuArray<int> _previous;
    private readonly GpuArray<int> _poolAsked;
    private readonly GpuArray<int> _largestCount;
    private readonly GpuArray<int> _sweeps;
    private readonly GpuArray<int> _steps;
    private readonly GpuKernel<EmptyArguments> _emptyLists;
    private readonly GpuKernel<EmptyArguments> _emptyFullest;
    private int _nextLook = Capacity;

    protected GpuHistory(GpuRuntime runtime, ProjectionPlan plan, Slice slice, int poolLists)
    {
        Plan = plan;
        Slice = slice;
        PoolLists = poolLists;
        var never = new int[slice.Count];
        never.AsSpan().Fill(Never);
        Last = runtime.Allocate<int>(never);
        Lists = (long)slice.Count + poolLists;
        _steps = runtime.Allocate<int>(Lists * Capacity);
        _newest = runtime.Allocate<int>(slice.Count);
        _counts = runtime.Allocate<int>(slice.Count);
        _next = runtime.Allocate<int>(Lists);
        _previous = runtime.Allocate<int>(poolLists);
        _poolAsked = runtime.Allocate<int>(1);
        _largestCount = runtime.Allocate<int>(1);
        _sweeps = runtime.Allocate<int>(1);
        _emptyLists = runtime.Load<EmptyArguments>("empty lists", EmptyKernel.Lists);
        _emptyFullest = runtime.Load<EmptyArguments>("empty fullest", EmptyKernel.Fullest);
    }

    /// <summary>What projections must have in common to use it.</summary>
    public object Key => Plan.HistoryKey;

    protected ProjectionPlan Plan { get; }

    protected Slice Slice { get; }

    protected int PoolLists { get; }

    protected long Lists { get; }

    protected GpuArray<int> Last { get; }

    /// <summary>Notes the spikes that have their effect in a step.</summary>
    public abstract void Push(SpikeQueueView queue, StepView step);

    /// <summary>Times that a full list had all rows swept. Waits for the device.</summary>
    public int Sweeps => _sweeps.Download(0, 1)[0];

    /// <summary>Whether lists must be looked at before the neurons of a step advance.</summary>
    public bool IsDue(int step) => step >= _nextLook;

    /// <summary>
    /// Empties the lists if one of them held <see cref="ExtendAt"/> spikes, before the neurons of a step advance: rows are up to
    /// date then, since their sweep went by the same.
    /// </summary>
    public void EmptyIfFull(int step)
    {
        var arguments = new EmptyArguments
        {
            Newest = _newest.View,
            Counts = _counts.View,
            Next = _next.View,
            PoolAsked = _poolAsked.View,
            LargestCount = _largestCount.View,
            Sweeps = _sweeps.View,
            Neurons = Slice.Count,
            Lists = checked((int)Lists),
        };
        _emptyLists.OverElements(Lists, arguments);
        _emptyFullest.OverElements(1, arguments);
        Looked(step);
    }

    /// <summary>Tells that lists were looked at before a step, be it by a graph.</summary>
    public void Looked(int step) => _nextLook = step + Capacity - ExtendAt + 1;

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

    /// <summary>What rows that are all up to date need.</summary>
    public abstract HistorySnapshot Capture();

    /// <summary>Takes over what <see cref="Capture"/> gave before a step.</summary>
    public virtual void Restore(HistorySnapshot from, int step)
    {
        Last.Upload(from.Last);
        Swept(step);
    }

    public virtual void Dispose()
    {
        Last.Dispose();
        _steps.Dispose();
        _newest.Dispose();
        _counts.Dispose();
        _next.Dispose();
        _previous.Dispose();
        _poolAsked.Dispose();
        _largestCount.Dispose();
        _sweeps.Dispose();
    }

    protected HistoryView<TTarget> ViewOf<TTarget>(ArrayView<TTarget> states, ArrayView<TTarget> before)
        where TTarget : unmanaged => new()
        {
            Last = Last.View,
            States = states,
            Steps = _steps.View,
            Before = before,
            Newest = _newest.View,
            Counts = _counts.View,
            Next = _next.View,
            Previous = _previous.View,
            PoolAsked = _poolAsked.View,
            LargestCount = _largestCount.View,
            KeepsBefore = Plan.NeedsStateBeforeSpikes ? 1 : 0,
            Neurons = Slice.Count,
            PoolLists = PoolLists,
        };
}

/// <summary>Histories with one type of state.</summary>
internal abstract class GpuHistory<TTarget>(GpuRuntime runtime, ProjectionPlan plan, Slice slice, int poolLists)
    : GpuHistory(runtime, plan, slice, poolLists)
    where TTarget : unmanaged
{
    private readonly GpuArray<TTarget> _states = runtime.Allocate<TTarget>(slice.Count);
    private readonly GpuArray<TTarget> _before =
        runtime.Allocate<TTarget>(plan.NeedsStateBeforeSpikes ? ((long)slice.Count + poolLists) * Capacity : 0);

    public HistoryView<TTarget> View => ViewOf(_states.View, _before.View);

    public override HistorySnapshot Capture() => new(
        Last.Download(0, Slice.Count), StateFields.Split(_states.Download(0, Slice.Count), Plan.Layout.TargetFields.Count));

    public override void Restore(HistorySnapshot from, int step)
    {
        base.Restore(from, step);
        _states.Upload(StateFields.Join<TTarget>(from.State, Slice.Count));
    }

    public override void Dispose()
    {
        base.Dispose();
        _states.Dispose();
        _before.Dispose();
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

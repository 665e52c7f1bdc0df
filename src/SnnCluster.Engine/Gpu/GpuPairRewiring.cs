using SnnCluster.Engine.Rewiring;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// Rewiring by attempts on random pairs: the device decides, one thread per attempt. It also makes the changes, where new synapses have
/// neither delays nor state that the host must draw; the host then takes notice of them now and then, and before a result is read.
/// </summary>
internal sealed class GpuPairRewiring<TModel, TSynapse, TSource, TTarget, TRule> : GpuRewiring
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
    where TRule : unmanaged, IPairRewiringRule
{
    // Bytes of block begins that are sent at once, and updates.
    private const int BytesAhead = 1 << 18;
    private const int MostUpdatesAhead = 1024;

    // Changes that are kept on the device at least, of how many updates where there are more, and at most unless one update may make more.
    private const int LeastLog = 1 << 14;
    private const int UpdatesOfLog = 16;
    private const int MostLog = 1 << 22;

    // Updates that there is to be room for.
    private const int UpdatesOfRoom = 1024;

    private readonly GpuProjection<TModel, TSynapse, TSource, TTarget> _projection;
    private readonly AttemptGenerator _generator;
    private readonly GpuKernel<AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule>> _decide;
    private readonly GpuKernel<LogArguments<TModel, TSynapse, TSource, TTarget>> _apply;
    private readonly GpuKernel<ChangeLogView> _finish;
    private readonly GpuArray<int> _begins;
    private readonly GpuArray<int> _counters;
    private readonly GpuArray<int> _heads;
    private readonly GpuArray<int> _touched;
    private readonly int[] _ahead;
    private readonly int[] _attempts;
    private GpuArray<RowChange> _log;
    private GpuArray<int> _before;
    private AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule> _arguments;
    private int _firstAhead;
    private int _endAhead;

    // Attempts since the device's changes were last taken over, and how many more may come before they must be.
    private long _unseen;
    private long _safe;

    public GpuPairRewiring(TRule rule, GpuProjection<TModel, TSynapse, TSource, TTarget> projection, ulong seed)
        : base(projection, seed)
    {
        _projection = projection;
        long attempts = ((CandidateSource.RandomPairs)Plan.Candidates!).AttemptsPerUpdate;
        _generator = new AttemptGenerator(Plan, Targets, seed, attempts);
        GpuRuntime runtime = projection.Parts.Runtime;
        int blocks = _generator.CountBlocks(0).Length;
        _attempts = new int[Math.Clamp(BytesAhead / (sizeof(int) * (blocks + 1)), 1, MostUpdatesAhead)];
        _ahead = new int[_attempts.Length * (blocks + 1)];
        _begins = runtime.Allocate<int>(_ahead.Length);
        _counters = runtime.Allocate<int>([0, 0, 0, projection.Rows.UsedBlocks]);
        _heads = runtime.Allocate<int>(Plan.SourceSize);
        _touched = runtime.Allocate<int>(Plan.SourceSize);
        _log = runtime.Allocate<RowChange>(LeastLog);
        _before = runtime.Allocate<int>(LeastLog);
        string name = Plan.Description.Name;
        _decide = runtime.Load<AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule>>(
            $"attempt {name}", AttemptKernel<TModel, TSynapse, TSource, TTarget, TRule>.Decide);
        _apply = runtime.Load<LogArguments<TModel, TSynapse, TSource, TTarget>>(
            $"rewire {name}", LogKernel<TModel, TSynapse, TSource, TTarget>.Apply);
        _finish = runtime.Load<ChangeLogView>("finish update", LogKernel<TModel, TSynapse, TSource, TTarget>.Finish);
        _arguments = new AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule>
        {
            Rule = rule,
            RuleGrid = Plan.RuleGrid,
            Key = RandomKey.For(seed, RandomPurpose.RewiringAttempt, Plan.Index),
            Blocks = new AttemptBlocks
            {
                Begins = _begins.View,
                Updates = _attempts.Length,
                FirstBlock = _generator.FirstBlock,
                Count = blocks,
            },
            Interval = Plan.RewiringSteps,
            SourceSize = Plan.SourceSize,
            TargetSize = Plan.TargetSize,
            TargetBegin = Targets.Begin,
            TargetCount = Targets.Count,
            ForbidsAutapses = Plan.Context.ForbidsAutapses ? 1 : 0,
        };
    }

    public override bool IsOnDevice => !_projection.Rows.HasDelays && Plan.Layout.SynapseFields.Count == 0;

    private ChangeLogView Log => new()
    {
        Counters = _counters.View,
        Changes = _log.View,
        Heads = _heads.View,
        Before = _before.View,
        Touched = _touched.View,
    };

    public override void Prepare(int update)
    {
        if (update < _firstAhead || update >= _endAhead)
        {
            SendAhead(update);
        }

        int attempts = AttemptsOf(update);
        if (attempts <= _safe)
        {
            return;
        }

        Settle();
        _safe = MostAttempts();
        if (attempts > _safe)
        {
            MakeRoom(Math.Min(_log.Length, (long)UpdatesOfRoom * attempts), attempts);
            _counters.Upload([_projection.Rows.UsedBlocks], ChangeLogView.UsedBlocks);
            _safe = MostAttempts();
        }
    }

    public override void Launch(int step)
    {
        _arguments.Synapses = _projection.View;
        _arguments.Log = Log;
        _arguments.Step = _projection.Parts.Clock.At(step);
        _decide.OverElements(Math.Max(1, _attempts.Max()), _arguments);
        if (IsOnDevice)
        {
            _apply.OverRows(new LogArguments<TModel, TSynapse, TSource, TTarget>
            {
                Synapses = _projection.View,
                Log = Log,
                Step = _arguments.Step,
            });
            _finish.OverElements(1, Log);
        }
    }

    public override void Launched(int update)
    {
        int attempts = AttemptsOf(update);
        Counts.Attempts += attempts;
        _unseen += attempts;
        _safe -= attempts;
    }

    public override void Settle()
    {
        if (_unseen == 0)
        {
            return;
        }

        ReadOnlySpan<RowChange> changes = TakeChanges(out int usedBlocks);
        foreach (RowChange change in changes)
        {
            if (change.Forms)
            {
                Counts.AddFormed(change.Source, Targets.Begin + change.Target);
            }
            else
            {
                Counts.AddEliminated(change.Source, Targets.Begin + change.Target);
            }
        }

        if (changes.Length > 0)
        {
            _projection.Rows.ReadBack(usedBlocks);
        }

        _safe = MostAttempts();
    }

    public override void Dispose()
    {
        base.Dispose();
        _begins.Dispose();
        _counters.Dispose();
        _heads.Dispose();
        _touched.Dispose();
        _log.Dispose();
        _before.Dispose();
    }

    // Where the host makes the changes.
    protected override void Collect(int update, int step)
    {
        Prepare(update);
        Launch(step);
        Launched(update);
        ReadOnlySpan<RowChange> changes = TakeChanges(out _);
        _heads.Clear();
        _counters.Clear();
        foreach (RowChange change in changes)
        {
            if (change.Forms)
            {
                Form(change.Source, Targets.Begin + change.Target, change.Weight);
            }
            else
            {
                Eliminate(change.Source, Targets.Begin + change.Target);
            }
        }
    }

    // For so many attempts, or where there is not the memory, for as many as there must be.
    private void MakeRoom(long wanted, long needed)
    {
        try
        {
            _projection.Rows.MakeRoom(MostBlocksFor(wanted));
        }
        catch (InvalidDescriptionException) when (wanted > needed)
        {
            _projection.Rows.MakeRoom(MostBlocksFor(needed));
        }
    }

    private long MostBlocksFor(long attempts) => _projection.Rows.MostBlocksFor(attempts, Targets.Count);

    // Room for the changes of an update, and of several if that is not too much.
    private void GrowLog(int attempts)
    {
        Settle();
        long length = Math.Max(attempts, Math.Clamp((long)UpdatesOfLog * attempts, LeastLog, MostLog));
        _log.Dispose();
        _before.Dispose();
        _log = _projection.Parts.Runtime.Allocate<RowChange>(length);
        _before = _projection.Parts.Runtime.Allocate<int>(length);
        _projection.Rows.Moved();
        _safe = 0;
    }

    private int AttemptsOf(int update) => _attempts[update % _attempts.Length];

    private ReadOnlySpan<RowChange> TakeChanges(out int usedBlocks)
    {
        int[] counters = _counters.Download(0, ChangeLogView.CounterCount);
        usedBlocks = counters[ChangeLogView.UsedBlocks];
        Counts.Attempts -= counters[ChangeLogView.Foreign];
        RowChange[] changes = _log.Download(0, counters[ChangeLogView.Count]);
        _counters.Clear(ChangeLogView.Count, 2);
        _unseen = 0;
        return changes;
    }

    // Attempts that cannot need more room than there is, whatever they decide. Where the host makes changes, it makes room for each.
    private long MostAttempts()
    {
        if (!IsOnDevice)
        {
            return _log.Length;
        }

        long low = 0;
        long high = _log.Length;
        while (low < high)
        {
            long middle = (low + high + 1) / 2;
            if (MostBlocksFor(middle) <= _projection.Rows.FreeBlocks)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private void SendAhead(int update)
    {
        int blocks = _arguments.Blocks.Count;
        _firstAhead = update;
        _endAhead = update + _attempts.Length;
        for (int u = update; u < _endAhead; u++)
        {
            Span<int> begins = _ahead.AsSpan((int)_arguments.Blocks.First(u), blocks + 1);
            ReadOnlySpan<long> counts = _generator.CountBlocks(u);
            begins[0] = 0;
            for (int block = 0; block < blocks; block++)
            {
                begins[block + 1] = checked(begins[block] + (int)counts[block]);
            }

            _attempts[u % _attempts.Length] = begins[blocks];
        }

        _begins.Upload(_ahead);
        if (_attempts.Max() is int most && most > _log.Length)
        {
            GrowLog(most);
        }
    }
}

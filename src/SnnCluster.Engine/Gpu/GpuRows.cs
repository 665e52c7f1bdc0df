using System.Runtime.CompilerServices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// The synapses of a projection within a partition, by source, in a device's memory: each row is padded to whole blocks
/// and has spare slots. The order within a row has no meaning.
/// </summary>
/// <remarks>
/// A row that gets too long moves to the end of the arrays with twice the room. Where changes of wiring pass through the host, it knows
/// each row's place, length and room without asking the device. Where the device changes wiring by itself, the host sees to it that there
/// is room for the most that it may need, and reads the rows when it wants to know them.
/// </remarks>
internal sealed class GpuRows : IDisposable
{
    /// <summary>Entries per block, so that rows are found by 32-bit numbers.</summary>
    public const int Block = 8;

    /// <summary>Bytes of a row's record.</summary>
    public static int RowBytes => Unsafe.SizeOf<GpuRow>();

    private readonly GpuRuntime _runtime;
    private readonly GpuArray<GpuRow> _rows;
    private readonly GpuKernel<MoveArguments> _move;
    private readonly bool _hasDelays;
    private readonly int _fields;
    private readonly bool _hasLastEvents;
    private readonly int[] _firstBlocks;
    private readonly int[] _blocks;
    private readonly int[] _counts;
    private readonly ushort[]? _multiplicity;
    private GpuArray<int> _targets;
    private GpuArray<float> _weights;
    private GpuArray<byte> _delays;
    private GpuArray<float> _states;
    private GpuArray<int> _lastEvents;
    private GpuArray<RowMove> _moves;
    private long _usedBlocks;
    private Dictionary<int, (long Rows, int Blocks)>? _spare;

    /// <summary>Rows that hold a projection's synapses.</summary>
    public GpuRows(GpuRuntime runtime, ProjectionPlan plan, ISynapseList synapses)
    {
        _runtime = runtime;
        _hasDelays = plan.LargestDendriticSteps > 0;
        _fields = plan.Layout.SynapseFields.Count;
        _hasLastEvents = plan.Layout.Advances;
        int[] counts = synapses.CountBySource();
        _counts = new int[counts.Length];
        _firstBlocks = new int[counts.Length];
        _blocks = new int[counts.Length];
        for (int source = 0; source < counts.Length; source++)
        {
            _firstBlocks[source] = checked((int)_usedBlocks);
            _blocks[source] = BlocksFor(InitialSynapses.RoomFor(plan, counts[source], Block));
            _usedBlocks += _blocks[source];
        }

        long room = _usedBlocks * Block;
        var targets = new int[room];
        var weights = new float[room];
        byte[] delays = new byte[_hasDelays ? room : 0];
        float[] states = new float[room * _fields];
        int[] lastEvents = new int[_hasLastEvents ? room : 0];

        // A rewired projection has no multapses, so these numbers stay where they are.
        ushort[]? multiplicity = plan.Description.MakesMultapses ? new ushort[room] : null;
        synapses.ForEach((in NewSynapse one, ReadOnlySpan<float> state) =>
        {
            long at = ((long)_firstBlocks[one.Source] * Block) + _counts[one.Source]++;
            targets[at] = one.Target;
            weights[at] = one.Weight;
            if (_hasDelays)
            {
                delays[at] = (byte)one.Delay;
            }

            if (multiplicity is not null)
            {
                multiplicity[at] = (ushort)one.K;
            }

            for (int field = 0; field < state.Length; field++)
            {
                states[(at * _fields) + field] = state[field];
            }

            if (_hasLastEvents)
            {
                lastEvents[at] = one.LastEvent;
            }
        });
        _multiplicity = multiplicity;
        Count = synapses.Count;
        _targets = runtime.Allocate<int>(targets);
        _weights = runtime.Allocate<float>(weights);
        _delays = runtime.Allocate<byte>(delays);
        _states = runtime.Allocate<float>(states);
        _lastEvents = runtime.Allocate<int>(lastEvents);
        _moves = runtime.Allocate<RowMove>(0);
        _rows = runtime.Allocate<GpuRow>([.. Enumerable.Range(0, counts.Length).Select(source => new GpuRow
        {
            FirstBlock = _firstBlocks[source],
            Count = _counts[source],
            LastEvent = GpuHistory.Never,
            ReplayedThrough = -1,
            Blocks = _blocks[source],
        })]);
        _move = runtime.Load<MoveArguments>("move rows", MoveKernel.Move);
    }

    /// <summary>Number of synapses.</summary>
    public long Count { get; private set; }

    public bool HasDelays => _hasDelays;

    public int RowCount => _counts.Length;

    /// <summary>Changes when arrays have moved.</summary>
    public int Version { get; private set; }

    /// <summary>Number of synapses of a source.</summary>
    public int CountOf(int source) => _counts[source];

    /// <summary>Entries that are in use, with gaps between rows.</summary>
    public long Room => _usedBlocks * Block;

    /// <summary>What kernels see; changes when rows grow.</summary>
    public RowsView View => new()
    {
        Rows = _rows.View,
        Targets = _targets.View,
        Weights = _weights.View,
        Delays = _delays.View,
        HasDelays = _hasDelays ? 1 : 0,
        States = _states.View,
        Fields = _fields,
        LastEvents = _lastEvents.View,
        HasLastEvents = _hasLastEvents ? 1 : 0,
        RowCount = RowCount,
    };

    /// <summary>
    /// Makes room for changes, which are sorted by source and come with those that remove a synapse first, and counts
    /// them in. The device applies them next.
    /// </summary>
    public void Prepare(ReadOnlySpan<RowChange> changes)
    {
        var full = new List<int>();
        for (int i = 0; i < changes.Length; i++)
        {
            int source = changes[i].Source;
            int change = changes[i].Forms ? 1 : -1;
            _counts[source] += change;
            Count += change;
            bool lastOfRow = i + 1 == changes.Length || changes[i + 1].Source != source;
            if (lastOfRow && _counts[source] > _blocks[source] * Block)
            {
                full.Add(source);
            }
        }

        if (full.Count > 0)
        {
            Grow(full);
        }
    }

    /// <summary>The blocks that are in use.</summary>
    public int UsedBlocks => checked((int)_usedBlocks);

    /// <summary>Blocks that no row has.</summary>
    public long FreeBlocks => (_targets.Length / Block) - _usedBlocks;

    /// <summary>Takes over rows that the device has changed. Waits for it.</summary>
    /// <param name="usedBlocks">The blocks that are in use.</param>
    public void ReadBack(int usedBlocks)
    {
        _usedBlocks = usedBlocks;
        _spare = null;
        Count = 0;
        GpuRow[] rows = _rows.Download(0, RowCount);
        for (int source = 0; source < rows.Length; source++)
        {
            _firstBlocks[source] = rows[source].FirstBlock;
            _blocks[source] = rows[source].Blocks;
            _counts[source] = rows[source].Count;
            Count += rows[source].Count;
        }
    }

    /// <summary>The most blocks that rows may take when so many synapses are formed in all.</summary>
    /// <remarks>
    /// A row that overflows takes twice its blocks, for which it must get one synapse more than it has room for, or as many as it needs where
    /// one update gives it more than that. For twice those it must get as many as fill what it took. So what comes after a first
    /// doubling takes less than a block for each synapse.
    /// </remarks>
    /// <param name="formed">Synapses.</param>
    /// <param name="mostInRow">The most that a row may get.</param>
    public long MostBlocksFor(long formed, int mostInRow)
    {
        long most = formed + Block;
        foreach ((int spare, (long n, int blocks)) in _spare ??= CountSpare())
        {
            // Those with less to spare overflow first, but those with more may be larger: all are counted as far as synapses reach.
            most += Math.Min(n, formed / (spare + 1)) * blocks;
        }

        // A row doubles until it has room for all that it may hold: twice as many blocks as those need at most, and as many again before.
        return Math.Min(most, 4L * BlocksFor(checked(mostInRow + _counts.DefaultIfEmpty().Max())) * RowCount);
    }

    /// <summary>Tells that something else that kernels over rows use has moved.</summary>
    public void Moved() => Version++;

    /// <summary>Makes room for so many blocks more. All rows move.</summary>
    public void MakeRoom(long blocks)
    {
        if (FreeBlocks < blocks)
        {
            Compact(blocks);
        }
    }

    /// <summary>Copies all synapses to columns of their length, with the weights that the arrays hold.</summary>
    public void CopyTo(SynapseColumns columns, int targetBegin)
    {
        int[] targets = _targets.Download(0, Room);
        float[] weights = DownloadWeights();
        byte[] delays = _delays.Download(0, _hasDelays ? Room : 0);
        float[] states = _states.Download(0, Room * _fields);
        int[] lastEvents = _lastEvents.Download(0, _hasLastEvents ? Room : 0);
        int n = 0;
        for (int source = 0; source < RowCount; source++)
        {
            long first = (long)_firstBlocks[source] * Block;
            for (long i = first; i < first + _counts[source]; i++)
            {
                columns.Sources[n] = source;
                columns.Targets[n] = targetBegin + targets[i];
                columns.Weights[n] = weights[i];
                if (columns.DendriticDelays is not null)
                {
                    columns.DendriticDelays[n] = delays[i];
                }

                if (columns.Multiplicity is not null)
                {
                    columns.Multiplicity[n] = _multiplicity![i];
                }

                for (int field = 0; field < _fields; field++)
                {
                    columns.States[field][n] = states[(i * _fields) + field];
                }

                if (columns.LastEvents is not null)
                {
                    columns.LastEvents[n] = lastEvents[i];
                }

                n++;
            }
        }
    }

    /// <summary>The weight of each entry, as the arrays hold it.</summary>
    public float[] DownloadWeights() => _weights.Download(0, Room);

    /// <summary>Step of the last event of some sources.</summary>
    public int[] ReadEvents(Slice sources) =>
        [.. _rows.Download(sources.Begin, sources.Count).Select(row => row.LastEvent)];

    /// <summary>Takes over the events of all sources, and that all weights are up to date through a step.</summary>
    public void WriteEvents(int[] lastEvents, int through) =>
        _rows.Upload([.. lastEvents.Select((lastEvent, source) => new GpuRow
        {
            FirstBlock = _firstBlocks[source],
            Count = _counts[source],
            LastEvent = lastEvent,
            ReplayedThrough = through,
            Blocks = _blocks[source],
        })]);

    /// <summary>All synapses, sorted by (source, target, k).</summary>
    /// <param name="plan">The projection.</param>
    /// <param name="targetBegin">Global id of the first target.</param>
    /// <param name="weights">The weight of each entry.</param>
    public Recording.Synapse[] Download(ProjectionPlan plan, int targetBegin, float[] weights)
    {
        var synapses = new Recording.Synapse[Count];
        int[] targets = _targets.Download(0, Room);
        byte[]? delays = _hasDelays ? _delays.Download(0, Room) : null;
        int n = 0;
        for (int source = 0; source < RowCount; source++)
        {
            int begin = n;
            long first = (long)_firstBlocks[source] * Block;
            for (long i = first; i < first + _counts[source]; i++)
            {
                synapses[n++] = new Recording.Synapse(
                    source,
                    targetBegin + targets[i],
                    _multiplicity is null ? 0 : _multiplicity[i],
                    weights[i],
                    plan.DelaySteps + (delays is null ? 0 : delays[i]));
            }

            synapses.AsSpan(begin, n - begin).Sort(static (a, b) => (a.Target, a.K).CompareTo((b.Target, b.K)));
        }

        return synapses;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _targets.Dispose();
        _weights.Dispose();
        _delays.Dispose();
        _states.Dispose();
        _lastEvents.Dispose();
        _moves.Dispose();
    }

    private static int BlocksFor(int synapses) => (synapses + Block - 1) / Block;

    // How many rows have room for so many more synapses, and twice the blocks of the longest of them.
    private Dictionary<int, (long Rows, int Blocks)> CountSpare()
    {
        var counted = new Dictionary<int, (long Rows, int Blocks)>();
        for (int source = 0; source < RowCount; source++)
        {
            int spare = (_blocks[source] * Block) - _counts[source];
            (long n, int blocks) = counted.GetValueOrDefault(spare);
            counted[spare] = (n + 1, Math.Max(blocks, Math.Max(1, 2 * _blocks[source])));
        }

        return counted;
    }

    private void Grow(List<int> full)
    {
        long wanted = 0;
        foreach (int source in full)
        {
            _blocks[source] = Math.Max(BlocksFor(_counts[source]), 2 * _blocks[source]);
            wanted += _blocks[source];
        }

        if ((_usedBlocks + wanted) * Block > _targets.Length)
        {
            Compact(0);
            return;
        }

        MoveRows(View, full);
    }

    // All rows go to new arrays in the order of their sources, which drops what rows left behind when they moved.
    private void Compact(long free)
    {
        long live = 0;
        foreach (int blocks in _blocks)
        {
            live += blocks;
        }

        long room = (live + Math.Max(live / 2, free)) * Block;
        RowsView from = View;
        IDisposable[] before = [_targets, _weights, _delays, _states, _lastEvents];
        var made = new List<IDisposable>();
        GpuArray<T> Make<T>(long length)
            where T : unmanaged
        {
            GpuArray<T> array = _runtime.Allocate<T>(length);
            made.Add(array);
            return array;
        }

        try
        {
            (_targets, _weights, _delays, _states, _lastEvents) = (
                Make<int>(room), Make<float>(room), Make<byte>(_hasDelays ? room : 0), Make<float>(room * _fields), Make<int>(_hasLastEvents ? room : 0));
        }
        catch
        {
            made.ForEach(array => array.Dispose());
            throw;
        }

        _usedBlocks = 0;
        Version++;
        MoveRows(from, Enumerable.Range(0, RowCount));
        _runtime.Synchronize();
        Array.ForEach(before, array => array.Dispose());
    }

    // Gives each row a place at the end of what is used.
    private void MoveRows(RowsView from, IEnumerable<int> sources)
    {
        var moves = new List<RowMove>();
        foreach (int source in sources)
        {
            _firstBlocks[source] = checked((int)_usedBlocks);
            moves.Add(new RowMove(source, _firstBlocks[source]));
            _usedBlocks += _blocks[source];
        }

        if (_moves.Length < moves.Count)
        {
            _moves.Dispose();
            _moves = _runtime.Allocate<RowMove>(moves.Count);
        }

        _moves.Upload(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(moves));
        _move.OverRows(moves.Count, new MoveArguments { From = from, To = View, Moves = _moves.View, Count = moves.Count });
    }
}

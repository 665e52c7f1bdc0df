using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Host;

/// <summary>A row's place, and what plasticity keeps per source neuron; the state of the source follows it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RowHeader
{
    /// <summary>First entry, in blocks of <see cref="SynapseRows.Block"/>.</summary>
    public int FirstBlock;

    /// <summary>Number of synapses.</summary>
    public int Count;

    /// <summary>Room, in blocks.</summary>
    public int Blocks;

    /// <summary>Step of the last source event; <see cref="SpikeHistory.Never"/> before the first.</summary>
    public int LastEvent;

    /// <summary>Target spikes up to this step are in the weights.</summary>
    public int ReplayedThrough;
}

/// <summary>
/// The synapses of a projection within a partition, by source: each row is padded to whole blocks and has spare slots;
/// a full row moves to the end of the arrays with twice the room. The order within a row has no meaning, so removal
/// moves the last synapse into the gap. A 64-bit signature per row (a Bloom filter with two bits per target) tells most pairs that
/// are not connected without a look at the row.
/// </summary>
/// <remarks>
/// The state of a synapse beside its weight lies together: who needs one of its fields needs them all.
/// </remarks>
internal sealed unsafe class SynapseRows : HostRows
{
    /// <summary>Entries per block: a vector of ids.</summary>
    public const int Block = 8;

    private readonly NativeArray<byte> _headers;
    private readonly int _headerBytes;
    private readonly int _fields;
    private readonly NativeArray<float>? _states;
    private readonly NativeArray<int>? _lastEvents;
    private readonly NativeArray<ulong> _signatures;
    private readonly NativeArray<int> _targets;
    private readonly NativeArray<float>? _weights;
    private readonly float _constantWeight;
    private readonly NativeArray<byte>? _delays;
    private readonly NativeArray<ushort>? _multiplicity;
    private long _usedBlocks;
    private long _count;

    /// <summary>Rows for so many sources with room as given.</summary>
    /// <param name="room">Room wanted per row, in synapses.</param>
    /// <param name="hasDelays">Whether synapses have dendritic delays.</param>
    /// <param name="hasMultapses">Whether a pair may have several synapses.</param>
    /// <param name="layout">State of synapses and sources; null where weights never change.</param>
    /// <param name="constantWeight">The weight of all synapses, which is then not kept for each; null where they may differ.</param>
    /// <param name="directory">The sources of the rows, as many as there is room given for; null where each source of the population has a row, by its number.</param>
    public SynapseRows(
        ReadOnlySpan<int> room,
        bool hasDelays,
        bool hasMultapses,
        SynapseLayout? layout = null,
        float? constantWeight = null,
        SourceDirectory? directory = null)
        : base(room.Length, directory)
    {
        _constantWeight = constantWeight ?? 0f;
        _fields = layout?.SynapseFields.Count ?? 0;
        _headerBytes = HeaderBytes(sizeof(float) * (layout?.SourceFields.Count ?? 0));
        _headers = new NativeArray<byte>((long)_headerBytes * room.Length);
        _signatures = new NativeArray<ulong>(room.Length);
        for (int source = 0; source < room.Length; source++)
        {
            int blocks = BlocksFor(room[source]);
            *Header(source) = new RowHeader
            {
                FirstBlock = checked((int)_usedBlocks),
                Blocks = blocks,
                LastEvent = SpikeHistory.Never,
                ReplayedThrough = -1,
            };
            _usedBlocks += blocks;
        }

        _targets = new NativeArray<int>(_usedBlocks * Block);
        _weights = constantWeight is null ? new NativeArray<float>(_usedBlocks * Block) : null;
        _delays = hasDelays ? new NativeArray<byte>(_usedBlocks * Block) : null;
        _multiplicity = hasMultapses ? new NativeArray<ushort>(_usedBlocks * Block) : null;
        _states = _fields > 0 ? new NativeArray<float>(_usedBlocks * Block * _fields) : null;
        _lastEvents = layout?.Advances == true ? new NativeArray<int>(_usedBlocks * Block) : null;
    }

    /// <inheritdoc/>
    public override long Count => _count;

    /// <inheritdoc/>
    public override bool HasMultapses => _multiplicity is not null;

    public bool HasDelays => _delays is not null;

    /// <summary>All headers, <see cref="HeaderBytes"/> apart.</summary>
    public byte* Headers => _headers.Pointer;

    public ulong* Signatures => _signatures.Pointer;

    /// <summary>Local ids of targets.</summary>
    public int* Targets => _targets.Pointer;

    /// <summary>Weights; null where all synapses have the <see cref="ConstantWeight"/>.</summary>
    public float* Weights => _weights is null ? null : _weights.Pointer;

    /// <summary>The weight of all synapses, where they have no weights of their own.</summary>
    public float ConstantWeight => _constantWeight;

    /// <summary>Dendritic delays [steps]; null where there are none.</summary>
    public byte* Delays => _delays is null ? null : _delays.Pointer;

    /// <summary>Numbers among the synapses of a pair; null where all are 0.</summary>
    public ushort* Multiplicity => _multiplicity is null ? null : _multiplicity.Pointer;

    /// <summary>State of synapses beside their weights, all fields of one after another; null where there is none.</summary>
    public float* States => _states is null ? null : _states.Pointer;

    /// <summary>Step of each synapse's last event, for models that change between events; else null.</summary>
    public int* LastEvents => _lastEvents is null ? null : _lastEvents.Pointer;

    /// <summary>Bytes from one header to the next: half a cache line where a source has at most three floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HeaderBytes(int sourceBytes) => (sizeof(RowHeader) + sourceBytes + 31) / 32 * 32;

    /// <summary>The header of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RowHeader* Header(int source) => (RowHeader*)(_headers.Pointer + ((long)source * _headerBytes));

    /// <inheritdoc/>
    public override int LengthOf(int row) => Header(row)->Count;

    /// <inheritdoc/>
    public override RowView View(int row)
    {
        long first = First(row);
        return new RowView
        {
            Count = Header(row)->Count,
            Targets = Targets + first,
            Weights = _weights is null ? null : Weights + first,
            ConstantWeight = _constantWeight,
            Delays = _delays is null ? null : Delays + first,
            Multiplicity = _multiplicity is null ? null : Multiplicity + first,
        };
    }

    /// <summary>State of a row's source: its fields.</summary>
    public static float* SourceState(RowHeader* row) => (float*)(row + 1);

    /// <summary>The two bits of a target in its row's signature.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SignatureBits(int target)
    {
        uint hash = (uint)target * 0x9E3779B1u;
        return (1UL << (int)(hash >> 26)) | (1UL << (int)((hash >> 20) & 63));
    }

    /// <summary>The weight at an index of the arrays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float WeightAt(long index) => _weights is null ? _constantWeight : _weights[index];

    /// <summary>Index of the first entry of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long First(int source) => (long)Header(source)->FirstBlock * Block;

    /// <summary>Whether the signature leaves it open that a pair is connected.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayContain(int source, int target)
    {
        ulong bits = SignatureBits(target);
        return (_signatures.Pointer[source] & bits) == bits;
    }

    /// <summary>Index of a synapse in the arrays, -1 where the pair is not connected; the first found of several.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Find(int source, int target)
    {
        RowHeader* row = Header(source);
        long first = (long)row->FirstBlock * Block;
        int* targets = _targets.Pointer + first;
        Vector256<int> wanted = Vector256.Create(target);
        for (int i = 0; i < row->Count; i += Block)
        {
            uint matches = Vector256.Equals(Vector256.Load(targets + i), wanted).ExtractMostSignificantBits();

            // Slots behind the last synapse hold what was there before.
            int valid = row->Count - i;
            matches &= valid >= Block ? 0xFFu : (1u << valid) - 1;
            if (matches != 0)
            {
                return first + i + System.Numerics.BitOperations.TrailingZeroCount(matches);
            }
        }

        return -1;
    }

    /// <summary>Adds a synapse; the caller has seen to it that the pair (and k) is not there yet.</summary>
    public void Add(
        int source, int target, float weight, int delay = 0, int k = 0, ReadOnlySpan<float> state = default, int lastEvent = 0)
    {
        RowHeader* row = Header(source);
        if (row->Count == row->Blocks * Block)
        {
            Grow(source);
            row = Header(source);
        }

        long index = ((long)row->FirstBlock * Block) + row->Count;
        _targets[index] = target;
        if (_weights is not null)
        {
            _weights[index] = weight;
        }

        if (_delays is not null)
        {
            _delays[index] = (byte)delay;
        }

        if (_multiplicity is not null)
        {
            _multiplicity[index] = (ushort)k;
        }

        if (_states is not null)
        {
            state.CopyTo(new Span<float>(States + (index * _fields), _fields));
        }

        if (_lastEvents is not null)
        {
            _lastEvents[index] = lastEvent;
        }

        row->Count++;
        _count++;
        _signatures[source] |= SignatureBits(target);
    }

    /// <summary>Removes the synapse at an index of the arrays.</summary>
    public void RemoveAt(int source, long index)
    {
        RowHeader* row = Header(source);
        long first = (long)row->FirstBlock * Block;
        long last = first + row->Count - 1;
        _targets[index] = _targets[last];
        Move(_weights, last, index, 1);
        if (_delays is not null)
        {
            _delays[index] = _delays[last];
        }

        if (_multiplicity is not null)
        {
            _multiplicity[index] = _multiplicity[last];
        }

        Move(_states, last * _fields, index * _fields, _fields);
        Move(_lastEvents, last, index, 1);

        row->Count--;
        _count--;
        ulong signature = 0;
        for (long i = first; i < last; i++)
        {
            signature |= SignatureBits(_targets[i]);
        }

        _signatures[source] = signature;
    }

    /// <summary>
    /// Puts the synapses of each row in the order of their delays, those of one delay as they were, so that delivery goes through the slots of the ring one by one.
    /// </summary>
    public void SortByDelay()
    {
        if (_delays is null)
        {
            return;
        }

        int longest = 0;
        for (int source = 0; source < RowCount; source++)
        {
            longest = Math.Max(longest, Header(source)->Count);
        }

        using var scratch = new NativeArray<byte>((long)longest * Math.Max(sizeof(float) * Math.Max(1, _fields), sizeof(int)));
        var places = new int[longest];
        Span<int> next = stackalloc int[byte.MaxValue + 2];
        for (int source = 0; source < RowCount; source++)
        {
            int count = Header(source)->Count;
            long first = First(source);
            byte* delays = Delays + first;
            next.Clear();
            for (int i = 0; i < count; i++)
            {
                next[delays[i] + 1]++;
            }

            for (int delay = 1; delay < next.Length; delay++)
            {
                next[delay] += next[delay - 1];
            }

            for (int i = 0; i < count; i++)
            {
                places[i] = next[delays[i]]++;
            }

            ReadOnlySpan<int> order = places.AsSpan(0, count);
            Permute(_targets, first, order, scratch);
            Permute(_weights, first, order, scratch);
            Permute(_delays, first, order, scratch);
            Permute(_multiplicity, first, order, scratch);
            Permute(_states, first * _fields, order, scratch, _fields);
            Permute(_lastEvents, first, order, scratch);
        }
    }

    /// <inheritdoc/>
    protected override void CopyStates(int row, SynapseColumns columns, int at)
    {
        int count = Header(row)->Count;
        long first = First(row);
        if (_lastEvents is not null)
        {
            new ReadOnlySpan<int>(LastEvents + first, count).CopyTo(columns.LastEvents.AsSpan(at));
        }

        for (int i = 0; i < count; i++)
        {
            for (int field = 0; field < _fields; field++)
            {
                columns.States[field][at + i] = States[((first + i) * _fields) + field];
            }
        }
    }

    public override void Dispose()
    {
        _headers.Dispose();
        _signatures.Dispose();
        _targets.Dispose();
        _weights?.Dispose();
        _delays?.Dispose();
        _multiplicity?.Dispose();
        _states?.Dispose();
        _lastEvents?.Dispose();
    }

    private static int BlocksFor(int synapses) => (synapses + Block - 1) / Block;

    private void Grow(int source)
    {
        int blocks = Math.Max(1, 2 * Header(source)->Blocks);
        if ((_usedBlocks + blocks) * Block > _targets.Length)
        {
            Compact(blocks);
        }

        RowHeader* row = Header(source);
        long from = (long)row->FirstBlock * Block;
        long to = _usedBlocks * Block;
        Move(_targets, from, to, row->Count);
        Move(_weights, from, to, row->Count);
        Move(_delays, from, to, row->Count);
        Move(_multiplicity, from, to, row->Count);
        Move(_states, from * _fields, to * _fields, row->Count * _fields);
        Move(_lastEvents, from, to, row->Count);
        row->FirstBlock = checked((int)_usedBlocks);
        row->Blocks = blocks;
        _usedBlocks += blocks;
    }

    // Rows go to new memory in the order of their sources, which drops what rows left behind when they moved.
    private void Compact(int moreBlocks)
    {
        long live = 0;
        for (int source = 0; source < RowCount; source++)
        {
            live += Header(source)->Blocks;
        }

        long room = (live + moreBlocks + (live / 2)) * Block;
        Repack(_targets, room);
        Repack(_weights, room);
        Repack(_delays, room);
        Repack(_multiplicity, room);
        Repack(_states, room, _fields);
        Repack(_lastEvents, room);
        _usedBlocks = 0;
        for (int source = 0; source < RowCount; source++)
        {
            RowHeader* row = Header(source);
            row->FirstBlock = checked((int)_usedBlocks);
            _usedBlocks += row->Blocks;
        }
    }

    private void Repack<T>(NativeArray<T>? array, long room, int fields = 1)
        where T : unmanaged
    {
        if (array is null)
        {
            return;
        }

        T* old = array.Renew(room * fields);
        T* to = array.Pointer;
        for (int source = 0; source < RowCount; source++)
        {
            RowHeader* row = Header(source);
            Copy(old + ((long)row->FirstBlock * Block * fields), to, row->Count * fields);
            to += (long)row->Blocks * Block * fields;
        }

        NativeArray<T>.Release(old);
    }

    private static void Permute<T>(NativeArray<T>? array, long first, ReadOnlySpan<int> places, NativeArray<byte> scratch, int fields = 1)
        where T : unmanaged
    {
        if (array is null)
        {
            return;
        }

        var to = (T*)scratch.Pointer;
        T* from = array.Pointer + first;
        for (int i = 0; i < places.Length; i++)
        {
            for (int field = 0; field < fields; field++)
            {
                to[(places[i] * fields) + field] = from[(i * fields) + field];
            }
        }

        Copy(to, from, places.Length * fields);
    }

    private static void Move<T>(NativeArray<T>? array, long from, long to, int count)
        where T : unmanaged
    {
        if (array is not null)
        {
            Copy(array.Pointer + from, array.Pointer + to, count);
        }
    }

    private static void Copy<T>(T* from, T* to, int count)
        where T : unmanaged =>
        Buffer.MemoryCopy(from, to, (long)count * sizeof(T), (long)count * sizeof(T));
}

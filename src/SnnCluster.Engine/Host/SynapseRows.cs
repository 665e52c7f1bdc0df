using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Engine.Host;

/// <summary>A row's place, and what plasticity keeps per source neuron.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
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

    /// <summary>Trace of source events just after the last one.</summary>
    public float SourceTrace;

    /// <summary>Target spikes up to this step are in the weights.</summary>
    public int ReplayedThrough;
}

/// <summary>
/// The synapses of a projection within a partition, by source: each row is padded to whole blocks and has spare slots;
/// a full row moves to the end of the arrays with twice the room. The order within a row has no meaning, so removal
/// moves the last synapse into the gap. A 64-bit signature per row (a Bloom filter with two bits per target) tells most pairs that
/// are not connected without a look at the row.
/// </summary>
internal sealed unsafe class SynapseRows : IDisposable
{
    /// <summary>Entries per block: a vector of ids.</summary>
    public const int Block = 8;

    private readonly NativeArray<RowHeader> _headers;
    private readonly NativeArray<ulong> _signatures;
    private readonly NativeArray<int> _targets;
    private readonly NativeArray<float> _weights;
    private readonly NativeArray<byte>? _delays;
    private readonly NativeArray<ushort>? _multiplicity;
    private long _usedBlocks;

    /// <summary>Rows for so many sources with room as given.</summary>
    /// <param name="room">Room wanted per source, in synapses.</param>
    /// <param name="hasDelays">Whether synapses have dendritic delays.</param>
    /// <param name="hasMultapses">Whether a pair may have several synapses.</param>
    public SynapseRows(ReadOnlySpan<int> room, bool hasDelays, bool hasMultapses)
    {
        _headers = new NativeArray<RowHeader>(room.Length);
        _signatures = new NativeArray<ulong>(room.Length);
        for (int source = 0; source < room.Length; source++)
        {
            int blocks = BlocksFor(room[source]);
            _headers[source] = new RowHeader
            {
                FirstBlock = checked((int)_usedBlocks),
                Blocks = blocks,
                LastEvent = SpikeHistory.Never,
                ReplayedThrough = -1,
            };
            _usedBlocks += blocks;
        }

        _targets = new NativeArray<int>(_usedBlocks * Block);
        _weights = new NativeArray<float>(_usedBlocks * Block);
        _delays = hasDelays ? new NativeArray<byte>(_usedBlocks * Block) : null;
        _multiplicity = hasMultapses ? new NativeArray<ushort>(_usedBlocks * Block) : null;
    }

    /// <summary>Number of sources.</summary>
    public int RowCount => (int)_headers.Length;

    /// <summary>Number of synapses.</summary>
    public long Count { get; private set; }

    public bool HasDelays => _delays is not null;

    public RowHeader* Headers => _headers.Pointer;

    public ulong* Signatures => _signatures.Pointer;

    /// <summary>Local ids of targets.</summary>
    public int* Targets => _targets.Pointer;

    public float* Weights => _weights.Pointer;

    /// <summary>Dendritic delays [steps]; null where there are none.</summary>
    public byte* Delays => _delays is null ? null : _delays.Pointer;

    /// <summary>Numbers among the synapses of a pair; null where all are 0.</summary>
    public ushort* Multiplicity => _multiplicity is null ? null : _multiplicity.Pointer;

    /// <summary>The two bits of a target in its row's signature.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SignatureBits(int target)
    {
        uint hash = (uint)target * 0x9E3779B1u;
        return (1UL << (int)(hash >> 26)) | (1UL << (int)((hash >> 20) & 63));
    }

    /// <summary>Index of the first entry of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long First(int source) => (long)_headers.Pointer[source].FirstBlock * Block;

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
        RowHeader* row = _headers.Pointer + source;
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
    public void Add(int source, int target, float weight, int delay = 0, int k = 0)
    {
        RowHeader* row = _headers.Pointer + source;
        if (row->Count == row->Blocks * Block)
        {
            Grow(source);
            row = _headers.Pointer + source;
        }

        long index = ((long)row->FirstBlock * Block) + row->Count;
        _targets[index] = target;
        _weights[index] = weight;
        if (_delays is not null)
        {
            _delays[index] = (byte)delay;
        }

        if (_multiplicity is not null)
        {
            _multiplicity[index] = (ushort)k;
        }

        row->Count++;
        Count++;
        _signatures[source] |= SignatureBits(target);
    }

    /// <summary>Removes the synapse at an index of the arrays.</summary>
    public void RemoveAt(int source, long index)
    {
        RowHeader* row = _headers.Pointer + source;
        long first = (long)row->FirstBlock * Block;
        long last = first + row->Count - 1;
        _targets[index] = _targets[last];
        _weights[index] = _weights[last];
        if (_delays is not null)
        {
            _delays[index] = _delays[last];
        }

        if (_multiplicity is not null)
        {
            _multiplicity[index] = _multiplicity[last];
        }

        row->Count--;
        Count--;
        ulong signature = 0;
        for (long i = first; i < last; i++)
        {
            signature |= SignatureBits(_targets[i]);
        }

        _signatures[source] = signature;
    }

    /// <summary>Copies all synapses to columns of their length, row by row.</summary>
    public void CopyTo(SynapseColumns columns, int targetBegin)
    {
        int n = 0;
        for (int source = 0; source < RowCount; source++)
        {
            int count = _headers[source].Count;
            long first = First(source);
            columns.Sources.AsSpan(n, count).Fill(source);
            new ReadOnlySpan<float>(Weights + first, count).CopyTo(columns.Weights.AsSpan(n));
            if (_delays is not null)
            {
                new ReadOnlySpan<byte>(Delays + first, count).CopyTo(columns.DendriticDelays.AsSpan(n));
            }

            if (_multiplicity is not null)
            {
                new ReadOnlySpan<ushort>(Multiplicity + first, count).CopyTo(columns.Multiplicity.AsSpan(n));
            }

            for (int i = 0; i < count; i++)
            {
                columns.Targets[n + i] = targetBegin + Targets[first + i];
            }

            n += count;
        }
    }

    public void Dispose()
    {
        _headers.Dispose();
        _signatures.Dispose();
        _targets.Dispose();
        _weights.Dispose();
        _delays?.Dispose();
        _multiplicity?.Dispose();
    }

    private static int BlocksFor(int synapses) => (synapses + Block - 1) / Block;

    private void Grow(int source)
    {
        int blocks = Math.Max(1, 2 * _headers[source].Blocks);
        if ((_usedBlocks + blocks) * Block > _targets.Length)
        {
            Compact(blocks);
        }

        RowHeader* row = _headers.Pointer + source;
        long from = (long)row->FirstBlock * Block;
        long to = _usedBlocks * Block;
        Move(_targets, from, to, row->Count);
        Move(_weights, from, to, row->Count);
        Move(_delays, from, to, row->Count);
        Move(_multiplicity, from, to, row->Count);
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
            live += _headers[source].Blocks;
        }

        long room = (live + moreBlocks + (live / 2)) * Block;
        Repack(_targets, room);
        Repack(_weights, room);
        Repack(_delays, room);
        Repack(_multiplicity, room);
        _usedBlocks = 0;
        for (int source = 0; source < RowCount; source++)
        {
            RowHeader* row = _headers.Pointer + source;
            row->FirstBlock = checked((int)_usedBlocks);
            _usedBlocks += row->Blocks;
        }
    }

    private void Repack<T>(NativeArray<T>? array, long room)
        where T : unmanaged
    {
        if (array is null)
        {
            return;
        }

        T* old = array.Renew(room);
        T* to = array.Pointer;
        for (int source = 0; source < RowCount; source++)
        {
            RowHeader* row = _headers.Pointer + source;
            Copy(old + ((long)row->FirstBlock * Block), to, row->Count);
            to += (long)row->Blocks * Block;
        }

        NativeArray<T>.Release(old);
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

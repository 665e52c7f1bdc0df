using System.Buffers.Binary;
using System.IO.Hashing;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using ZstdSharp;

namespace SnnCluster.Engine.Snapshots.Files;

/// <summary>Writes one snapshot: column by column, each in blocks of about a mebibyte.</summary>
internal sealed class SnapshotWriter(Stream stream, PartitionSnapshot snapshot) : IDisposable
{
    // Small enough that a cut that needs a part of a column need not read much more.
    private const int BlockLength = 1 << 20;
    private const int CompressionLevel = 1;

    private readonly Compressor _compressor = new(CompressionLevel);
    private readonly XxHash3 _headers = new();
    private readonly byte[] _header = new byte[BlockHeader.Length];

    // They grow with the blocks: most snapshots of small networks need a few kibibytes.
    private byte[] _raw = [];
    private byte[] _stored = [];
    private long _blocks;

    /// <summary>Begins every file: no text, so that nothing that translates line ends leaves it whole.</summary>
    public static ReadOnlySpan<byte> Magic => "SNNSNAP\n"u8;

    public void Write()
    {
        Span<byte> version = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(version, SnapshotFile.Version);
        stream.Write(Magic);
        stream.Write(version);
        SnapshotOutline outline = SnapshotOutline.Of(snapshot);
        byte[] bytes = outline.ToBytes();
        Span<byte> raw = Begin(bytes.Length);
        bytes.CopyTo(raw);
        End(new BlockHeader { Kind = BlockKind.Outline, Entries = 1, RawLength = bytes.Length });
        foreach (SnapshotColumn column in outline.Columns())
        {
            long step = Math.Max(1, BlockLength / column.EntryLength);
            for (long first = 0; first < column.Entries; first += step)
            {
                WriteBlock(column, (int)first, (int)Math.Min(step, column.Entries - first));
            }
        }

        raw = Begin(16);
        BinaryPrimitives.WriteInt64LittleEndian(raw, _blocks);
        BinaryPrimitives.WriteUInt64LittleEndian(raw[8..], _headers.GetCurrentHashAsUInt64());
        End(new BlockHeader { Kind = BlockKind.End, Entries = 1, RawLength = 16 });
    }

    public void Dispose() => _compressor.Dispose();

    private void WriteBlock(SnapshotColumn column, int first, int count)
    {
        int length = checked(count * column.EntryLength);
        Span<byte> raw = Begin(length);
        Slice ids = Fill(raw, column, first, count);
        End(new BlockHeader(
            column.Kind, column.Index, column.Part, first, count, ids.Begin, ids.End, length, StoredLength: 0, Hash: 0));
    }

    // Encodes entries; returns the range of ids in them.
    private Slice Fill(Span<byte> to, SnapshotColumn column, int first, int count)
    {
        if (column.Kind is BlockKind.SourceEvents or BlockKind.Synapses or BlockKind.Counts)
        {
            return FillProjection(to, column.Kind, snapshot.Projections[column.Index], first, count);
        }

        PopulationSnapshot one = snapshot.Populations[column.Index];
        int begin = snapshot.Slices[column.Index].Begin + first;
        switch (column.Kind)
        {
            case BlockKind.State:
                BytePlanes.Write(ref to, one.States[column.Part].AsSpan(first, count));
                return new Slice(begin, begin + count);
            case BlockKind.SpikeCounts:
                BytePlanes.Write(ref to, one.SpikeCounts.AsSpan(first, count));
                return new Slice(begin, begin + count);
            case BlockKind.Observed:
                BytePlanes.Write(ref to, one.Observed[column.Part].AsSpan(first, count));
                return new Slice(begin, begin + count);
            case BlockKind.History:
                BytePlanes.Write(ref to, one.Histories[column.Part].Last.AsSpan(first, count));
                WriteFields(ref to, one.Histories[column.Part].State, first, count);
                return new Slice(begin, begin + count);
            case BlockKind.Input:
                InputSnapshot input = one.Inputs[column.Part];
                BytePlanes.Write(ref to, input.Steps.AsSpan(first, count));
                BytePlanes.Write(ref to, input.Neurons.AsSpan(first, count));
                BytePlanes.Write(ref to, input.Sums.AsSpan(first, count));
                return RangeOf(input.Neurons.AsSpan(first, count));
            default:
                BytePlanes.Write(ref to, one.Spikes.Steps.AsSpan(first, count));
                BytePlanes.Write(ref to, one.Spikes.Neurons.AsSpan(first, count));
                return RangeOf(one.Spikes.Neurons.AsSpan(first, count));
        }
    }

    private static Slice FillProjection(Span<byte> to, BlockKind kind, ProjectionSnapshot one, int first, int count)
    {
        switch (kind)
        {
            case BlockKind.SourceEvents:
                BytePlanes.Write(ref to, one.LastEvents.AsSpan(first, count));
                WriteFields(ref to, one.SourceStates, first, count);
                return new Slice(one.Sources.Begin + first, one.Sources.Begin + first + count);
            case BlockKind.Synapses:
                BytePlanes.Write(ref to, one.Synapses.Sources.AsSpan(first, count));
                BytePlanes.Write(ref to, one.Synapses.Targets.AsSpan(first, count));
                BytePlanes.Write(ref to, one.Synapses.Weights.AsSpan(first, count));
                if (one.Synapses.DendriticDelays is byte[] delays)
                {
                    delays.AsSpan(first, count).CopyTo(to);
                    to = to[count..];
                }

                if (one.Synapses.Multiplicity is ushort[] multiplicity)
                {
                    BytePlanes.Write(ref to, multiplicity.AsSpan(first, count));
                }

                WriteFields(ref to, one.Synapses.States, first, count);
                if (one.Synapses.LastEvents is int[] lastEvents)
                {
                    BytePlanes.Write(ref to, lastEvents.AsSpan(first, count));
                }

                return RangeOf(one.Synapses.Targets.AsSpan(first, count));
            default:
                RewiringSample? rewiring = one.Rewiring;
                long[] sums = [one.SynapticEvents, rewiring?.Attempts ?? 0];
                long[] formed = [.. rewiring?.FormedByDistance ?? []];
                long[] eliminated = [.. rewiring?.EliminatedByDistance ?? []];
                BytePlanes.Write(ref to, sums);
                BytePlanes.Write(ref to, formed);
                BytePlanes.Write(ref to, eliminated);
                return default;
        }
    }

    private static void WriteFields(ref Span<byte> to, IReadOnlyList<float[]> fields, int first, int count)
    {
        foreach (float[] field in fields)
        {
            BytePlanes.Write(ref to, field.AsSpan(first, count));
        }
    }

    private static Slice RangeOf(ReadOnlySpan<int> ids)
    {
        (int least, int largest) = (int.MaxValue, -1);
        foreach (int id in ids)
        {
            least = Math.Min(least, id);
            largest = Math.Max(largest, id);
        }

        return new Slice(least, largest + 1);
    }

    private Span<byte> Begin(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, BlockHeader.RawLimit);
        if (_raw.Length < length)
        {
            _raw = new byte[Math.Max(length, Math.Min(BlockLength, 2 * _raw.Length))];
            _stored = new byte[Compressor.GetCompressBound(_raw.Length)];
        }

        return _raw.AsSpan(0, length);
    }

    private void End(BlockHeader header)
    {
        int stored = _compressor.Wrap(_raw.AsSpan(0, header.RawLength), _stored);
        ReadOnlySpan<byte> content = _stored.AsSpan(0, stored);
        (header with { StoredLength = stored, Hash = XxHash3.HashToUInt64(content) }).Write(_header);
        stream.Write(_header);
        stream.Write(content);
        _headers.Append(_header);
        _blocks++;
    }
}

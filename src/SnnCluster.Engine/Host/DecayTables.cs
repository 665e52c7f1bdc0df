using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Host;

/// <summary>A table, and the index of its last entry, which stands for all longer times.</summary>
internal unsafe struct DecayTableEntry
{
    public float* Table;
    public uint Last;
}

/// <summary>The curves of a projection as its synapse model gets them.</summary>
/// <param name="entries">Their tables.</param>
internal readonly unsafe struct HostDecays(DecayTableEntry* entries) : IDecays
{
    private readonly DecayTableEntry* _entries = entries;

    /// <summary>The same, for loops.</summary>
    public HoistedDecays Hoisted => new(_entries);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float After(int curve, int steps)
    {
        // As an unsigned number, what passed since "never" is long, too. There are entries for all bytes.
        DecayTableEntry* entry = _entries + (byte)curve;
        return entry->Table[Math.Min((uint)steps, entry->Last)];
    }
}

/// <summary>
/// The same for loops over many synapses: the first two curves stay in registers, and whether a time is longer than a table is no
/// branch, since it is not to be foretold where some neurons are silent.
/// </summary>
/// <param name="entries">Their tables.</param>
internal readonly unsafe struct HoistedDecays(DecayTableEntry* entries) : IDecays
{
    private readonly DecayTableEntry* _entries = entries;
    private readonly float* _table0 = entries[0].Table;
    private readonly float* _table1 = entries[1].Table;
    private readonly long _last0 = entries[0].Last;
    private readonly long _last1 = entries[1].Last;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float After(int curve, int steps)
    {
        float* table = curve == 0 ? _table0 : curve == 1 ? _table1 : _entries[(byte)curve].Table;
        long last = curve == 0 ? _last0 : curve == 1 ? _last1 : _entries[(byte)curve].Last;
        long beyond = (uint)steps - last;
        return table[last + (beyond & (beyond >> 63))];
    }
}

/// <summary>Curves as tables in native memory.</summary>
internal sealed unsafe class DecayTables : IDisposable
{
    private readonly NativeArray<float>[] _tables;
    private readonly NativeArray<DecayTableEntry> _entries;

    public DecayTables(IReadOnlyList<float[]> tables)
    {
        // A curve that there is not has no number, so that the weight gets none, which is seen.
        _tables = [.. tables.Append([float.NaN]).Select(table => new NativeArray<float>(table))];
        _entries = new NativeArray<DecayTableEntry>(byte.MaxValue + 1);
        for (int i = 0; i <= byte.MaxValue; i++)
        {
            NativeArray<float> table = _tables[Math.Min(i, tables.Count)];
            _entries[i] = new DecayTableEntry { Table = table.Pointer, Last = (uint)table.Length - 1 };
        }
    }

    public HostDecays Decays => new(_entries.Pointer);

    public void Dispose()
    {
        Array.ForEach(_tables, table => table.Dispose());
        _entries.Dispose();
    }
}

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

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float After(int curve, int steps)
    {
        // As an unsigned number, what passed since "never" is long, too. There are entries for all bytes.
        DecayTableEntry* entry = _entries + (byte)curve;
        return entry->Table[Math.Min((uint)steps, entry->Last)];
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

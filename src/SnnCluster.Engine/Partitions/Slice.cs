namespace SnnCluster.Engine.Partitions;

/// <summary>The neurons of one population that a partition holds: ids Begin to End - 1; may be empty.</summary>
public readonly record struct Slice(int Begin, int End)
{
    /// <summary>Number of neurons.</summary>
    public int Count => End - Begin;

    /// <summary>Whether a global id lies in the slice.</summary>
    public bool Contains(int id) => (uint)(id - Begin) < (uint)Count;
}

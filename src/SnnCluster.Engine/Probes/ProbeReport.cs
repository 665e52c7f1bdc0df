using System.Buffers;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// What one probe gives of one partition at a stop, or of the whole network once the partitions' reports are merged: whole numbers
/// that are added one by one, and a list, which is appended in the order of the partitions.
/// </summary>
public sealed class ProbeReport
{
    private readonly ArrayBufferWriter<int> _list = new();

    /// <summary>Numbers that partitions add up: what there is at a time, or since the start. Empty until <see cref="AddSums"/>.</summary>
    public long[] Sums { get; private set; } = [];

    /// <summary>The list: what was gathered since the report before.</summary>
    public ReadOnlySpan<int> List => _list.WrittenSpan;

    /// <summary>The list, for who keeps it a little longer.</summary>
    public ReadOnlyMemory<int> ListMemory => _list.WrittenMemory;

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Sums.Length == 0 && _list.WrittenCount == 0;

    /// <summary>Appends a number to the list.</summary>
    public void Add(int value) => _list.Write([value]);

    /// <summary>Appends numbers to the list.</summary>
    public void Add(ReadOnlySpan<int> values) => _list.Write(values);

    /// <summary>Adds numbers to the sums, one by one; the first call says how many there are.</summary>
    /// <exception cref="ArgumentException">There are as many as there were before.</exception>
    public void AddSums(ReadOnlySpan<long> values)
    {
        if (Sums.Length == 0)
        {
            Sums = values.ToArray();
            return;
        }

        if (Sums.Length != values.Length)
        {
            throw new ArgumentException($"{values.Length} sums where there were {Sums.Length}", nameof(values));
        }

        for (int i = 0; i < values.Length; i++)
        {
            Sums[i] += values[i];
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Sums = [];
        _list.ResetWrittenCount();
    }

    /// <summary>The reports of all partitions as one, in their order.</summary>
    /// <exception cref="ArgumentException">They do not have the same number of sums.</exception>
    public static ProbeReport Merge(IEnumerable<ProbeReport> partitions)
    {
        var merged = new ProbeReport();
        foreach (ProbeReport one in partitions)
        {
            if (one.Sums.Length > 0)
            {
                merged.AddSums(one.Sums);
            }

            merged.Add(one.List);
        }

        return merged;
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace SnnCluster.Engine.Host;

/// <summary>
/// Which row is that of a source, where only some of a population's neurons have one: a partition of many has synapses from few. A bit for each source, and for each 64 of
/// them how many rows come before: 16 bytes, where the rows themselves would take 64 times 40.
/// </summary>
/// <remarks>
/// Which sources have a row does not change: a projection that is rewired has one for each source, and no directory. Rows are in the order of their sources.
/// </remarks>
internal sealed class SourceDirectory
{
    private const int WordShift = 6;

    private readonly Word[] _words;
    private readonly int[] _sources;

    private SourceDirectory(int sourceSize, int[] sources)
    {
        _sources = sources;
        _words = new Word[(sourceSize >> WordShift) + 1];
        foreach (int source in sources)
        {
            _words[source >> WordShift].Bits |= 1UL << source;
        }

        for (int word = 1; word < _words.Length; word++)
        {
            _words[word].Before = _words[word - 1].Before + BitOperations.PopCount(_words[word - 1].Bits);
        }
    }

    /// <summary>Number of sources with a row.</summary>
    public int Count => _sources.Length;

    /// <summary>The directory of some sources; null where half or more of them have a row, so that a look costs more than it saves.</summary>
    /// <param name="sourceSize">Size of the source population.</param>
    /// <param name="hasRow">Whether a source has a row.</param>
    public static SourceDirectory? Of(int sourceSize, Predicate<int> hasRow)
    {
        int[] sources = [.. Enumerable.Range(0, sourceSize).Where(source => hasRow(source))];
        return sources.Length >= sourceSize / 2 ? null : new SourceDirectory(sourceSize, sources);
    }

    /// <summary>The source of a row.</summary>
    public int SourceOf(int row) => _sources[row];

    /// <summary>The row of a source; -1 where it has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RowOf(int source)
    {
        Word word = _words[source >> WordShift];
        ulong bit = 1UL << source;
        return (word.Bits & bit) == 0 ? -1 : word.Before + BitOperations.PopCount(word.Bits & (bit - 1));
    }

    /// <summary>The rows of some sources, those left out that have none.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="rows">Takes the rows; at least as long.</param>
    /// <returns>How many rows.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int RowsOf(ReadOnlySpan<int> sources, Span<int> rows)
    {
        int count = 0;
        foreach (int source in sources)
        {
            int row = RowOf(source);
            if (row >= 0)
            {
                rows[count++] = row;
            }
        }

        return count;
    }

    private struct Word
    {
        public ulong Bits;
        public int Before;
    }
}

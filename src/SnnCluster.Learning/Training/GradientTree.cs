using System.Numerics;
using System.Runtime.CompilerServices;

namespace SnnCluster.Learning.Training;

/// <summary>A node of the tree that sums the gradients of a batch: chunks Index·2^Level to (Index + 1)·2^Level - 1.</summary>
/// <param name="Level">Height above the chunks, 0 for a chunk.</param>
/// <param name="Index">Number within the level.</param>
public readonly record struct GradientNode(int Level, int Index);

/// <summary>
/// The order in which the gradients of a batch's chunks are summed: pairwise, as a binary tree over the chunks that
/// depends on their number alone. A worker that has neighbouring chunks sums what lies below one node by itself; whoever
/// puts the nodes together does the remaining additions. So any share-out of the chunks gives the same bits.
/// </summary>
public static class GradientTree
{
    /// <summary>Chunks of a batch.</summary>
    /// <param name="examples">Examples of the batch, at least 1.</param>
    /// <param name="chunkSize">Examples of a chunk, at least 1; the last may hold fewer.</param>
    public static int CountChunks(int examples, int chunkSize) => 1 + ((examples - 1) / chunkSize);

    /// <summary>The nodes that cover a range of chunks, each as high as it can be.</summary>
    /// <param name="from">First chunk.</param>
    /// <param name="to">Behind the last chunk.</param>
    /// <param name="count">Chunks of the batch; a node that reaches beyond them counts as full.</param>
    public static IReadOnlyList<GradientNode> Cover(int from, int to, int count)
    {
        var nodes = new List<GradientNode>();
        while (from < to)
        {
            int level = 0;
            while (from % (2 << level) == 0 && (1 << level) < count && Math.Min(from + (2 << level), count) <= to)
            {
                level++;
            }

            nodes.Add(new GradientNode(level, from >> level));
            from = Math.Min(from + (1 << level), count);
        }

        return nodes;
    }

    /// <summary>The root over all chunks.</summary>
    public static GradientNode Root(int count) => new(BitOperations.Log2((uint)Math.Max(1, count - 1)) + (count > 1 ? 1 : 0), 0);

    /// <summary>The chunks below a node.</summary>
    public static (int From, int To) Chunks(GradientNode node, int count) =>
        (node.Index << node.Level, Math.Min((node.Index + 1) << node.Level, count));

    /// <summary>Adds one sum to another, element by element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Span<float> sum, ReadOnlySpan<float> other)
    {
        int i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sum[i..]) + new Vector<float>(other[i..])).CopyTo(sum[i..]);
        }

        for (; i < sum.Length; i++)
        {
            sum[i] += other[i];
        }
    }
}

using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel;

/// <summary>
/// The sums of a batch's nodes, as workers have found them, and what lies above them in the <see cref="GradientTree"/>:
/// computed for a range of elements when it is asked for, so that nobody waits for anybody, and any number of threads may
/// ask at once.
/// </summary>
internal sealed class GradientAssembly
{
    // Small enough that the levels of the tree stay in a core's first cache.
    private const int Block = 1024;

    private readonly Dictionary<GradientNode, float[]> _parts = [];
    private int _chunks;

    /// <summary>Chunks of the batch.</summary>
    public int Chunks => _chunks;

    /// <summary>Begins a batch of so many chunks.</summary>
    public void Begin(int chunks)
    {
        _parts.Clear();
        _chunks = chunks;
    }

    /// <summary>Takes the sum of a node; it must stay as it is while sums are asked for.</summary>
    public void Add(GradientNode node, float[] sum) => _parts.Add(node, sum);

    /// <summary>Finds some elements of a node's sum.</summary>
    /// <param name="node">A node that is there, or whose chunks those that are there cover.</param>
    /// <param name="first">The first element.</param>
    /// <param name="sum">Takes the elements.</param>
    /// <exception cref="InvalidOperationException">Some of its chunks are missing.</exception>
    public void Sum(GradientNode node, int first, Span<float> sum)
    {
        for (int begin = 0; begin < sum.Length; begin += Block)
        {
            SumBlock(node, first + begin, sum.Slice(begin, Math.Min(Block, sum.Length - begin)));
        }
    }

    private void SumBlock(GradientNode node, int first, Span<float> sum)
    {
        if (_parts.TryGetValue(node, out float[]? part))
        {
            part.AsSpan(first, sum.Length).CopyTo(sum);
            return;
        }

        if (node.Level == 0)
        {
            throw new InvalidOperationException($"there is no gradient of chunk {node.Index}");
        }

        SumBlock(new GradientNode(node.Level - 1, 2 * node.Index), first, sum);
        var right = new GradientNode(node.Level - 1, (2 * node.Index) + 1);
        if (right.Index << right.Level >= _chunks)
        {
            return;
        }

        if (_parts.TryGetValue(right, out part))
        {
            GradientTree.Add(sum, part.AsSpan(first, sum.Length));
            return;
        }

        Span<float> other = stackalloc float[Block];
        other = other[..sum.Length];
        SumBlock(right, first, other);
        GradientTree.Add(sum, other);
    }
}

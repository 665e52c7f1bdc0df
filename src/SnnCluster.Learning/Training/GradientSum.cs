namespace SnnCluster.Learning.Training;

/// <summary>
/// Puts the sums of nodes together, in the order of <see cref="GradientTree"/>: two neighbours become their parent, the
/// left one plus the right one, until the root is there. Nodes may come in any order.
/// </summary>
public sealed class GradientSum
{
    private readonly Dictionary<GradientNode, float[]> _nodes = [];
    private readonly Stack<float[]> _free = new();
    private readonly int _length;
    private int _count;

    /// <summary>For gradients of so many elements.</summary>
    public GradientSum(int length) => _length = length;

    /// <summary>Begins a batch of so many chunks.</summary>
    public void Begin(int count)
    {
        foreach (float[] left in _nodes.Values)
        {
            _free.Push(left);
        }

        _nodes.Clear();
        _count = count;
    }

    /// <summary>An array to sum into, zeroed; <see cref="Add"/> takes it back.</summary>
    public float[] Rent()
    {
        if (!_free.TryPop(out float[]? array))
        {
            return new float[_length];
        }

        Array.Clear(array);
        return array;
    }

    /// <summary>Takes the sum of a node, and the array that holds it.</summary>
    public void Add(GradientNode node, float[] sum)
    {
        GradientNode root = GradientTree.Root(_count);
        while (node != root)
        {
            var sibling = new GradientNode(node.Level, node.Index ^ 1);
            if (sibling.Index << sibling.Level >= _count)
            {
                // Nothing lies to the right: the parent is this node.
                node = new GradientNode(node.Level + 1, node.Index >> 1);
                continue;
            }

            if (!_nodes.Remove(sibling, out float[]? other))
            {
                break;
            }

            (float[] left, float[] right) = (node.Index & 1) == 0 ? (sum, other) : (other, sum);
            GradientTree.Add(left, right);
            _free.Push(right);
            sum = left;
            node = new GradientNode(node.Level + 1, node.Index >> 1);
        }

        _nodes.Add(node, sum);
    }

    /// <summary>The sum over all chunks; valid until the next batch begins.</summary>
    public float[] Total => _nodes[GradientTree.Root(_count)];

    /// <summary>The sum of a node whose chunks were all added, and not yet put together with others.</summary>
    /// <returns>The array that holds it; valid until the next batch begins.</returns>
    public float[] Of(GradientNode node) => _nodes.TryGetValue(node, out float[]? sum)
        ? sum
        : throw new InvalidOperationException($"there is no sum of node {node.Level}:{node.Index}");
}

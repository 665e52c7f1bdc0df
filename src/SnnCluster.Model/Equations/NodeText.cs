using System.Globalization;
using System.Text;

namespace SnnCluster.Model.Equations;

/// <summary>Nodes as a text that says which code they become.</summary>
/// <param name="leaf">Says of a leaf that is no plain number which it is.</param>
internal sealed class NodeText(Func<Node, string> leaf)
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<Node, int> _numbers = [];

    /// <summary>Whether a number stands in the code itself.</summary>
    public static bool IsPlain(Node node) => node.Value is 0 or 1 or 2 or 0.5 or -1;

    /// <summary>Adds something else.</summary>
    public NodeText Add(string text)
    {
        _text.Append(text).Append(';');
        return this;
    }

    /// <summary>Adds what is computed.</summary>
    public void Add(Node root) => _text.Append('|').Append(Number(root));

    public override string ToString() => _text.ToString();

    private int Number(Node node)
    {
        if (_numbers.TryGetValue(node, out int number))
        {
            return number;
        }

        int[] operands = [.. node.Operands.Select(Number)];
        _text.Append(' ').Append(operands.Length > 0 ? node.Operation.ToString()
            : node.IsConstant && IsPlain(node) ? node.Value.ToString("R", CultureInfo.InvariantCulture)
            : leaf(node));
        _text.Append('(').AppendJoin(',', operands).Append(')');
        return _numbers[node] = _numbers.Count;
    }
}

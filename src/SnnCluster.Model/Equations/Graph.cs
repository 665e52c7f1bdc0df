using System.Globalization;
using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Model.Equations;

/// <summary>Makes nodes: equal ones once, numbers computed at once, what does nothing left out.</summary>
internal sealed class Graph
{
    /// <summary>The most nodes of a model, so that no text makes a program that takes minutes to compile.</summary>
    public const int MostNodes = 6000;

    // Whoever walks over a graph does so by recursion.
    private const int MostDepth = 500;

    private readonly Dictionary<(Operation, long, int, int, int, int), Node> _nodes = [];

    public Node Constant(double value) => Make(Operation.Constant, value: value == 0 ? 0 : value);

    public Node Leaf(Operation operation, int index = 0) => Make(operation, index: index);

    /// <summary>What is below zero or zero.</summary>
    public Node AtMostZero(Node a) => Make(Operation.LessOrEqual, a, Constant(0));

    /// <summary>A sum.</summary>
    public Node Add(Node a, Node b) =>
        a.IsConstant && b.IsConstant ? Constant(a.Value + b.Value)
        : a.Is(0) ? b
        : b.Is(0) ? a
        : b.Operation == Operation.Negate ? Subtract(a, b.Operands[0])
        : Make(Operation.Add, a, b);

    public Node Subtract(Node a, Node b) =>
        a.IsConstant && b.IsConstant ? Constant(a.Value - b.Value)
        : b.Is(0) ? a
        : a.Is(0) ? Negate(b)
        : b.Operation == Operation.Negate ? Add(a, b.Operands[0])
        : Make(Operation.Subtract, a, b);

    public Node Multiply(Node a, Node b)
    {
        if (b.IsConstant && !a.IsConstant)
        {
            (a, b) = (b, a);
        }

        return a.IsConstant && b.IsConstant ? Constant(a.Value * b.Value)
            : a.Is(0) ? a
            : a.Is(1) ? b
            : a.Is(-1) ? Negate(b)
            : a.IsConstant && b.Operation == Operation.Multiply && b.Operands[0].IsConstant
                ? Multiply(Constant(a.Value * b.Operands[0].Value), b.Operands[1])
            : a.IsConstant && b.Operation == Operation.Negate ? Multiply(Constant(-a.Value), b.Operands[0])
            : Make(Operation.Multiply, a, b);
    }

    public Node Divide(Node a, Node b) =>
        a.IsConstant && b.IsConstant ? Constant(a.Value / b.Value)
        : b.IsConstant && b.Value != 0 ? Multiply(Constant(1 / b.Value), a)
        : a.Is(0) ? a
        : Make(Operation.Divide, a, b);

    public Node Negate(Node a) =>
        a.IsConstant ? Constant(-a.Value)
        : a.Operation == Operation.Negate ? a.Operands[0]
        : a.Operation == Operation.Multiply && a.Operands[0].IsConstant ? Multiply(Constant(-a.Operands[0].Value), a.Operands[1])
        : Make(Operation.Negate, a);

    public Node Unary(Operation operation, Node a) => a.IsConstant ? Constant(OperationValue.Of(operation, a.Value)) : Make(operation, a);

    public Node Binary(Operation operation, Node a, Node b) => operation switch
    {
        Operation.Add => Add(a, b),
        Operation.Subtract => Subtract(a, b),
        Operation.Multiply => Multiply(a, b),
        Operation.Divide => Divide(a, b),
        Operation.Min or Operation.Max when a.IsConstant && b.IsConstant => Constant(OperationValue.Of(operation, a.Value, b.Value)),
        _ => Make(operation, a, b),
    };

    /// <summary>Both; null stands for what always holds.</summary>
    public Node? Both(Node? a, Node? b) => a is null ? b : b is null ? a : Make(Operation.And, a, b);

    public Node Not(Node a) => a.Operation == Operation.Not ? a.Operands[0] : Make(Operation.Not, a);

    public Node Select(Node condition, Node whenTrue, Node whenFalse) =>
        whenTrue == whenFalse ? whenTrue : Make(Operation.Select, condition, whenTrue, whenFalse);

    /// <summary>A power; the exponent is a number.</summary>
    public Node Power(Node a, double exponent)
    {
        const int MostFactors = 64;
        if (exponent == Math.Floor(exponent) && Math.Abs(exponent) <= MostFactors)
        {
            Node power = WholePower(a, (int)Math.Abs(exponent));
            return exponent < 0 ? Divide(Constant(1), power) : power;
        }

        return exponent == 0.5 ? Unary(Operation.Sqrt, a) : Unary(Operation.Exp, Multiply(Constant(exponent), Unary(Operation.Log, a)));
    }

    /// <summary>The same node over other operands.</summary>
    public Node With(Node node, Node[] operands) => node.Operation switch
    {
        Operation.Not => Not(operands[0]),
        Operation.Negate => Negate(operands[0]),
        Operation.Select => Select(operands[0], operands[1], operands[2]),
        _ => operands.Length == 1 ? Unary(node.Operation, operands[0]) : Binary(node.Operation, operands[0], operands[1]),
    };

    /// <summary>A value that is computed once for each neuron, by number.</summary>
    public Node Derived(int index) => Make(Operation.Derived, index: index);

    /// <summary>A node with others in the place of some of its leaves.</summary>
    /// <param name="node">The node.</param>
    /// <param name="replace">Gives what stands in the place of a node, or null.</param>
    /// <param name="known">What was replaced before.</param>
    public Node Replace(Node node, Func<Node, Node?> replace, Dictionary<Node, Node> known)
    {
        if (known.TryGetValue(node, out Node? found))
        {
            return found;
        }

        Node made = replace(node) ?? (node.Operands.Length == 0 ? node : With(node, Array.ConvertAll(node.Operands, one => Replace(one, replace, known))));
        known[node] = made;
        return made;
    }

    private Node WholePower(Node a, int exponent) => exponent switch
    {
        0 => Constant(1),
        1 => a,
        _ => WholePower(a, exponent / 2) is Node half && exponent % 2 == 0 ? Multiply(half, half) : Multiply(a, WholePower(a, exponent - 1)),
    };

    private Node Make(Operation operation, Node? a = null, Node? b = null, Node? c = null, double value = 0, int index = 0)
    {
        (Operation, long, int, int, int, int) key = (operation, BitConverter.DoubleToInt64Bits(value), index, a?.Id ?? -1, b?.Id ?? -1, c?.Id ?? -1);
        if (_nodes.TryGetValue(key, out Node? known))
        {
            return known;
        }

        Node[] operands = [.. new[] { a, b, c }.OfType<Node>()];
        bool changes = operation is Operation.State or Operation.Stage or Operation.Sum or Operation.Current or Operation.Conductance or Operation.ReversalCurrent or Operation.Jump or Operation.Refractory or Operation.Spiked
            || operands.Any(one => one.Changes);
        var node = new Node
        {
            Operation = operation,
            Id = _nodes.Count,
            Value = value,
            Index = index,
            Operands = operands,
            States = operands.Aggregate(operation == Operation.State ? 1UL << index : 0, (bits, one) => bits | one.States),
            Parameters = operands.Aggregate(operation == Operation.Parameter ? 1UL << index : 0, (bits, one) => bits | one.Parameters),
            Changes = changes,
            Depth = operands.Length == 0 ? 0 : 1 + operands.Max(one => one.Depth),
        };
        if (_nodes.Count >= MostNodes || node.Depth > MostDepth)
        {
            throw new EquationException(0, string.Create(
                CultureInfo.InvariantCulture, $"the equations are too long: they come to more than {MostNodes} operations, or to more than {MostDepth} one after another"));
        }

        _nodes[key] = node;
        return node;
    }
}

/// <summary>What operations compute, in double precision, to the same bits on every machine.</summary>
internal static class OperationValue
{
    public static double Of(Operation operation, double a, double b = 0) => operation switch
    {
        Operation.Add => a + b,
        Operation.Subtract => a - b,
        Operation.Multiply => a * b,
        Operation.Divide => a / b,
        Operation.Negate => -a,
        Operation.Exp => PortableMath.Exp(a),
        Operation.ExpMinusOne => ExpMinusOne(a),
        Operation.RelativeExp => RelativeExp(a),
        Operation.Log => PortableMath.Log(a),
        Operation.Sqrt => Math.Sqrt(a),
        Operation.Tanh => Tanh(a),
        Operation.Abs => Math.Abs(a),
        Operation.Min => a < b ? a : b,
        Operation.Max => a > b ? a : b,
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    /// <summary>e^x - 1; by its series where the difference would lose its digits.</summary>
    public static double ExpMinusOne(double x)
    {
        if (Math.Abs(x) > 0.5)
        {
            return PortableMath.Exp(x) - 1;
        }

        double sum = 0;
        for (int n = 18; n >= 1; n--)
        {
            sum = x / n * (1 + sum);
        }

        return sum;
    }

    /// <summary>(e^x - 1)/x, 1 at 0.</summary>
    public static double RelativeExp(double x) => x == 0 ? 1 : ExpMinusOne(x) / x;

    private static double Tanh(double x)
    {
        double e = ExpMinusOne(2 * Math.Min(Math.Abs(x), 40));
        return x < 0 ? -e / (e + 2) : e / (e + 2);
    }
}

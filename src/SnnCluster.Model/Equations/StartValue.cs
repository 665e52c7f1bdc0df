namespace SnnCluster.Model.Equations;

/// <summary>Values of nodes when a neuron starts, in double precision.</summary>
internal static class StartValue
{
    // Near enough to a derivative, and far enough to keep digits.
    private const double Difference = 1e-4;

    /// <summary>The value of a node.</summary>
    /// <param name="model">The model.</param>
    /// <param name="node">The node.</param>
    /// <param name="current">Current of the receptors [nA].</param>
    public static double Of(EquationModel model, Node node, double current = 0) => Of(node, leaf => Leaf(model, leaf, current));

    /// <summary>How a node changes with a state variable.</summary>
    public static double DerivativeOf(EquationModel model, Node node, int state)
    {
        double start = model.States[state].Start;
        double difference = Difference * Math.Max(1, Math.Abs(start));
        double At(double value) => Of(node, leaf => leaf.Operation == Operation.State && leaf.Index == state ? value : Leaf(model, leaf, 0));
        return (At(start + difference) - At(start - difference)) / (2 * difference);
    }

    /// <summary>The value of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="leaf">Gives values of leaves.</param>
    public static double Of(Node node, Func<Node, double> leaf) => Of(node, leaf, []);

    private static double Leaf(EquationModel model, Node leaf, double current) => leaf.Operation switch
    {
        Operation.State => model.States[leaf.Index].Start,
        Operation.Parameter => EquationSymbol.EachNeuron.TypicalOf(model.Parameters[leaf.Index].Values),
        Operation.Current => current,
        _ => 0,
    };

    private static double Of(Node node, Func<Node, double> leaf, Dictionary<Node, double> known)
    {
        if (known.TryGetValue(node, out double value))
        {
            return value;
        }

        double Operand(int i) => Of(node.Operands[i], leaf, known);
        bool Holds(int i) => Operand(i) != 0;
        value = node.Operation switch
        {
            Operation.Constant => node.Value,
            Operation.Less => Operand(0) < Operand(1) ? 1 : 0,
            Operation.LessOrEqual => Operand(0) <= Operand(1) ? 1 : 0,
            Operation.Equal => Operand(0) == Operand(1) ? 1 : 0,
            Operation.And => Holds(0) && Holds(1) ? 1 : 0,
            Operation.Or => Holds(0) || Holds(1) ? 1 : 0,
            Operation.Not => Holds(0) ? 0 : 1,
            Operation.Select => Holds(0) ? Operand(1) : Operand(2),
            _ when node.Operands.Length == 0 => leaf(node),
            _ => OperationValue.Of(node.Operation, Operand(0), node.Operands.Length > 1 ? Operand(1) : 0),
        };
        known[node] = value;
        return value;
    }
}

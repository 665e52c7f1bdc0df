namespace SnnCluster.Model.Equations;

/// <summary>Takes nodes apart as Slope·x + Other, neither of which depends on the state variable x.</summary>
/// <param name="graph">Makes the parts.</param>
/// <param name="state">Which state variable x is.</param>
internal sealed class Affine(Graph graph, int state)
{
    private readonly Dictionary<Node, (Node Slope, Node Other)?> _known = [];

    /// <summary>The parts; null where it is no such sum.</summary>
    public (Node Slope, Node Other)? Of(Node node)
    {
        if (!_known.TryGetValue(node, out (Node Slope, Node Other)? parts))
        {
            _known[node] = parts = Find(node);
        }

        return parts;
    }

    private (Node Slope, Node Other)? Find(Node node)
    {
        if (!node.DependsOn(state))
        {
            return (graph.Constant(0), node);
        }

        if (node.Operation == Operation.State)
        {
            return (graph.Constant(1), graph.Constant(0));
        }

        if (node.Operation is not (Operation.Add or Operation.Subtract or Operation.Multiply or Operation.Divide or Operation.Negate)
            || Of(node.Operands[0]) is not var (slope, rest))
        {
            return null;
        }

        if (node.Operation == Operation.Negate)
        {
            return (graph.Negate(slope), graph.Negate(rest));
        }

        if (Of(node.Operands[1]) is not var (otherSlope, otherRest))
        {
            return null;
        }

        return node.Operation switch
        {
            Operation.Add => (graph.Add(slope, otherSlope), graph.Add(rest, otherRest)),
            Operation.Subtract => (graph.Subtract(slope, otherSlope), graph.Subtract(rest, otherRest)),
            Operation.Multiply when otherSlope.Is(0) => (graph.Multiply(slope, otherRest), graph.Multiply(rest, otherRest)),
            Operation.Multiply when slope.Is(0) => (graph.Multiply(rest, otherSlope), graph.Multiply(rest, otherRest)),
            Operation.Divide when otherSlope.Is(0) => (graph.Divide(slope, otherRest), graph.Divide(rest, otherRest)),
            _ => null,
        };
    }
}

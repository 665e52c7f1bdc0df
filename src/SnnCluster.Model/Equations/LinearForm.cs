namespace SnnCluster.Model.Equations;

/// <summary>A node as a sum of numbers times other nodes, and a number.</summary>
internal sealed class LinearForm
{
    private readonly SortedDictionary<int, (Node Of, double Factor)> _terms = [];

    /// <summary>The number.</summary>
    public double Constant { get; private set; }

    /// <summary>What is summed, in the order in which it was first written; factors are not 0.</summary>
    public IEnumerable<(Node Of, double Factor)> Terms => _terms.Values.Where(term => term.Factor != 0);

    public double FactorOf(Node node) => _terms.TryGetValue(node.Id, out (Node Of, double Factor) term) ? term.Factor : 0;

    /// <summary>Of a node, which is taken apart as far as it is a sum.</summary>
    public static LinearForm Of(Node node)
    {
        // Operands have smaller numbers than what is made of them: each node is met once, with all that it counts for.
        var form = new LinearForm();
        var waiting = new SortedDictionary<int, (Node Of, double Factor)> { [node.Id] = (node, 1) };
        while (waiting.Count > 0)
        {
            (Node next, double times) = waiting.Last().Value;
            waiting.Remove(next.Id);
            switch (next.Operation)
            {
                case Operation.Constant:
                    form.Constant += next.Value * times;
                    break;
                case Operation.Add:
                    Add(waiting, next.Operands[0], times);
                    Add(waiting, next.Operands[1], times);
                    break;
                case Operation.Subtract:
                    Add(waiting, next.Operands[0], times);
                    Add(waiting, next.Operands[1], -times);
                    break;
                case Operation.Negate:
                    Add(waiting, next.Operands[0], -times);
                    break;
                case Operation.Multiply when next.Operands[0].IsConstant:
                    Add(waiting, next.Operands[1], times * next.Operands[0].Value);
                    break;
                default:
                    form._terms[next.Id] = (next, times);
                    break;
            }
        }

        return form;
    }

    /// <summary>The sum, times a number, as a node; without one of its terms.</summary>
    public Node ToNode(Graph graph, double times = 1, Node? without = null)
    {
        Node? sum = null;
        foreach ((Node of, double factor) in Terms.Where(term => term.Of != without))
        {
            double all = factor * times;
            sum = sum is null ? graph.Multiply(graph.Constant(all), of)
                : all == -1 ? graph.Subtract(sum, of)
                : graph.Add(sum, graph.Multiply(graph.Constant(all), of));
        }

        Node constant = graph.Constant(Constant * times);
        return sum is null ? constant : graph.Add(sum, constant);
    }

    private static void Add(SortedDictionary<int, (Node Of, double Factor)> waiting, Node node, double times) =>
        waiting[node.Id] = (node, times + (waiting.TryGetValue(node.Id, out (Node Of, double Factor) before) ? before.Factor : 0));
}

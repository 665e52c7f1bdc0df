using SnnCluster.Learning.Examples;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Nir;

/// <summary>Whether the nodes of a graph fit each other: sizes along every edge, and a neuron in every cycle.</summary>
internal static class NirShapes
{
    /// <summary>Finds how much a node takes and gives.</summary>
    /// <param name="say">What messages begin with.</param>
    /// <param name="node">The node, whose parameters are finite and not empty.</param>
    /// <param name="shapes">Dimensions of its parameters.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static void Size(string say, NirNode node, Dictionary<string, int[]> shapes, ValidationErrors errors)
    {
        if (node.Type.IsLinear)
        {
            int[] weight = shapes["weight"];
            if (weight.Length != 2)
            {
                errors.Add($"{say} has a weight of {weight.Length} dimensions: must have 2, outputs by inputs");
                return;
            }

            (node.Outputs, node.Inputs) = (weight[0], weight[1]);
            if (node.Values.TryGetValue("bias", out double[]? bias) && bias.Length != 1 && bias.Length != node.Outputs)
            {
                errors.Add($"{say} has {bias.Length} biases: must have as many as outputs, {node.Outputs}");
            }
        }
        else if (node.Type == NirNodeType.Input || node.Type == NirNodeType.Output)
        {
            double size = node.Values["shape"].Aggregate(1.0, (product, length) => product * length);
            if (node.Values["shape"].Any(length => length != Math.Floor(length)))
            {
                errors.Add($"{say} has a shape of {string.Join(" x ", node.Values["shape"].Select(NirGraph.Text))}: must be whole numbers");
                return;
            }

            node.Inputs = node.Outputs = size <= Spike.Limit ? (int)size : int.MaxValue;
        }
        else
        {
            node.Inputs = node.Outputs = node.Values.Values.Max(values => values.Length);
            foreach ((string parameter, double[] values) in node.Values)
            {
                if (values.Length != 1 && values.Length != node.Outputs)
                {
                    errors.Add($"{say} has {values.Length} values of {parameter} and {node.Outputs} of others: must be as many, or one for all");
                }
            }

            // One for all: as many neurons as what comes in.
            node.Inputs = node.Outputs = node.Outputs == 1 ? 0 : node.Outputs;
        }

        if (node.Inputs > Spike.Limit || node.Outputs > Spike.Limit)
        {
            errors.Add($"{say} is too large: must have at most {Spike.Limit} inputs and outputs");
        }
    }

    /// <summary>Checks all nodes together.</summary>
    /// <param name="path">The file.</param>
    /// <param name="nodes">The nodes, with their sources; sizes that are not known yet are found.</param>
    /// <param name="input">Where data comes in.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static void Check(string path, List<NirNode> nodes, NirNode input, ValidationErrors errors)
    {
        // Each pass brings a size one node further.
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (NirNode node in nodes.Where(node => node.Inputs == 0))
            {
                node.Inputs = node.Outputs = node.Sources.Select(source => nodes[source].Outputs).FirstOrDefault(size => size > 0);
                changed |= node.Inputs > 0;
            }
        }

        foreach (NirNode node in nodes)
        {
            if (node.Inputs == 0)
            {
                node.Inputs = node.Outputs = 1;
            }

            if (node.Sources.Count == 0 && node != input)
            {
                errors.Add($"{path}: node '{node.Name}', a {node.Type.Name}, has no edge into it");
            }
            else if (node.Sources.Count > 0 && node == input)
            {
                errors.Add($"{path}: node '{node.Name}', an Input, has an edge into it");
            }

            foreach (NirNode source in node.Sources.Select(source => nodes[source]).Where(source => source.Outputs != node.Inputs))
            {
                errors.Add($"{path}: node '{source.Name}' gives {source.Outputs} values, node '{node.Name}' after it takes {node.Inputs}: must be as many");
            }
        }

        CheckCycles(path, nodes, errors);
    }

    // What remains when nodes whose sources are all done, or have state, are taken away, are cycles without a neuron and what follows them.
    private static void CheckCycles(string path, List<NirNode> nodes, ValidationErrors errors)
    {
        var done = new bool[nodes.Count];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = 0; i < nodes.Count; i++)
            {
                if (!done[i] && (nodes[i].Type.HasState || nodes[i].Sources.All(source => done[source])))
                {
                    changed = done[i] = true;
                }
            }
        }

        string[] left = [.. nodes.Where((_, i) => !done[i]).Select(node => node.Name)];
        if (left.Length > 0)
        {
            errors.Add($"{path}: nodes {string.Join(", ", left.Take(5))}{(left.Length > 5 ? $" and {left.Length - 5} others" : "")} have a cycle without a neuron among them: "
                + "a cycle must have a LIF, CubaLIF, IF or LI");
        }
    }

    /// <summary>An order in which each node comes after its sources but for one edge of each cycle, which then brings what was a step before.</summary>
    public static int[] Order(IReadOnlyList<NirNode> nodes, NirNode first)
    {
        var targets = new List<int>[nodes.Count];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = [];
        }

        for (int i = 0; i < nodes.Count; i++)
        {
            nodes[i].Sources.ForEach(source => targets[source].Add(i));
        }

        var seen = new bool[nodes.Count];
        var order = new List<int>();
        var path = new Stack<(int Node, int Next)>();
        int input = Enumerable.Range(0, nodes.Count).First(node => nodes[node] == first);
        foreach (int start in Enumerable.Range(0, nodes.Count).Prepend(input))
        {
            if (!seen[start])
            {
                seen[start] = true;
                path.Push((start, 0));
            }

            // Depth first: a node is put before all that were put, once all that follow it were.
            while (path.TryPop(out (int Node, int Next) at))
            {
                if (at.Next == targets[at.Node].Count)
                {
                    order.Add(at.Node);
                    continue;
                }

                path.Push((at.Node, at.Next + 1));
                int target = targets[at.Node][at.Next];
                if (!seen[target])
                {
                    seen[target] = true;
                    path.Push((target, 0));
                }
            }
        }

        order.Reverse();
        return [.. order];
    }
}

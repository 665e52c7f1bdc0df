namespace SnnCluster.Learning.Nir;

/// <summary>A node of a graph that was read, its parameters as they are in the file.</summary>
/// <param name="Name">Its name; within graphs of the graph, with their names and dots before it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Values">Values of each parameter.</param>
internal sealed record NirNode(string Name, NirNodeType Type, IReadOnlyDictionary<string, double[]> Values)
{
    /// <summary>Numbers that it takes; 0: as many as come, all its parameters are single numbers.</summary>
    public int Inputs { get; set; }

    /// <summary>Numbers that it gives.</summary>
    public int Outputs { get; set; }

    /// <summary>Nodes whose outputs it takes the sum of, ascending.</summary>
    public List<int> Sources { get; } = [];

    /// <summary>A parameter of one of its neurons.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="neuron">The neuron.</param>
    /// <param name="missing">The value where the file has none.</param>
    public double Value(string parameter, int neuron, double missing = 0) =>
        !Values.TryGetValue(parameter, out double[]? values) ? missing : values.Length == 1 ? values[0] : values[neuron];

    /// <summary>The weight from an input to an output.</summary>
    public double Weight(int input, int output) => Values["weight"][((long)output * Inputs) + input];
}

using SnnCluster.Learning.Networks;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Nir;

/// <summary>
/// A graph as a classifier that can be trained: layers of LIF neurons one after the other, each with or without connections among itself, and an LI for
/// each class as output, all of one time constant. What a graph has beyond this is named.
/// </summary>
internal sealed class NirClassifier
{
    private readonly NirGraph _graph;
    private readonly NirDiscretisation _steps;
    private readonly ValidationErrors _errors;

    private NirClassifier(NirGraph graph, NirDiscretisation steps, ValidationErrors errors)
    {
        _graph = graph;
        _steps = steps;
        _errors = errors;
    }

    /// <summary>Makes a classifier of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="settings">How it becomes steps, and whether zeros are connections.</param>
    /// <param name="steps">Steps of an example.</param>
    /// <returns>The classifier, with weights as they are in the graph but for the factors of resistances.</returns>
    /// <exception cref="InvalidDescriptionException">The graph has something that the classifier has not; all findings at once.</exception>
    public static ClassifierState Of(NirGraph graph, NirSettings settings, int steps)
    {
        var errors = new ValidationErrors();
        NirDiscretisation discretisation = graph.Discretise(settings, errors);
        errors.ThrowIfAny();
        var mapping = new NirClassifier(graph, discretisation, errors);
        Layers? layers = mapping.Find();
        errors.ThrowIfAny();
        ClassifierDescription description = mapping.Describe(layers!, steps);
        errors.ThrowIfAny();
        var wirings = new NirWiring(discretisation, settings.ZerosAreAbsent);
        description = description with
        {
            Hidden =
            [
                .. description.Hidden.Select((hidden, layer) => hidden with
                {
                    InputDensity = wirings.DensityOf(layers!.FeedForward[layer]),
                    RecurrentDensity = layers.Recurrent[layer] is NirNode recurrent ? wirings.DensityOf(recurrent) : 1,
                }),
            ],
        };
        var found = new ValidationErrors();
        description.Validate(found);
        foreach (string finding in found.Messages)
        {
            errors.Add($"{graph.Path}: {finding}");
        }

        errors.ThrowIfAny();
        return mapping.Fill(layers!, description, wirings);
    }

    // Hidden layers in order, from the input on.
    private Layers? Find()
    {
        IReadOnlyList<NirNode> nodes = _graph.Nodes;
        NirNode? outputs = Source(_graph.Output);
        if (outputs?.Type != NirNodeType.LeakyIntegrator)
        {
            Refuse(_graph.Output, outputs is null
                ? "takes the sum of several nodes: must be that of one LI"
                : $"takes node '{outputs.Name}', a {outputs.Type.Name}: must take an LI, whose sums over the steps are the answer");
            return null;
        }

        var feedForward = new Dictionary<NirNode, NirNode>(); // by the layer that it comes from
        var layers = new Dictionary<NirNode, (NirNode From, NirNode Weights, NirNode? Recurrent)>();
        foreach (NirNode node in nodes.Where(node => node.Type.HasState && node != outputs))
        {
            if (node.Type != NirNodeType.Lif)
            {
                Refuse(node, "cannot be trained: hidden layers must be LIF");
                continue;
            }

            (NirNode Weights, NirNode From)[] into = [.. Into(node)];
            (NirNode Weights, NirNode From)[] before = [.. into.Where(one => one.From != node)];
            (NirNode Weights, NirNode From)[] own = [.. into.Where(one => one.From == node)];
            if (before.Length != 1 || own.Length > 1)
            {
                Refuse(node, $"takes {before.Length} other nodes and {own.Length} times itself: must take one layer, and itself once or not");
                continue;
            }

            layers[node] = (before[0].From, before[0].Weights, own.Select(one => one.Weights).FirstOrDefault());
            foreach (NirNode weights in into.Select(one => one.Weights).Where(weights => weights.Values.TryGetValue("bias", out double[]? bias) && bias.Any(value => value != 0)))
            {
                Refuse(weights, $"has biases for hidden neurons of '{node.Name}': must be 0, only outputs have biases");
            }

            if (!feedForward.TryAdd(before[0].From, node))
            {
                Refuse(node, $"takes '{before[0].From.Name}' as '{feedForward[before[0].From].Name}' does: hidden layers must come one after the other");
            }
        }

        (NirNode Weights, NirNode From)[] readouts = [.. Into(outputs)];
        foreach ((NirNode weights, NirNode from) in readouts.Where(one => !layers.ContainsKey(one.From)))
        {
            Refuse(weights, $"brings '{from.Name}' to the outputs: must bring a hidden layer");
        }

        var order = new List<NirNode>();
        for (NirNode? at = feedForward.GetValueOrDefault(_graph.Input); at is not null && !order.Contains(at); at = feedForward.GetValueOrDefault(at))
        {
            order.Add(at);
        }

        foreach (NirNode layer in layers.Keys.Where(layer => !order.Contains(layer)))
        {
            Refuse(layer, "is not reached from the input: hidden layers must come one after the other");
        }

        if (order.Count == 0 && _errors.Messages.Count == 0)
        {
            _errors.Add($"{_graph.Path}: the graph has no hidden layer: must have at least one of LIF neurons");
        }

        return _errors.Messages.Count > 0 ? null : new Layers(
            order,
            [.. order.Select(layer => layers[layer].Weights)],
            [.. order.Select(layer => layers[layer].Recurrent)],
            [.. order.Select(layer => readouts.Where(one => one.From == layer).Select(one => one.Weights).ToArray())],
            outputs);
    }

    private ClassifierDescription Describe(Layers layers, int steps) => new()
    {
        Inputs = _graph.Input.Outputs,
        Classes = layers.Outputs.Outputs,
        Steps = steps,
        DtMs = _steps.DtMs,
        OutputTimeConstantMs = TimeConstantMs(layers.Outputs),
        Hidden =
        [
            .. layers.Hidden.Select((layer, i) => new HiddenLayerDescription
            {
                Size = layer.Outputs,
                Recurrent = layers.Recurrent[i] is not null,
                MembraneTimeConstantMs = TimeConstantMs(layer),

                // Ours spike from the threshold on, NIR's above it: the next number is the same rule.
                Threshold = MathF.BitIncrement((float)Single(layer, "v_threshold")),
                ResetPotential = _steps.Reset == NirReset.Value ? Single(layer, "v_reset") : null,
                RefractoryMs = _steps.RefractorySteps * _steps.DtMs,
            }),
        ],
    };

    private ClassifierState Fill(Layers layers, ClassifierDescription description, NirWiring wirings)
    {
        var state = new ClassifierState(new ClassifierLayout(description));
        for (int layer = 0; layer < layers.Hidden.Count; layer++)
        {
            wirings.Put(layers.FeedForward[layer], layers.Hidden[layer], state, state.Layout.Find(ProjectionKind.FeedForward, layer)!);
            if (layers.Recurrent[layer] is NirNode recurrent)
            {
                wirings.Put(recurrent, layers.Hidden[layer], state, state.Layout.Find(ProjectionKind.Recurrent, layer)!);
            }

            foreach (NirNode readout in layers.Readouts[layer])
            {
                wirings.Put(readout, layers.Outputs, state, state.Layout.Find(ProjectionKind.Readout, layer)!);
                for (int k = 0; k < description.Classes; k++)
                {
                    state.Parameters[state.Layout.BiasOffset + k] += (float)(readout.Value("bias", k) * wirings.Gain(layers.Outputs, k));
                }
            }
        }

        return state;
    }

    // What a node of one source takes, through the ways into and out of graphs within the graph.
    private NirNode? Source(NirNode node)
    {
        if (node.Sources.Count != 1)
        {
            return null;
        }

        NirNode source = _graph.Nodes[node.Sources[0]];
        return source != _graph.Input && (source.Type == NirNodeType.Input || source.Type == NirNodeType.Output) ? Source(source) : source;
    }

    // All pairs of weights and the layer behind them that a node of neurons takes.
    private IEnumerable<(NirNode Weights, NirNode From)> Into(NirNode node)
    {
        foreach (NirNode source in node.Sources.Select(source => _graph.Nodes[source]))
        {
            if (source != _graph.Input && (source.Type == NirNodeType.Input || source.Type == NirNodeType.Output))
            {
                foreach ((NirNode, NirNode) pair in Into(source))
                {
                    yield return pair;
                }
            }
            else if (source.Type.IsLinear && Source(source) is NirNode from && (from == _graph.Input || from.Type.HasState))
            {
                yield return (source, from);
            }
            else
            {
                Refuse(source, $"is before neurons of '{node.Name}': between the input or neurons and neurons must be one Linear or Affine, after one node");
            }
        }
    }

    private double TimeConstantMs(NirNode node)
    {
        double leak = Single(node, "v_leak");
        if (leak != 0)
        {
            Refuse(node, $"has v_leak {NirGraph.Text(leak)}: must be 0");
        }

        double tau = Single(node, "tau");
        double timeConstant = _steps.TimeConstantMs(tau);
        if (timeConstant <= 0)
        {
            Refuse(node, $"has tau {NirGraph.Text(tau)} s, one step: Euler's method makes that no decay but a loss of all, must be longer");
        }

        return timeConstant;
    }

    private double Single(NirNode node, string parameter)
    {
        double first = node.Value(parameter, 0);
        for (int neuron = 1; neuron < node.Outputs; neuron++)
        {
            if (node.Value(parameter, neuron) != first)
            {
                Refuse(node, $"has {parameter} {NirGraph.Text(first)} and {NirGraph.Text(node.Value(parameter, neuron))}: must be the same for all neurons of a layer");
                break;
            }
        }

        return first;
    }

    private void Refuse(NirNode node, string why) => _errors.Add($"{_graph.Say(node)} {why} (a classifier to train; evaluate runs the graph as it is)");

    private sealed record Layers(
        IReadOnlyList<NirNode> Hidden, IReadOnlyList<NirNode> FeedForward, IReadOnlyList<NirNode?> Recurrent, IReadOnlyList<NirNode[]> Readouts, NirNode Outputs);
}

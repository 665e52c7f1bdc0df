namespace SnnCluster.Model.Equations;

/// <summary>What one step computes, as nodes: of the state before it and of input.</summary>
internal sealed class StepPlan
{
    public required Graph Graph { get; init; }

    public required EquationModel Model { get; init; }

    /// <summary>What comes before it in each substep; null where nothing does.</summary>
    public required Stages? Stages { get; init; }

    /// <summary>State after a substep, spikes and resets included.</summary>
    public required IReadOnlyList<Node> Next { get; init; }

    /// <summary>Where the neuron spikes in a substep; null: never.</summary>
    public required Node? Spike { get; init; }

    /// <summary>Steps that it stays refractory, without a new spike; null where it never is.</summary>
    public required Node? Refractory { get; init; }

    /// <summary>Numbers that depend on dt.</summary>
    public required StepNumbers Numbers { get; init; }

    /// <summary>State variables that may decay to nothing.</summary>
    public required IReadOnlySet<int> Decaying { get; init; }

    /// <summary>How far one nA takes the membrane potential within a step that takes current as constant [mV], by dt; null where it follows the potential.</summary>
    public required Func<double, double>? StepOfCurrent { get; init; }

    /// <summary>Time constant of the membrane [ms]; null where it has none.</summary>
    public required double? PassiveTimeConstantMs { get; init; }
}

/// <summary>The four stages of the classical Runge-Kutta method.</summary>
/// <param name="Slopes">Slopes of all variables at a stage.</param>
/// <param name="Half">Half of the length of a substep.</param>
/// <param name="Whole">Its length.</param>
internal sealed record Stages(IReadOnlyList<Node> Slopes, Node Half, Node Whole)
{
    public IEnumerable<Node> Roots => [.. Slopes, Half, Whole];

    /// <summary>The same with other nodes.</summary>
    public Stages With(Func<Node, Node> change) => new([.. Slopes.Select(change)], change(Half), change(Whole));
}

/// <summary>Numbers that depend on dt, each once.</summary>
internal sealed class StepNumbers(Graph graph)
{
    private readonly Dictionary<string, int> _known = [];
    private readonly List<Func<double, double>> _values = [];

    /// <summary>They, of the length of a step [ms].</summary>
    public IReadOnlyList<Func<double, double>> Values => _values;

    /// <summary>A number as a node.</summary>
    /// <param name="name">What tells it from others.</param>
    /// <param name="value">It, of the length of a step [ms].</param>
    public Node Of(string name, Func<double, double> value)
    {
        if (!_known.TryGetValue(name, out int index))
        {
            _known[name] = index = _values.Count;
            _values.Add(value);
        }

        return graph.Leaf(Operation.OfStep, index);
    }
}

using System.Globalization;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Equations;

/// <summary>A parameter of each neuron, or what is computed of one once.</summary>
/// <param name="Field">Name of the field that holds it.</param>
/// <param name="Parameter">The parameter.</param>
/// <param name="Value">What is computed, as a node; null: the parameter itself.</param>
internal sealed record NeuronField(string Field, int Parameter, Node? Value);

/// <summary>
/// A plan made ready to be compiled: what does not change within a run is computed once, numbers stand in a struct of constants, and all that decides which code
/// there is stands in a text, so that equations that differ in numbers alone share their code.
/// </summary>
internal sealed class StepProgram
{
    // More functions of a step are calls, so that there is room for inlining all else.
    private const int MostInlinedFunctions = 2;

    // A step of more operations is a call of its own: the compiler would run out of room for inlining in the loop over neurons.
    private const int MostInlined = 40;

    private readonly StepPlan _plan;
    private readonly Dictionary<Node, int> _derived = [];
    private readonly Dictionary<Node, int> _constants = [];
    private readonly List<Node> _constantNodes = [];
    private readonly List<NeuronField> _fields = [];
    private int _functions;

    public StepProgram(StepPlan plan, double refractoryPeriodMs)
    {
        _plan = plan;
        var known = new Dictionary<Node, Node>();
        Node Ready(Node node) => plan.Graph.Replace(node, Once, known);
        Stages = plan.Stages?.With(Ready);
        Spike = plan.Spike is Node spike ? Ready(spike) : null;
        Next = [.. plan.Next.Select(Ready)];
        if (plan.Refractory is Node refractory)
        {
            Node steps = plan.Numbers.Of("refractory steps", dt => StepCount.Of(refractoryPeriodMs, dt));
            Node spiked = Loops ? plan.Graph.Leaf(Operation.Spiked) : Spike!;
            Refractory = plan.Graph.Select(spiked, steps, Ready(refractory));
        }

        var seen = new HashSet<Node>();
        foreach (Node root in Roots)
        {
            Number(root, seen);
        }

        Text = Describe();
    }

    public Stages? Stages { get; }

    public Node? Spike { get; }

    public IReadOnlyList<Node> Next { get; }

    /// <summary>Steps that a neuron stays refractory, after the step; null where it never is.</summary>
    public Node? Refractory { get; }

    /// <summary>The variable that is the membrane potential; -1: none.</summary>
    public int Membrane => _plan.Model.Membrane;

    public int Substeps => _plan.Model.Substeps;

    public bool Loops => Substeps > 1;

    public IReadOnlySet<int> Decaying => _plan.Decaying;

    public IReadOnlyList<EquationState> States => _plan.Model.States;

    /// <summary>Fields that hold parameters of each neuron.</summary>
    public IReadOnlyList<NeuronField> Fields => _fields;

    /// <summary>All that decides which code there is.</summary>
    public string Text { get; }

    /// <summary>Number of constants.</summary>
    public int Constants => _constantNodes.Count;

    /// <summary>Number of nodes that compute something.</summary>
    public int Size { get; private set; }

    /// <summary>Whether the step becomes part of the loop over neurons.</summary>
    public bool IsInlined => Size <= MostInlined && Stages is null;

    /// <summary>Whether its functions, such as exponentials, are part of the code around them.</summary>
    public bool InlinesFunctions => IsInlined || _functions <= MostInlinedFunctions;

    /// <summary>What is computed, in the order in which it is.</summary>
    public IEnumerable<Node> Roots => [.. Stages is null ? [] : Stages.Roots, .. Spike is null ? [] : new[] { Spike }, .. Next, .. Refractory is null ? [] : new[] { Refractory }];

    /// <summary>The number of a constant.</summary>
    public int ConstantOf(Node node) => _constants[node];

    /// <summary>The number of the field that holds a parameter, or what was computed of one.</summary>
    public int FieldOf(Node node) => node.Operation == Operation.Derived ? node.Index : _fields.FindIndex(field => field.Value is null && field.Parameter == node.Index);

    /// <summary>The values of all constants.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public IEnumerable<float> ConstantValues(double dtMs) => _constantNodes.Select(node => (float)ValueOf(node, 0, dtMs));

    /// <summary>Values of the fields that hold parameters of each neuron.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public Dictionary<string, NeuronParameter> ParameterValues(double dtMs) => _fields.ToDictionary(
        field => field.Field,
        field =>
        {
            NeuronParameter values = _plan.Model.Parameters[field.Parameter].Values;
            return field.Value is Node node ? values.As(x => ValueOf(node, x, dtMs)) : values;
        });

    private double ValueOf(Node node, double parameter, double dtMs) => StartValue.Of(
        node, leaf => leaf.Operation == Operation.Parameter ? parameter : _plan.Numbers.Values[leaf.Index](dtMs));

    // What does not change within a run is a constant, or computed once for each neuron where it depends on one parameter. A division by such a value becomes a product.
    private Node? Once(Node node)
    {
        if (node.Operation == Operation.Divide && node.Changes && !node.Operands[1].Changes && !node.Operands[1].IsConstant)
        {
            return _plan.Graph.Replace(
                _plan.Graph.Multiply(_plan.Graph.Divide(_plan.Graph.Constant(1), node.Operands[1]), node.Operands[0]), Once, []);
        }

        if (node.Changes || node.Operands.Length == 0 || node.IsCondition)
        {
            return null;
        }

        if (node.Parameters == 0)
        {
            return _plan.Numbers.Of(string.Create(CultureInfo.InvariantCulture, $"node {node.Id}"), dt => ValueOf(node, 0, dt));
        }

        if (!ulong.IsPow2(node.Parameters))
        {
            return null;
        }

        if (!_derived.TryGetValue(node, out int index))
        {
            _derived[node] = index = _fields.Count;
            int parameter = System.Numerics.BitOperations.TrailingZeroCount(node.Parameters);
            _fields.Add(new NeuronField(FieldName(_plan.Model.Parameters[parameter].Name), parameter, node));
        }

        return _plan.Graph.Derived(index);
    }

    private string FieldName(string name)
    {
        string field = name;
        for (int i = 1; IsTaken(field); i++)
        {
            field = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        }

        return field;
    }

    private bool IsTaken(string name) => name == EquationReader.RefractoryTime || _fields.Exists(field => field.Field == name)
        || States.Any(state => state.Name == name) || _plan.Model.Parameters.Any(parameter => parameter.Name == name);

    private void Number(Node node, HashSet<Node> seen)
    {
        if (!seen.Add(node))
        {
            return;
        }

        if ((node.IsConstant && !NodeText.IsPlain(node)) || node.Operation == Operation.OfStep)
        {
            _constants[node] = _constantNodes.Count;
            _constantNodes.Add(node);
        }

        if (node.Operation == Operation.Parameter && FieldOf(node) < 0)
        {
            _fields.Add(new NeuronField(_plan.Model.Parameters[node.Index].Name, node.Index, null));
        }

        foreach (Node operand in node.Operands)
        {
            Number(operand, seen);
        }

        Size += node.Operands.Length == 0 ? 0 : 1;
        _functions += node.Operation is Operation.Exp or Operation.ExpMinusOne or Operation.RelativeExp or Operation.Log or Operation.Tanh ? 1 : 0;
    }

    private string Describe()
    {
        var text = new NodeText(node =>
            _constants.TryGetValue(node, out int constant) ? string.Create(CultureInfo.InvariantCulture, $"c{constant}")
            : node.Operation is Operation.Parameter or Operation.Derived ? string.Create(CultureInfo.InvariantCulture, $"f{FieldOf(node)}")
            : string.Create(CultureInfo.InvariantCulture, $"{node.Operation}{node.Index}"));
        text.Add(string.Join(' ', States.Select(state => state.Name)))
            .Add(Membrane < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Membrane} {States[Membrane].Unit.PowerOfTen}"))
            .Add(string.Join(' ', _fields.Select(field => field.Field)))
            .Add(string.Join(' ', Decaying.Order()))
            .Add(string.Create(CultureInfo.InvariantCulture, $"{Substeps} {Stages is not null} {Spike is not null} {Refractory is not null}"));
        foreach (Node root in Roots)
        {
            text.Add(root);
        }

        return text.ToString();
    }
}

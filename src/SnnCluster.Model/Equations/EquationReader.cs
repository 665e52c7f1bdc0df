using System.Globalization;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Equations;

/// <summary>Reads a description of neurons.</summary>
internal sealed class EquationReader : EquationTexts
{
    private const int MostStates = 32;

    /// <summary>The current of all receptors [nA].</summary>
    private const string Current = "I";

    /// <summary>The state variable that counts refractory steps.</summary>
    public const string RefractoryTime = "RefractoryTime";

    private readonly EquationsDescription _description;

    private EquationReader(EquationsDescription description, string owner, ValidationErrors errors)
        : base(owner, errors) => _description = description;

    protected override IReadOnlyList<string> Given { get; } = [Current];

    protected override IReadOnlyList<string> Reserved { get; } = ["t", "dt", "xi", RefractoryTime, "and", "or", "not"];

    protected override string Flags => "'unless refractory'";

    /// <summary>What a description says; null where something is wrong, which was added to the findings.</summary>
    public static EquationModel? Read(EquationsDescription description, string owner, ValidationErrors errors) => new EquationReader(description, owner, errors).Read();

    protected override Term? MeaningOfGiven(string name) => name == Current ? new Term(Graph.Leaf(Operation.Current), Dimension.OfCurrent, 0) : null;

    protected override string Taken(string name) => name == Current
        ? "'I' is the current of all receptors [nA]: give this one another name"
        : $"'{name}' has a meaning of its own: give this one another name";

    protected override bool TakesFlag(string flag, ref bool standsStill)
    {
        standsStill = true;
        return flag == "unless refractory";
    }

    private EquationModel? Read()
    {
        if (!IsOfSize(
            _description.Equations,
            _description.Parameters,
            (nameof(_description.Reset), _description.Reset),
            (nameof(_description.InitialValues), [.. _description.InitialValues.Values]),
            (nameof(_description.Threshold), _description.Threshold is null ? [] : [_description.Threshold])))
        {
            return null;
        }

        Declare(_description.Equations, _description.Parameters);
        if (States.Count is 0 or > MostStates && !IsRefused)
        {
            Refuse($"{Owner} has {States.Count} equations of the form dx/dt = ...: must be from 1 to {MostStates}", nameof(_description.Equations));
        }

        ReadStarts();
        FindMeanings();
        Node?[] slopes = [.. States.Select(SlopeOf)];
        Node? threshold = ReadThreshold();
        List<(int, Node)> resets = ReadResets();
        int membrane = FindMembrane();
        return IsRefused || slopes.Contains(null) ? null : new EquationModel
        {
            Graph = Graph,
            States = [.. States.Select(state => new EquationState(state.Name, state.Unit, state.StandsStill, state.Start))],
            Parameters = [.. EachNeuron.Select(one => new EachNeuronParameter(one.Name, one.Unit, one.Values))],
            Slopes = [.. slopes.OfType<Node>()],
            Threshold = threshold,
            Resets = resets,
            Membrane = membrane,
            Method = _description.Method,
            Substeps = _description.Substeps,
            IsRefractory = _description.RefractoryPeriodMs > 0,
        };
    }

    private void ReadStarts()
    {
        foreach ((string name, string start) in _description.InitialValues)
        {
            EquationText text = Text(nameof(_description.InitialValues), name, start);
            if (StateOf(name) is not EquationSymbol.State state)
            {
                Refuse(
                    $"{Owner} gives an initial value of '{EquationText.Cut(name)}', which is no variable of its equations{EquationText.Hint(name, [.. States.Select(one => one.Name)])}",
                    $"{nameof(_description.InitialValues)}[{name}]");
                continue;
            }

            Try(text, () => state.Start = Quantity(EquationParser.Expression(start), state.Unit, $"the initial value of {name}").Start / state.Unit.Size);
        }
    }

    private Node? ReadThreshold()
    {
        Node? threshold = null;
        if (_description.Threshold is not string text)
        {
            if (_description.Reset.Count > 0 || _description.RefractoryPeriodMs > 0)
            {
                Refuse($"{Owner} has a reset or a refractory period and no threshold: without one there are no spikes", nameof(_description.Threshold));
            }

            return null;
        }

        Try(Text(nameof(_description.Threshold), null, text), () =>
        {
            threshold = Lowering.Condition(EquationParser.Expression(text), "the threshold").Node;
        });
        return threshold;
    }

    private List<(int State, Node Value)> ReadResets()
    {
        var resets = new List<(int, Node)>();
        for (int i = 0; i < _description.Reset.Count; i++)
        {
            EquationText text = Text(nameof(_description.Reset), i.ToString(CultureInfo.InvariantCulture), _description.Reset[i]);
            Try(text, () =>
            {
                Assignment assignment = new EquationParser(text.Text, 0, text.Text.Length).Assignment();
                if (StateOf(assignment.Name) is not EquationSymbol.State state)
                {
                    throw new EquationException(
                        assignment.At, $"'{EquationText.Cut(assignment.Name)}' is no variable of the equations{EquationText.Hint(assignment.Name, [.. States.Select(one => one.Name)])}");
                }

                Term value = Lowering.Of(assignment.Value, state.Unit.Dimension, $"the new value of {state.Name}", assignment.ValueAt);
                resets.Add((state.Index, Graph.Divide(value.Node, Graph.Constant(state.Unit.Size))));
            });
        }

        return resets;
    }

    private int FindMembrane()
    {
        if (_description.MembranePotential is string name)
        {
            EquationSymbol.State? named = States.FirstOrDefault(state => state.Name == name);
            if (named is null || !CanBeMembrane(named))
            {
                Refuse($"{Owner} has the membrane potential '{EquationText.Cut(name)}': must be a variable of its equations that is a potential, or has no unit", nameof(_description.MembranePotential));
            }

            return named?.Index ?? -1;
        }

        return States.FirstOrDefault(state => state.Name is "V" or "v" && CanBeMembrane(state))?.Index ?? -1;
    }

    // Numbers without unit count as mV.
    private static bool CanBeMembrane(EquationSymbol.State state) => state.Unit.Dimension == Dimension.OfPotential || state.Unit.Dimension.IsNone;
}

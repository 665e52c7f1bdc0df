using System.Globalization;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Model.Equations;

/// <summary>Reads a description of synapses, and finds out whose state each variable is.</summary>
internal sealed class SynapseReader : EquationTexts
{
    private const int MostVariables = 16;
    private const string Weight = "w";
    private const string Delivered = "delivered";

    private readonly EquationsSynapseDescription _description;

    private SynapseReader(EquationsSynapseDescription description, string owner, ValidationErrors errors)
        : base(owner, errors) => _description = description;

    // The weight may have an equation of its own.
    protected override IReadOnlyList<string> Given => StateOf(Weight) is null ? [Weight] : [];

    protected override IReadOnlyList<string> Reserved { get; } = [Delivered, "I", "t", "dt", "xi", "and", "or", "not"];

    protected override string Flags => "'event-driven', which all variables are";

    /// <summary>What a description says; null where something is wrong, which was added to the findings.</summary>
    public static SynapsePlan? Read(EquationsSynapseDescription description, string owner, ValidationErrors errors) => new SynapseReader(description, owner, errors).Read();

    protected override Term? MeaningOfGiven(string name) =>
        name == Weight && StateOf(Weight) is null ? new Term(Graph.Leaf(Operation.State, WeightLeaf), Dimension.None, 1) : null;

    protected override bool MayDefine(EquationLine line) => line.Name == Weight && line is EquationLine.Differential;

    protected override string Taken(string name) =>
        name == Weight ? "'w' is the weight: it can have a differential equation, and no other meaning" : $"'{name}' has a meaning of its own: give this one another name";

    protected override bool TakesFlag(string flag, ref bool standsStill) => flag == "event-driven";

    // Without an equation of its own, the weight is the last variable.
    private int WeightLeaf => States.Count;

    private SynapsePlan? Read()
    {
        if (!IsOfSize(_description.Equations, _description.Parameters, (nameof(_description.OnPre), _description.OnPre), (nameof(_description.OnPost), _description.OnPost)))
        {
            return null;
        }

        foreach (string each in _description.Parameters.Where(one => one.Value is EquationParameter.OfEachNeuron).Select(one => one.Key).Take(1))
        {
            Refuse($"{Owner} gives '{EquationText.Cut(each)}' for each neuron: parameters of synapses are shared by all", $"{nameof(_description.Parameters)}[{each}]");
        }

        Declare(_description.Equations, _description.Parameters);
        if (States.Count > MostVariables)
        {
            Refuse($"{Owner} has {States.Count} variables: must be at most {MostVariables}", nameof(_description.Equations));
        }

        FindMeanings();
        (double AtRest, double Slope)?[] decays = [.. States.Select(DecayOf)];
        StartAt([.. decays.Select(decay => decay?.AtRest ?? 0)]);
        Node[] before = [.. Enumerable.Range(0, States.Count + 1).Select(i => Graph.Leaf(Operation.State, i))];
        int weight = StateOf(Weight)?.Index ?? WeightLeaf;
        (Node[] onPre, Node? delivered) = Execute(nameof(_description.OnPre), _description.OnPre, before, weight);
        (Node[] onPost, _) = Execute(nameof(_description.OnPost), _description.OnPost, before, weight);
        if (!IsRefused && _description.OnPre.Count + _description.OnPost.Count + States.Count == 0)
        {
            Refuse($"{Owner} has no equations and nothing that spikes do: 'static' synapses have none", nameof(_description.OnPre));
        }

        return IsRefused || decays.Contains(null) ? null : Plan(before, onPre, delivered ?? before[weight], onPost, weight, [.. decays.Select(one => one!.Value)]);
    }

    // x' = slope·x + constant, with the same numbers for all.
    private (double AtRest, double Slope)? DecayOf(EquationSymbol.State state)
    {
        if (SlopeOf(state) is not Node slope)
        {
            return null;
        }

        (double, double)? decay = null;
        Try(state.In, () =>
        {
            if (state.Name == Weight && state.Unit != Unit.One)
            {
                throw new EquationException(state.Line.At, "'w' is in the unit of its receptor: as an equation it must have none, ': 1'");
            }

            var form = LinearForm.Of(slope);
            double own = form.FactorOf(Graph.Leaf(Operation.State, state.Index));
            if (form.Terms.Any(term => term.Of.Operation != Operation.State || term.Of.Index != state.Index))
            {
                throw new EquationException(state.Line.At, $"the slope of '{state.Name}' must be linear in '{state.Name}' with constant coefficients, and depend on no other variable: between events it is not looked at");
            }

            if (own > 0 || (own == 0 && form.Constant != 0))
            {
                throw new EquationException(state.Line.At, $"'{state.Name}' grows without bound between events: its slope must fall as it rises");
            }

            decay = (own == 0 ? 0 : -form.Constant / own, own);
        });
        return decay;
    }

    private (Node[] After, Node? Delivered) Execute(string property, IReadOnlyList<string> texts, Node[] before, int weight)
    {
        Node[] now = [.. before];
        Node? delivered = null;
        for (int i = 0; i < texts.Count; i++)
        {
            EquationText text = Text(property, i.ToString(CultureInfo.InvariantCulture), texts[i]);
            Try(text, () =>
            {
                Assignment assignment = new EquationParser(text.Text, 0, text.Text.Length).Assignment();
                if (assignment.Name == Delivered && property == nameof(_description.OnPre))
                {
                    delivered = Now(Lowering.Of(assignment.Value, Dimension.None, "what is delivered", assignment.ValueAt).Node, now);
                    return;
                }

                EquationSymbol.State? state = StateOf(assignment.Name);
                if (state is null && assignment.Name != Weight)
                {
                    throw new EquationException(
                        assignment.At, $"'{EquationText.Cut(assignment.Name)}' is no variable{(assignment.Name.EndsWith("_post", StringComparison.Ordinal)
                            ? ": what the target gets is 'delivered = ...'"
                            : EquationText.Hint(assignment.Name, [.. States.Select(one => one.Name).Append(Weight).Distinct(), Delivered]))}");
                }

                Unit unit = state?.Unit ?? Unit.One;
                Term value = Lowering.Of(assignment.Value, unit.Dimension, $"the new value of {assignment.Name}", assignment.ValueAt);
                now[state?.Index ?? weight] = Now(Graph.Divide(value.Node, Graph.Constant(unit.Size)), now);
            });
        }

        if (now[weight] != before[weight])
        {
            Node least = Graph.Constant(_description.MinimumWeight);
            Node most = Graph.Constant(_description.MaximumWeight);
            now[weight] = Graph.Binary(Operation.Min, Graph.Binary(Operation.Max, now[weight], least), most);
        }

        return (now, delivered);
    }

    private Node Now(Node node, Node[] states)
    {
        Node[] now = [.. states];
        return Graph.Replace(node, one => one.Operation == Operation.State ? now[one.Index] : null, []);
    }

    private SynapsePlan Plan(Node[] before, Node[] onPre, Node delivered, Node[] onPost, int weight, (double AtRest, double Slope)[] decays)
    {
        ulong source = Alone(before, onPre, onPost, excluded: 1UL << weight);
        ulong target = Alone(before, onPost, onPre, excluded: source | (1UL << weight));
        var curves = new List<DecayCurve>();
        var variables = new List<SynapseVariable>();
        for (int i = 0; i <= States.Count; i++)
        {
            (double rest, double slope) = i < decays.Length ? decays[i] : (0, 0);
            if (i == States.Count && weight != i)
            {
                break;
            }

            SynapseOwner owner = i == weight ? SynapseOwner.Weight
                : (source >> i & 1) != 0 ? SynapseOwner.Source
                : (target >> i & 1) != 0 ? SynapseOwner.Target
                : SynapseOwner.Synapse;
            variables.Add(new SynapseVariable(i < States.Count ? States[i].Name : Weight, owner, rest, slope == 0 ? -1 : CurveOf(-1 / slope, curves)));
        }

        bool changesWeight = onPre[weight] != before[weight] || onPost[weight] != before[weight] || variables[weight].Curve >= 0;
        bool advances = variables.Any(variable => variable is { Owner: SynapseOwner.Weight or SynapseOwner.Synapse, Curve: >= 0 });
        Node[] ofSynapse = [.. variables.Index().Where(one => one.Item.Owner is SynapseOwner.Weight or SynapseOwner.Synapse).Select(one => onPost[one.Index])];
        bool postSeesTarget = ofSynapse.Any(node => (node.States & target) != 0);
        bool hasTarget = advances || _description.OnPost.Count > 0 || target != 0;
        SynapseTraits traits = SynapseTraits.SourceEvents
            | (hasTarget ? SynapseTraits.TargetSpikes : 0)
            | (postSeesTarget ? SynapseTraits.TargetStateAtSpike : 0)
            | (advances ? SynapseTraits.Advances : 0)
            | (!hasTarget || _description.SameStep == SameStep.Mutual ? 0 : _description.SameStep == SameStep.Ignored ? SynapseTraits.IgnoresSameStep : SynapseTraits.SourceFirst);
        return new SynapsePlan
        {
            Graph = Graph,
            Variables = variables,
            OnPre = onPre,
            Delivered = delivered,
            OnPost = onPost,
            Curves = curves,
            Traits = traits,
            ChangesWeight = changesWeight,
        };
    }

    // Variables that only events of one side change, and by nothing but each other: all synapses of a neuron have the same.
    private ulong Alone(Node[] before, Node[] byThese, Node[] byOthers, ulong excluded)
    {
        ulong alone = 0;
        for (int i = 0; i < States.Count; i++)
        {
            alone |= byOthers[i] == before[i] && (excluded >> i & 1) == 0 ? 1UL << i : 0;
        }

        for (ulong last = 0; last != alone;)
        {
            last = alone;
            for (int i = 0; i < States.Count; i++)
            {
                alone &= (alone >> i & 1) != 0 && (byThese[i].States & ~alone) != 0 ? ~(1UL << i) : ulong.MaxValue;
            }
        }

        return alone;
    }

    private static int CurveOf(double timeConstantMs, List<DecayCurve> curves)
    {
        int known = curves.FindIndex(curve => curve.TimeConstantMs == timeConstantMs);
        if (known < 0)
        {
            curves.Add(timeConstantMs);
        }

        return known < 0 ? curves.Count - 1 : known;
    }
}

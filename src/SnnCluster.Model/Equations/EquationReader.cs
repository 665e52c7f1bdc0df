using System.Globalization;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Equations;

/// <summary>Reads a description of equations: parses its texts, finds what names stand for, checks units, and makes nodes of all of it.</summary>
internal sealed class EquationReader
{
    private const int MostLines = 64;
    private const int MostStates = 32;
    private const int MostParameters = 256;
    private const int MostResets = 64;

    /// <summary>The current of all receptors [nA].</summary>
    public const string Current = "I";

    private static readonly string[] Reserved = [Current, "t", "dt", "xi", RefractoryTime, "and", "or", "not"];

    private readonly EquationsDescription _description;
    private readonly string _owner;
    private readonly ValidationErrors _errors;
    private readonly Graph _graph = new();
    private readonly Lowering _lowering;
    private readonly Dictionary<string, EquationSymbol> _symbols = [];
    private readonly List<EquationSymbol.State> _states = [];
    private readonly List<EquationSymbol.EachNeuron> _eachNeuron = [];
    private readonly Stack<string> _underway = new();
    private bool _constantsAlone;
    private bool _isRefused;

    private EquationReader(EquationsDescription description, string owner, ValidationErrors errors)
    {
        (_description, _owner, _errors) = (description, owner, errors);
        _lowering = new Lowering(_graph, Find, () => [.. _symbols.Keys, Current]);
    }

    /// <summary>The state variable that counts refractory steps.</summary>
    public const string RefractoryTime = "RefractoryTime";

    /// <summary>What a description says; null where something is wrong, which was added to the findings.</summary>
    public static EquationModel? Read(EquationsDescription description, string owner, ValidationErrors errors) => new EquationReader(description, owner, errors).Read();

    private EquationModel? Read()
    {
        if (!IsOfSize())
        {
            return null;
        }

        for (int i = 0; i < _description.Equations.Count; i++)
        {
            ReadLines(Text(nameof(_description.Equations), i.ToString(CultureInfo.InvariantCulture), _description.Equations[i]));
        }

        DeclareParameters();
        if (_states.Count is 0 or > MostStates && !_isRefused)
        {
            Refuse($"{_owner} has {_states.Count} equations of the form dx/dt = ...: must be from 1 to {MostStates}", nameof(_description.Equations));
        }

        ReadStarts();
        foreach (EquationSymbol symbol in _symbols.Values)
        {
            Try(symbol.In, () => MeaningOf(symbol));
        }

        Node?[] slopes = [.. _states.Select(SlopeOf)];
        Node? threshold = ReadThreshold();
        List<(int, Node)> resets = ReadResets();
        int membrane = FindMembrane();
        return _isRefused || slopes.Contains(null) ? null : new EquationModel
        {
            Graph = _graph,
            States = [.. _states.Select(state => new EquationState(state.Name, state.Unit, state.StandsStill, state.Start))],
            Parameters = [.. _eachNeuron.Select(one => new EachNeuronParameter(one.Name, one.Unit, one.Values))],
            Slopes = [.. slopes.OfType<Node>()],
            Threshold = threshold,
            Resets = resets,
            Membrane = membrane,
            Method = _description.Method,
            Substeps = _description.Substeps,
            IsRefractory = _description.RefractoryPeriodMs > 0,
        };
    }

    private EquationText Text(string property, string? item, string text) => new(_owner, property, item, text);

    private void Refuse(string message, string of)
    {
        _isRefused = true;
        _errors.Add(message, of);
    }

    private bool IsOfSize()
    {
        (string Of, int Count, int Most)[] counts =
        [
            (nameof(_description.Equations), _description.Equations.Count, MostLines),
            (nameof(_description.Parameters), _description.Parameters.Count, MostParameters),
            (nameof(_description.InitialValues), _description.InitialValues.Count, MostStates),
            (nameof(_description.Reset), _description.Reset.Count, MostResets),
        ];
        foreach ((string of, int count, int most) in counts.Where(one => one.Count > one.Most))
        {
            Refuse($"{_owner} has {count} {(of == nameof(_description.Reset) ? "resets" : of.ToLowerInvariant())}: must be at most {most}", of);
        }

        IEnumerable<(string Of, string? Text)> texts =
        [
            .. _description.Equations.Select(text => (nameof(_description.Equations), (string?)text)),
            .. _description.Reset.Select(text => (nameof(_description.Reset), (string?)text)),
            .. _description.Parameters.Values.OfType<EquationParameter.Shared>().Select(one => (nameof(_description.Parameters), (string?)one.Text)),
            .. _description.InitialValues.Values.Select(text => (nameof(_description.InitialValues), (string?)text)),
            (nameof(_description.Threshold), _description.Threshold ?? ""),
        ];
        foreach ((string of, string? text) in texts.Where(one => one.Text is null || one.Text.Length > EquationParser.LongestText).Take(1))
        {
            Refuse(text is null ? $"{_owner} has no text where {of} has one" : $"{_owner} {of} has a text of {text.Length} characters: must be at most {EquationParser.LongestText}", of);
        }

        return !_isRefused;
    }

    // Goes on after a finding, so that all are told at once.
    private void Try(EquationText text, Action read)
    {
        try
        {
            read();
        }
        catch (EquationException exception)
        {
            _isRefused = true;
            text.Add(_errors, exception.At, exception.Message);
        }
        catch (RefusedException)
        {
            _isRefused = true;
        }
    }

    private void ReadLines(EquationText text)
    {
        int lines = 0;
        foreach ((int from, int to) in EquationParser.Lines(text.Text))
        {
            Try(text, () => Declare(text, new EquationParser(text.Text, from, to).Line()));
            if (++lines > MostLines)
            {
                Refuse($"{_owner} has equations of more than {MostLines} lines", nameof(_description.Equations));
                break;
            }
        }

        if (lines == 0)
        {
            Refuse($"{_owner} has an equation that is empty", nameof(_description.Equations));
        }
    }

    private void Declare(EquationText text, EquationLine line)
    {
        if (Reserved.Contains(line.Name) || EquationFunction.Find(line.Name) is not null)
        {
            throw new EquationException(line.At, line.Name == Current
                ? "'I' is the current of all receptors [nA]: give this one another name"
                : $"'{line.Name}' has a meaning of its own: give this one another name");
        }

        EquationSymbol symbol = line switch
        {
            EquationLine.Differential differential => new EquationSymbol.State(text, differential, StandsStill(differential.Flags)),
            EquationLine.Subexpression subexpression => new EquationSymbol.Subexpression(text, subexpression),
            _ => new EquationSymbol.Declared(text, (EquationLine.Parameter)line),
        };
        if (!_symbols.TryAdd(line.Name, symbol))
        {
            throw new EquationException(line.At, $"'{line.Name}' is there twice: names must be unique");
        }

        if (symbol is EquationSymbol.State state)
        {
            state.Index = _states.Count;
            _states.Add(state);
        }
    }

    private static bool StandsStill(IReadOnlyList<Token> flags)
    {
        foreach (Token flag in flags.Where(flag => flag.Text != "unless refractory"))
        {
            throw new EquationException(flag.At, $"there is no flag '{EquationText.Cut(flag.Text)}': there is 'unless refractory'");
        }

        return flags.Count > 0;
    }

    private void DeclareParameters()
    {
        foreach ((string name, EquationParameter parameter) in _description.Parameters)
        {
            string content = parameter is EquationParameter.Shared given ? given.Text : "";
            EquationText text = Text(nameof(_description.Parameters), name, content);
            EquationSymbol.Declared? declared = null;
            if (_symbols.TryGetValue(name, out EquationSymbol? before) && (declared = before as EquationSymbol.Declared) is null)
            {
                Refuse($"{_owner} gives the parameter '{EquationText.Cut(name)}': the equations define it, so it is none", $"{nameof(_description.Parameters)}[{name}]");
                continue;
            }

            if (Reserved.Contains(name) || EquationFunction.Find(name) is not null || name.Length == 0 || char.IsAsciiDigit(name[0])
                || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                Refuse($"{_owner} gives the parameter '{EquationText.Cut(name)}': no parameter can have that name", $"{nameof(_description.Parameters)}[{name}]");
                continue;
            }

            if (parameter is EquationParameter.Shared)
            {
                Try(text, () => _symbols[name] = new EquationSymbol.Shared(text, name, EquationParser.Expression(content), declared?.Unit));
            }
            else if (declared is null)
            {
                Refuse(
                    $"{_owner} gives '{EquationText.Cut(name)}' for each neuron: the equations must declare its unit, as '{EquationText.Cut(name)} : mV' does",
                    $"{nameof(_description.Parameters)}[{name}]");
            }
            else
            {
                var each = new EquationSymbol.EachNeuron(text, name, declared.Unit, ((EquationParameter.OfEachNeuron)parameter).Values) { Index = _eachNeuron.Count };
                _eachNeuron.Add(each);
                _symbols[name] = each;
            }
        }

        const int MostOfEachNeuron = 64;
        if (_eachNeuron.Count > MostOfEachNeuron)
        {
            Refuse($"{_owner} has {_eachNeuron.Count} parameters of each neuron: must be at most {MostOfEachNeuron}", nameof(_description.Parameters));
        }
    }

    private void ReadStarts()
    {
        foreach ((string name, string start) in _description.InitialValues)
        {
            EquationText text = Text(nameof(_description.InitialValues), name, start);
            if (!_symbols.TryGetValue(name, out EquationSymbol? symbol) || symbol is not EquationSymbol.State state)
            {
                Refuse(
                    $"{_owner} gives an initial value of '{EquationText.Cut(name)}', which is no variable of its equations{EquationText.Hint(name, [.. _states.Select(one => one.Name)])}",
                    $"{nameof(_description.InitialValues)}[{name}]");
                continue;
            }

            Try(text, () => state.Start = Quantity(EquationParser.Expression(start), state.Unit, $"the initial value of {name}").Start / state.Unit.Size);
        }
    }

    // A number that all neurons share; without a unit of its own it is in the declared one.
    private Term Quantity(Syntax syntax, Unit? declared, string what)
    {
        bool before = _constantsAlone;
        _constantsAlone = true;
        try
        {
            Term term = IsPlain(syntax) || declared is null ? _lowering.Of(syntax) : _lowering.Of(syntax, declared.Value.Dimension, what, syntax.At);
            double value = IsPlain(syntax) && declared is Unit unit ? unit.Of(term.Start) : term.Start;
            return term.IsCondition
                ? throw new EquationException(syntax.At, $"{what} is a condition: must be a number")
                : new Term(_graph.Constant(value), declared?.Dimension ?? term.Dimension, value);
        }
        finally
        {
            _constantsAlone = before;
        }
    }

    private static bool IsPlain(Syntax syntax) => syntax is Syntax.Number or Syntax.Unary { Sign: "-", Of: Syntax.Number };

    private Term? Find(Syntax.Name name)
    {
        if (name.Text == Current && !_constantsAlone)
        {
            return new Term(_graph.Leaf(Operation.Current), Dimension.OfCurrent, 0);
        }

        if (!_symbols.TryGetValue(name.Text, out EquationSymbol? symbol))
        {
            return null;
        }

        if (_constantsAlone && symbol is not EquationSymbol.Shared and not EquationSymbol.Declared)
        {
            throw new EquationException(name.At, $"'{name.Text}' is not the same for all neurons: only numbers and such parameters can stand here");
        }

        if (_underway.Contains(name.Text))
        {
            throw new EquationException(name.At, $"'{name.Text}' depends on itself, by way of {string.Join(", ", _underway.Reverse().SkipWhile(one => one != name.Text))}");
        }

        return MeaningOf(symbol);
    }

    private Term MeaningOf(EquationSymbol symbol)
    {
        if (symbol.Meaning is Term known)
        {
            return known;
        }

        if (symbol.IsRefused)
        {
            throw new RefusedException();
        }

        // Until it is known otherwise: who needs it says nothing of his own.
        symbol.IsRefused = true;
        _underway.Push(symbol.Name);
        try
        {
            Term meaning = Meaning(symbol);
            symbol.Meaning = meaning;
            symbol.IsRefused = false;
            return meaning;
        }
        catch (EquationException exception)
        {
            // Told where it is, and not where it is needed.
            _isRefused = true;
            symbol.In.Add(_errors, exception.At, exception.Message);
            throw new RefusedException();
        }
        finally
        {
            _underway.Pop();
        }
    }

    private Term Meaning(EquationSymbol symbol)
    {
        switch (symbol)
        {
            case EquationSymbol.State state:
                return Stored(Operation.State, state.Index, state.Unit, state.Start);
            case EquationSymbol.EachNeuron each:
                return Stored(Operation.Parameter, each.Index, each.Unit, each.Typical);
            case EquationSymbol.Shared shared:
                return Quantity(shared.Value, shared.Unit, shared.Name);
            case EquationSymbol.Subexpression subexpression:
                EquationLine.Subexpression line = subexpression.Line;
                return _lowering.Of(line.Value, line.Unit.Dimension, line.Name, line.At) with { Dimension = line.Unit.Dimension, IsZero = false };
            default:
                throw new EquationException(((EquationSymbol.Declared)symbol).At, $"the parameter '{symbol.Name}' has no value: give it in parameters");
        }
    }

    private Term Stored(Operation operation, int index, Unit unit, double start) =>
        new(_graph.Multiply(_graph.Constant(unit.Size), _graph.Leaf(operation, index)), unit.Dimension, unit.Of(start));

    private Node? SlopeOf(EquationSymbol.State state)
    {
        Node? slope = null;
        Try(state.In, () =>
        {
            EquationLine.Differential line = state.Line;
            Dimension perTime = line.Unit.Dimension / Dimension.OfTime;
            Term term = _lowering.Of(line.Slope, perTime, $"the slope of {line.Name}", line.At);
            slope = _graph.Divide(term.Node, _graph.Constant(line.Unit.Size));
        });
        return slope;
    }

    private Node? ReadThreshold()
    {
        Node? threshold = null;
        if (_description.Threshold is not string text)
        {
            if (_description.Reset.Count > 0 || _description.RefractoryPeriodMs > 0)
            {
                Refuse($"{_owner} has a reset or a refractory period and no threshold: without one there are no spikes", nameof(_description.Threshold));
            }

            return null;
        }

        Try(Text(nameof(_description.Threshold), null, text), () =>
        {
            threshold = _lowering.Condition(EquationParser.Expression(text), "the threshold").Node;
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
                if (!_symbols.TryGetValue(assignment.Name, out EquationSymbol? symbol) || symbol is not EquationSymbol.State state)
                {
                    throw new EquationException(
                        assignment.At, $"'{EquationText.Cut(assignment.Name)}' is no variable of the equations{EquationText.Hint(assignment.Name, [.. _states.Select(one => one.Name)])}");
                }

                Term value = _lowering.Of(assignment.Value, state.Unit.Dimension, $"the new value of {state.Name}", assignment.ValueAt);
                resets.Add((state.Index, _graph.Divide(value.Node, _graph.Constant(state.Unit.Size))));
            });
        }

        return resets;
    }

    private int FindMembrane()
    {
        if (_description.MembranePotential is string name)
        {
            EquationSymbol.State? named = _states.Find(state => state.Name == name);
            if (named is null || !CanBeMembrane(named))
            {
                Refuse($"{_owner} has the membrane potential '{EquationText.Cut(name)}': must be a variable of its equations that is a potential, or has no unit", nameof(_description.MembranePotential));
            }

            return named?.Index ?? -1;
        }

        return _states.Find(state => state.Name is "V" or "v" && CanBeMembrane(state))?.Index ?? -1;
    }

    // Numbers without unit count as mV.
    private static bool CanBeMembrane(EquationSymbol.State state) => state.Unit.Dimension == Dimension.OfPotential || state.Unit.Dimension.IsNone;

    // Something that is needed is wrong, and has been told.
    private sealed class RefusedException : Exception;
}

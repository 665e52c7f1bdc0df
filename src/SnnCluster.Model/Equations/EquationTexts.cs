using System.Globalization;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Equations;

/// <summary>Reads the texts of a description: parses them, finds what names stand for, checks units, and makes nodes of them. Goes on after a finding.</summary>
/// <remarks>What a model has beyond equations and parameters is what derives from this.</remarks>
internal abstract class EquationTexts
{
    private const int MostLines = 64;
    private const int MostParameters = 256;
    private const string Equations = nameof(EquationsDescription.Equations);
    private const string Parameters = nameof(EquationsDescription.Parameters);

    private readonly string _owner;
    private readonly ValidationErrors _errors;
    private readonly Dictionary<string, EquationSymbol> _symbols = [];
    private readonly List<EquationSymbol.State> _states = [];
    private readonly List<EquationSymbol.EachNeuron> _eachNeuron = [];
    private readonly Stack<string> _underway = new();
    private bool _constantsAlone;

    protected EquationTexts(string owner, ValidationErrors errors)
    {
        (_owner, _errors) = (owner, errors);
        Lowering = new Lowering(Graph, Find, () => [.. _symbols.Keys, .. Given]);
    }

    protected Graph Graph { get; } = new();

    protected Lowering Lowering { get; }

    /// <summary>Variables, in the order of the text.</summary>
    protected IReadOnlyList<EquationSymbol.State> States => _states;

    /// <summary>Parameters that each neuron has for itself.</summary>
    protected IReadOnlyList<EquationSymbol.EachNeuron> EachNeuron => _eachNeuron;

    /// <summary>Whether something is wrong.</summary>
    protected bool IsRefused { get; private set; }

    /// <summary>What messages call the population or projection.</summary>
    protected string Owner => _owner;

    /// <summary>Names that have a meaning without being defined.</summary>
    protected abstract IReadOnlyList<string> Given { get; }

    /// <summary>Names that cannot be defined, beside those.</summary>
    protected abstract IReadOnlyList<string> Reserved { get; }

    /// <summary>The meaning of such a name; null: it is none of them.</summary>
    protected abstract Term? MeaningOfGiven(string name);

    /// <summary>Whether such a name can be defined by a line all the same.</summary>
    protected virtual bool MayDefine(EquationLine line) => false;

    /// <summary>What to say of a definition of such a name.</summary>
    protected abstract string Taken(string name);

    /// <summary>Takes a flag of a differential equation; false: there is none of that name.</summary>
    protected abstract bool TakesFlag(string flag, ref bool standsStill);

    /// <summary>The flags that there are.</summary>
    protected abstract string Flags { get; }

    protected EquationText Text(string property, string? item, string text) => new(_owner, property, item, text);

    protected void Refuse(string message, string of)
    {
        IsRefused = true;
        _errors.Add(message, of);
    }

    /// <summary>Checks that there are no more texts than can be looked at, and that none is too long.</summary>
    protected bool IsOfSize(IReadOnlyList<string> equations, IReadOnlyDictionary<string, EquationParameter> parameters, params (string Of, IReadOnlyCollection<string> Texts)[] others)
    {
        (string Of, int Count, int Most)[] counts =
        [
            (Equations, equations.Count, MostLines), (Parameters, parameters.Count, MostParameters), .. others.Select(one => (one.Of, one.Texts.Count, MostLines)),
        ];
        foreach ((string of, int count, int most) in counts.Where(one => one.Count > one.Most))
        {
            Refuse($"{_owner} has {count} {of.ToLowerInvariant()}: must be at most {most}", of);
        }

        IEnumerable<(string Of, string? Text)> texts =
        [
            .. equations.Select(text => (Equations, (string?)text)),
            .. parameters.Values.Select(one => (Parameters, one is EquationParameter.Shared shared ? shared.Text : "")),
            .. others.SelectMany(one => one.Texts.Select(text => (one.Of, (string?)text))),
        ];
        foreach ((string of, string? text) in texts.Where(one => one.Text is null || one.Text.Length > EquationParser.LongestText).Take(1))
        {
            Refuse(text is null ? $"{_owner} has no text where {of} has one" : $"{_owner} {of} has a text of {text.Length} characters: must be at most {EquationParser.LongestText}", of);
        }

        return !IsRefused;
    }

    /// <summary>Reads equations and parameters, and finds out what all names mean.</summary>
    protected void Declare(IReadOnlyList<string> equations, IReadOnlyDictionary<string, EquationParameter> parameters)
    {
        for (int i = 0; i < equations.Count; i++)
        {
            ReadLines(Text(Equations, i.ToString(CultureInfo.InvariantCulture), equations[i]));
        }

        DeclareParameters(parameters);
    }

    /// <summary>Finds out what all names mean.</summary>
    protected void FindMeanings()
    {
        foreach (EquationSymbol symbol in _symbols.Values)
        {
            Try(symbol.In, () => MeaningOf(symbol));
        }
    }

    /// <summary>Says where variables begin, in their units.</summary>
    protected void StartAt(double[] starts)
    {
        foreach (EquationSymbol.State state in _states)
        {
            state.Start = starts[state.Index];
        }

        foreach (EquationSymbol symbol in _symbols.Values.Where(symbol => symbol is EquationSymbol.State or EquationSymbol.Subexpression))
        {
            symbol.Meaning = null;
        }

        FindMeanings();
    }

    /// <summary>The variable of a name; null: it is none.</summary>
    protected EquationSymbol.State? StateOf(string name) => _symbols.TryGetValue(name, out EquationSymbol? symbol) ? symbol as EquationSymbol.State : null;

    /// <summary>The slope of a variable, in its unit per ms; null where something is wrong with it.</summary>
    protected Node? SlopeOf(EquationSymbol.State state)
    {
        Node? slope = null;
        Try(state.In, () =>
        {
            EquationLine.Differential line = state.Line;
            Dimension perTime = line.Unit.Dimension / Dimension.OfTime;
            Term term = Lowering.Of(line.Slope, perTime, $"the slope of {line.Name}", line.At);
            slope = Graph.Divide(term.Node, Graph.Constant(line.Unit.Size));
        });
        return slope;
    }

    // Goes on after a finding, so that all are told at once.
    protected void Try(EquationText text, Action read)
    {
        try
        {
            read();
        }
        catch (EquationException exception)
        {
            IsRefused = true;
            text.Add(_errors, exception.At, exception.Message);
        }
        catch (RefusedException)
        {
            IsRefused = true;
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
                Refuse($"{_owner} has equations of more than {MostLines} lines", Equations);
                break;
            }
        }

        if (lines == 0)
        {
            Refuse($"{_owner} has an equation that is empty", Equations);
        }
    }

    private void Declare(EquationText text, EquationLine line)
    {
        if (IsTaken(line.Name) && !MayDefine(line))
        {
            throw new EquationException(line.At, Taken(line.Name));
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

    private bool StandsStill(IReadOnlyList<Token> flags)
    {
        bool standsStill = false;
        foreach (Token flag in flags)
        {
            if (!TakesFlag(flag.Text, ref standsStill))
            {
                throw new EquationException(flag.At, $"there is no flag '{EquationText.Cut(flag.Text)}': there is {Flags}");
            }
        }

        return standsStill;
    }

    private void DeclareParameters(IReadOnlyDictionary<string, EquationParameter> parameters)
    {
        foreach ((string name, EquationParameter parameter) in parameters)
        {
            string content = parameter is EquationParameter.Shared given ? given.Text : "";
            EquationText text = Text(Parameters, name, content);
            EquationSymbol.Declared? declared = null;
            if (_symbols.TryGetValue(name, out EquationSymbol? before) && (declared = before as EquationSymbol.Declared) is null)
            {
                Refuse($"{_owner} gives the parameter '{EquationText.Cut(name)}': the equations define it, so it is none", $"{Parameters}[{name}]");
                continue;
            }

            if (IsTaken(name) || name.Length == 0 || char.IsAsciiDigit(name[0])
                || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                Refuse($"{_owner} gives the parameter '{EquationText.Cut(name)}': no parameter can have that name", $"{Parameters}[{name}]");
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
                    $"{Parameters}[{name}]");
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
            Refuse($"{_owner} has {_eachNeuron.Count} parameters of each neuron: must be at most {MostOfEachNeuron}", Parameters);
        }
    }

    // A number that all neurons share; without a unit of its own it is in the declared one.
    protected Term Quantity(Syntax syntax, Unit? declared, string what)
    {
        bool before = _constantsAlone;
        _constantsAlone = true;
        try
        {
            Term term = IsPlain(syntax) || declared is null ? Lowering.Of(syntax) : Lowering.Of(syntax, declared.Value.Dimension, what, syntax.At);
            double value = IsPlain(syntax) && declared is Unit unit ? unit.Of(term.Start) : term.Start;
            return term.IsCondition
                ? throw new EquationException(syntax.At, $"{what} is a condition: must be a number")
                : new Term(Graph.Constant(value), declared?.Dimension ?? term.Dimension, value);
        }
        finally
        {
            _constantsAlone = before;
        }
    }

    private static bool IsPlain(Syntax syntax) => syntax is Syntax.Number or Syntax.Unary { Sign: "-", Of: Syntax.Number };

    private bool IsTaken(string name) => Given.Contains(name) || Reserved.Contains(name) || EquationFunction.Find(name) is not null;

    private Term? Find(Syntax.Name name)
    {
        if (!_constantsAlone && MeaningOfGiven(name.Text) is Term given)
        {
            return given;
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
            IsRefused = true;
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
                return Lowering.Of(line.Value, line.Unit.Dimension, line.Name, line.At) with { Dimension = line.Unit.Dimension, IsZero = false };
            default:
                throw new EquationException(((EquationSymbol.Declared)symbol).At, $"the parameter '{symbol.Name}' has no value: give it in parameters");
        }
    }

    private Term Stored(Operation operation, int index, Unit unit, double start) =>
        new(Graph.Multiply(Graph.Constant(unit.Size), Graph.Leaf(operation, index)), unit.Dimension, unit.Of(start));

    // Something that is needed is wrong, and has been told.
    private sealed class RefusedException : Exception;
}

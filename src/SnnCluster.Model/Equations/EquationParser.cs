using System.Globalization;

namespace SnnCluster.Model.Equations;

/// <summary>
/// Reads expressions, equations and assignments by recursive descent. Signs bind as in Python: or, and, not, comparisons, + and -, * and /, the sign of a number, powers.
/// </summary>
internal sealed class EquationParser
{
    /// <summary>The most characters of a text.</summary>
    public const int LongestText = 4000;

    /// <summary>How deep expressions may lie in each other, so that whoever walks over them is safe.</summary>
    public const int MostDepth = 64;

    private const int MostTokens = 1000;
    private const int LargestUnitPower = 8;
    private const int LongestName = 64;

    private static readonly string[] Comparisons = ["<", "<=", ">", ">=", "==", "!="];

    private readonly List<Token> _tokens;
    private int _next;
    private int _depth;

    /// <param name="text">The text.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="to">Where to end.</param>
    /// <exception cref="EquationException">It has no tokens, or too many.</exception>
    public EquationParser(string text, int from, int to)
    {
        _tokens = EquationLexer.Read(text, from, to);
        if (_tokens.Count > MostTokens)
        {
            throw new EquationException(
                _tokens[MostTokens].At, string.Create(CultureInfo.InvariantCulture, $"there are more than {MostTokens} numbers, names and signs on the line"));
        }
    }

    /// <summary>The lines of a text that are not empty.</summary>
    public static IEnumerable<(int From, int To)> Lines(string text)
    {
        int from = 0;
        while (from <= text.Length)
        {
            int to = text.IndexOf('\n', from);
            to = to < 0 ? text.Length : to;
            ReadOnlySpan<char> line = text.AsSpan(from, to - from).Trim();
            if (line.Length > 0 && line[0] != '#')
            {
                yield return (from, to);
            }

            from = to + 1;
        }
    }

    /// <summary>A whole expression.</summary>
    public static Syntax Expression(string text)
    {
        var parser = new EquationParser(text, 0, text.Length);
        Syntax expression = parser.Expression();
        parser.ExpectEnd();
        return expression;
    }

    /// <summary>dx/dt = expression : unit (flags), or x = expression : unit, or x : unit.</summary>
    public EquationLine Line()
    {
        Token first = Take(TokenKind.Name, "an equation, such as dV/dt = (E_L - V)/tau_m : mV,");
        if (Peek.Is("/"))
        {
            _next++;
            Token time = Take(TokenKind.Name, "dt");
            if (time.Text != "dt" || first.Text.Length < 2 || first.Text[0] != 'd')
            {
                throw new EquationException(first.At, $"'{EquationText.Cut(first.Text)}/{EquationText.Cut(time.Text)}' is no derivative: must be d, a name, and /dt");
            }

            Token name = CheckName(first with { Text = first.Text[1..], At = first.At + 1 });
            Take("=");
            Syntax slope = Expression();
            Unit unit = UnitAfterColon();
            IReadOnlyList<Token> flags = Flags();
            ExpectEnd();
            return new EquationLine.Differential(first.At, name.Text, slope, unit, flags);
        }

        CheckName(first);
        if (Peek.Is("="))
        {
            _next++;
            Syntax value = Expression();
            Unit unit = UnitAfterColon();
            ExpectEnd();
            return new EquationLine.Subexpression(first.At, first.Text, value, unit);
        }

        Unit declared = UnitAfterColon();
        ExpectEnd();
        return new EquationLine.Parameter(first.At, first.Text, declared);
    }

    /// <summary>x = expression, or with += -= *= /=.</summary>
    public Assignment Assignment()
    {
        Token name = Take(TokenKind.Name, "an assignment, such as V = V_r,");
        Token sign = Next();
        if (sign.Kind != TokenKind.Sign || sign.Text is not ("=" or "+=" or "-=" or "*=" or "/="))
        {
            throw new EquationException(sign.At, $"{sign.Shown} stands where = or += -= *= /= must be");
        }

        int at = Peek.At;
        Syntax value = Expression();
        ExpectEnd();
        return new Assignment(
            name.At, name.Text, sign.Text == "=" ? value : new Syntax.Binary(sign.At, sign.Text[..1], new Syntax.Name(name.At, name.Text), value), at);
    }

    private Token Peek => _tokens[_next];

    private Token Next() => Peek.Kind == TokenKind.End ? Peek : _tokens[_next++];

    private Token Take(TokenKind kind, string what)
    {
        Token token = Next();
        return token.Kind == kind ? token : throw new EquationException(token.At, $"{token.Shown} stands where {what} must be");
    }

    private void Take(string sign)
    {
        Token token = Next();
        if (!token.Is(sign))
        {
            throw new EquationException(token.At, $"{token.Shown} stands where '{sign}' must be");
        }
    }

    private static Token CheckName(Token name)
    {
        bool isPlain = name.Text.Length <= LongestName && name.Text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name.Text[0]);
        return isPlain ? name : throw new EquationException(
            name.At, string.Create(CultureInfo.InvariantCulture, $"'{EquationText.Cut(name.Text)}' is no name: must be at most {LongestName} letters, digits and _"));
    }

    private void ExpectEnd()
    {
        if (Peek.Kind != TokenKind.End)
        {
            throw new EquationException(Peek.At, $"{Peek.Shown} stands where the end must be");
        }
    }

    private Unit UnitAfterColon()
    {
        if (!Peek.Is(":"))
        {
            throw new EquationException(Peek.At, $"{Peek.Shown} stands where a unit must be, such as ': mV' or ': 1'");
        }

        _next++;
        Unit unit = UnitFactor();
        while (Peek.Is("*") || Peek.Is("/"))
        {
            bool divides = Next().Is("/");
            Unit factor = UnitFactor();
            unit = divides ? unit / factor : unit * factor;
            if (!unit.Dimension.IsSane)
            {
                throw new EquationException(Peek.At, "the unit has powers beyond all meaning");
            }
        }

        return unit;
    }

    private Unit UnitFactor()
    {
        Token token = Next();
        Unit unit = token switch
        {
            { Kind: TokenKind.Number, Value: 1 } => Unit.One,
            { Kind: TokenKind.Name } when Unit.TryFind(token.Text, out Unit found) => found,
            { Kind: TokenKind.Name } => throw new EquationException(token.At, $"there is no unit {token.Shown}{Unit.Hint(token.Text)}"),
            _ => throw new EquationException(token.At, $"{token.Shown} stands where a unit must be, such as mV, or 1 for none"),
        };
        if (!Peek.Is("**") && !Peek.Is("^"))
        {
            return unit;
        }

        _next++;
        bool isNegative = Peek.Is("-");
        _next += isNegative ? 1 : 0;
        Token power = Take(TokenKind.Number, "a whole power");
        if (power.Value != Math.Floor(power.Value) || power.Value > LargestUnitPower)
        {
            throw new EquationException(power.At, string.Create(CultureInfo.InvariantCulture, $"the power {power.Shown} of a unit must be a whole number up to {LargestUnitPower}"));
        }

        Unit result = Unit.One;
        for (int i = 0; i < (int)power.Value; i++)
        {
            result = isNegative ? result / unit : result * unit;
        }

        return result;
    }

    // (word word, word): each is one flag, of several words.
    private List<Token> Flags()
    {
        var flags = new List<Token>();
        if (!Peek.Is("("))
        {
            return flags;
        }

        do
        {
            _next++;
            Token first = Take(TokenKind.Name, "a word such as 'unless refractory'");
            string words = first.Text;
            while (Peek.Kind == TokenKind.Name || Peek.Is("-"))
            {
                words += Peek.Is("-") ? $"{Next().Text}{Take(TokenKind.Name, "a word").Text}" : $" {Next().Text}";
            }

            flags.Add(first with { Text = words });
        }
        while (Peek.Is(","));
        Take(")");
        return flags;
    }

    private Syntax Expression()
    {
        if (++_depth > MostDepth)
        {
            throw new EquationException(Peek.At, string.Create(CultureInfo.InvariantCulture, $"expressions lie more than {MostDepth} deep in each other"));
        }

        Syntax left = Conjunction();
        while (Peek.IsWord("or"))
        {
            left = new Syntax.Binary(Next().At, "or", left, Conjunction());
        }

        _depth--;
        return left;
    }

    private Syntax Conjunction()
    {
        Syntax left = Negation();
        while (Peek.IsWord("and"))
        {
            left = new Syntax.Binary(Next().At, "and", left, Negation());
        }

        return left;
    }

    private Syntax Negation()
    {
        var nots = new Stack<int>();
        while (Peek.IsWord("not"))
        {
            nots.Push(Next().At);
        }

        Syntax of = Comparison();
        return nots.Aggregate(of, (inner, at) => new Syntax.Unary(at, "not", inner));
    }

    private Syntax Comparison()
    {
        Syntax left = Sum();
        if (Peek.Kind == TokenKind.Sign && Comparisons.Contains(Peek.Text))
        {
            Token sign = Next();
            left = new Syntax.Binary(sign.At, sign.Text, left, Sum());
            if (Peek.Kind == TokenKind.Sign && Comparisons.Contains(Peek.Text))
            {
                throw new EquationException(Peek.At, "comparisons one after another are not taken: write 'a < b and b < c'");
            }
        }

        return left;
    }

    private Syntax Sum()
    {
        Syntax left = Product();
        while (Peek.Is("+") || Peek.Is("-"))
        {
            Token sign = Next();
            left = new Syntax.Binary(sign.At, sign.Text, left, Product());
        }

        return left;
    }

    private Syntax Product()
    {
        Syntax left = Signed();
        while (Peek.Is("*") || Peek.Is("/"))
        {
            Token sign = Next();
            left = new Syntax.Binary(sign.At, sign.Text, left, Signed());
        }

        return left;
    }

    private Syntax Signed()
    {
        var signs = new Stack<Token>();
        while (Peek.Is("-") || Peek.Is("+"))
        {
            signs.Push(Next());
        }

        Syntax of = Power(Atom());
        return signs.Aggregate(of, (inner, sign) => sign.Is("-") ? new Syntax.Unary(sign.At, "-", inner) : inner);
    }

    private Syntax Power(Syntax left)
    {
        if (!Peek.Is("**") && !Peek.Is("^"))
        {
            return left;
        }

        Token sign = Next();
        if (++_depth > MostDepth)
        {
            throw new EquationException(sign.At, string.Create(CultureInfo.InvariantCulture, $"expressions lie more than {MostDepth} deep in each other"));
        }

        Syntax power = Signed();
        _depth--;
        return new Syntax.Binary(sign.At, "**", left, power);
    }

    private Syntax Atom()
    {
        Token token = Next();
        switch (token.Kind)
        {
            case TokenKind.Number:
                return AfterNumber(token);
            case TokenKind.Name when token.Text is "and" or "or" or "not":
                throw new EquationException(token.At, $"{token.Shown} stands where a number or a name must be");
            case TokenKind.Name when Peek.Is("("):
                return Call(token);
            case TokenKind.Name:
                return new Syntax.Name(token.At, token.Text);
            case TokenKind.Sign when token.Is("("):
                Syntax inner = Expression();
                Take(")");
                return inner;
            default:
                throw new EquationException(token.At, $"{token.Shown} stands where a number or a name must be");
        }
    }

    // 10 mV: a name right after a number is a unit.
    private Syntax AfterNumber(Token number)
    {
        var value = new Syntax.Number(number.At, number.Value);
        if (Peek.Kind != TokenKind.Name || Peek.Text is "and" or "or" or "not")
        {
            return value;
        }

        Token unit = Next();
        return Unit.TryFind(unit.Text, out _)
            ? new Syntax.Binary(number.At, "*", value, Power(new Syntax.OfUnit(unit.At, unit.Text)))
            : throw new EquationException(unit.At, $"there is no unit {unit.Shown}{Unit.Hint(unit.Text)}");
    }

    private Syntax.Call Call(Token function)
    {
        var arguments = new List<Syntax>();
        if (_tokens[_next + 1].Is(")"))
        {
            _next += 2;
            return new Syntax.Call(function.At, function.Text, arguments);
        }

        do
        {
            _next++;
            arguments.Add(Expression());
        }
        while (Peek.Is(","));
        Take(")");
        return new Syntax.Call(function.At, function.Text, arguments);
    }
}

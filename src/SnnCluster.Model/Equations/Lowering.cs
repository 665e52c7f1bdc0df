using System.Globalization;

namespace SnnCluster.Model.Equations;

/// <summary>Makes nodes of expressions, and checks names, units and conditions, and that nothing is infinite when a neuron starts.</summary>
/// <param name="graph">Makes the nodes.</param>
/// <param name="find">Finds what a name of the model stands for; null where it is none.</param>
/// <param name="names">The names of the model, for hints.</param>
internal sealed class Lowering(Graph graph, Func<Syntax.Name, Term?> find, Func<IReadOnlyCollection<string>> names)
{
    // Signs of a sum lie in each other, too, and names lead to other expressions.
    private const int MostDepth = 300;

    private int _depth;

    /// <summary>Meaning of an expression.</summary>
    /// <exception cref="EquationException">It has none.</exception>
    public Term Of(Syntax syntax)
    {
        _depth++;
        try
        {
            return _depth <= MostDepth ? Meaning(syntax) : throw new EquationException(syntax.At, string.Create(
                CultureInfo.InvariantCulture, $"expressions, with those that their names stand for, lie more than {MostDepth} deep in each other"));
        }
        finally
        {
            _depth--;
        }
    }

    private Term Meaning(Syntax syntax) => syntax switch
    {
        Syntax.Number number => new Term(graph.Constant(number.Value), Dimension.None, number.Value, IsZero: number.Value == 0),
        Syntax.OfUnit unit => OfUnit(unit.Text),
        Syntax.Name name => find(name) ?? (Unit.TryFind(name.Text, out _) ? OfUnit(name.Text) : throw Unknown(name)),
        Syntax.Unary { Sign: "not" } not => Not(not),
        Syntax.Unary minus => Negated(minus, Number(minus.Of, "-")),
        Syntax.Call call => Call(call),
        Syntax.Binary binary => binary.Sign switch
        {
            "+" or "-" => Sum(binary),
            "*" or "/" => Product(binary),
            "**" => Power(binary),
            "and" or "or" => Logical(binary),
            _ => Comparison(binary),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(syntax)),
    };

    /// <summary>A number, not a condition, of a dimension.</summary>
    /// <param name="syntax">The expression.</param>
    /// <param name="dimension">What it must be.</param>
    /// <param name="what">What has it, for messages.</param>
    /// <param name="at">Where to say what is wrong with all of it.</param>
    public Term Of(Syntax syntax, Dimension dimension, string what, int at)
    {
        Term term = Of(syntax);
        return term.IsCondition ? throw new EquationException(at, $"{what} is a condition: must be a number; int(...) makes one of it")
            : term.Dimension == dimension || term.IsZero ? term
            : throw new EquationException(at, $"{what} is in {term.Dimension}: must be in {dimension}");
    }

    /// <summary>A condition.</summary>
    public Term Condition(Syntax syntax, string what)
    {
        Term term = Of(syntax);
        return term.IsCondition ? term : throw new EquationException(syntax.At, $"{what} is a number: must be a condition, such as V > V_th");
    }

    private Term OfUnit(string name)
    {
        Unit.TryFind(name, out Unit unit);
        return new Term(graph.Constant(unit.Size), unit.Dimension, unit.Size);
    }

    private EquationException Unknown(Syntax.Name name)
    {
        string hint = name.Text switch
        {
            "t" => ": what depends on time comes as input (docs/models.md), not in equations",
            "dt" => ": equations do not depend on the length of a step",
            "xi" => ": noise comes as input ('white-noise'), not in equations",
            _ when EquationFunction.Find(name.Text) is not null => $": {name.Text} is a function, {name.Text}(...)",
            _ => EquationText.Hint(name.Text, names()),
        };
        return new EquationException(name.At, $"there is no '{EquationText.Cut(name.Text)}'{hint}");
    }

    private Term Number(Syntax syntax, string sign)
    {
        Term term = Of(syntax);
        return term.IsCondition ? throw new EquationException(syntax.At, $"a condition stands where {sign} needs a number: int(...) makes one of it") : term;
    }

    private Term Negated(Syntax at, Term of) => Made(at.At, graph.Negate(of.Node), of.Dimension, -of.Start) with { IsZero = of.IsZero };

    private Term Not(Syntax.Unary not)
    {
        Term of = Condition(not.Of, "what follows 'not'");
        return new Term(graph.Not(of.Node), Dimension.None, 1 - of.Start);
    }

    private Term Sum(Syntax.Binary sum)
    {
        Term left = Number(sum.Left, sum.Sign);
        Term right = Number(sum.Right, sum.Sign);
        Dimension dimension = Common(sum.At, left, right, sum.Sign == "+" ? "are added" : "are subtracted");
        Operation operation = sum.Sign == "+" ? Operation.Add : Operation.Subtract;
        return Made(sum.At, graph.Binary(operation, left.Node, right.Node), dimension, OperationValue.Of(operation, left.Start, right.Start));
    }

    private Term Product(Syntax.Binary product)
    {
        Term left = Number(product.Left, product.Sign);
        Term right = Number(product.Right, product.Sign);
        Dimension dimension = product.Sign == "*" ? left.Dimension * right.Dimension : left.Dimension / right.Dimension;
        if (product.Sign == "*")
        {
            return Made(product.At, graph.Multiply(left.Node, right.Node), dimension, left.Start * right.Start);
        }

        return right.Start == 0
            ? throw new EquationException(product.At, "divides by 0 when a neuron starts; give other initial values, or write what the limit is (exprel(x) is (exp(x) - 1)/x, 1 at 0)")
            : Made(product.At, graph.Divide(left.Node, right.Node), dimension, left.Start / right.Start);
    }

    private Term Power(Syntax.Binary power)
    {
        Term left = Number(power.Left, "**");
        Term right = Number(power.Right, "**");
        if (!right.Node.IsConstant || !right.Dimension.IsNone)
        {
            throw new EquationException(power.Right.At, "a power must be a number without unit that all neurons share");
        }

        double exponent = right.Node.Value;
        bool isHalf = exponent * 2 == Math.Floor(exponent * 2) && Math.Abs(exponent) <= 16;
        Dimension? dimension = left.Dimension.IsNone ? Dimension.None : isHalf ? left.Dimension.ToPower((int)(exponent * 2)) : null;
        return dimension is Dimension of
            ? Made(power.At, graph.Power(left.Node, exponent), of, Start(power.At, left.Start, exponent))
            : throw new EquationException(
                power.At, $"{left.Dimension} to the power of {exponent.ToString("R", CultureInfo.InvariantCulture)} has no unit: divide by a quantity of the same unit first");
    }

    private double Start(int at, double value, double exponent)
    {
        Node start = graph.Power(graph.Constant(value), exponent);
        return double.IsFinite(start.Value) ? start.Value
            : throw new EquationException(at, $"is {Shown(start.Value)} when a neuron starts: the base is {Shown(value)}");
    }

    private Term Logical(Syntax.Binary both)
    {
        Term left = Condition(both.Left, $"what stands before '{both.Sign}'");
        Term right = Condition(both.Right, $"what follows '{both.Sign}'");
        return both.Sign == "and"
            ? new Term(graph.Binary(Operation.And, left.Node, right.Node), Dimension.None, left.Start * right.Start)
            : new Term(graph.Binary(Operation.Or, left.Node, right.Node), Dimension.None, Math.Max(left.Start, right.Start));
    }

    private Term Comparison(Syntax.Binary comparison)
    {
        Term left = Number(comparison.Left, comparison.Sign);
        Term right = Number(comparison.Right, comparison.Sign);
        Common(comparison.At, left, right, "are compared");
        (double a, double b) = (left.Start, right.Start);
        (Node node, bool start) = comparison.Sign switch
        {
            "<" => (graph.Binary(Operation.Less, left.Node, right.Node), a < b),
            ">" => (graph.Binary(Operation.Less, right.Node, left.Node), a > b),
            "<=" => (graph.Binary(Operation.LessOrEqual, left.Node, right.Node), a <= b),
            ">=" => (graph.Binary(Operation.LessOrEqual, right.Node, left.Node), a >= b),
            "==" => (graph.Binary(Operation.Equal, left.Node, right.Node), a == b),
            _ => (graph.Not(graph.Binary(Operation.Equal, left.Node, right.Node)), a != b),
        };
        return new Term(node, Dimension.None, start ? 1 : 0);
    }

    private Term Call(Syntax.Call call)
    {
        EquationFunction function = EquationFunction.Find(call.Function) ?? throw new EquationException(
            call.At, call.Function is "rand" or "randn"
                ? $"there is no function '{call.Function}': equations draw no random numbers; initial values may (initialState of the population), and noise comes as input"
                : $"there is no function '{EquationText.Cut(call.Function)}'{EquationText.Hint(call.Function, [.. EquationFunction.All.Select(one => one.Name)])}");
        if (call.Arguments.Count != function.Arguments)
        {
            throw new EquationException(call.At, string.Create(
                CultureInfo.InvariantCulture, $"{function.Name} has {call.Arguments.Count} argument{(call.Arguments.Count == 1 ? "" : "s")}: must have {function.Arguments}"));
        }

        return function.Kind switch
        {
            FunctionKind.Whether => Whether(call),
            FunctionKind.Where => Where(call),
            _ => OfNumbers(call, function, [.. call.Arguments.Select(argument => Number(argument, function.Name))]),
        };
    }

    private Term Whether(Syntax.Call call)
    {
        Term condition = Of(call.Arguments[0]);
        return condition.IsCondition
            ? new Term(graph.Select(condition.Node, graph.Constant(1), graph.Constant(0)), Dimension.None, condition.Start)
            : throw new EquationException(call.Arguments[0].At, "int is of a number: must be of a condition, such as int(V > V_th)");
    }

    private Term Where(Syntax.Call call)
    {
        Term condition = Condition(call.Arguments[0], "the first argument of where");
        Term a = Number(call.Arguments[1], "where");
        Term b = Number(call.Arguments[2], "where");
        Dimension dimension = Common(call.At, a, b, "are alternatives");
        return new Term(graph.Select(condition.Node, a.Node, b.Node), dimension, condition.Start == 1 ? a.Start : b.Start);
    }

    private Term OfNumbers(Syntax.Call call, EquationFunction function, Term[] of)
    {
        if (function.Kind == FunctionKind.Plain && !of[0].Dimension.IsNone)
        {
            throw new EquationException(call.Arguments[0].At, $"{function.Name} is of a quantity in {of[0].Dimension}: must be of a number without unit");
        }

        Term result;
        if (function.Kind == FunctionKind.Root)
        {
            Dimension dimension = of[0].Dimension.ToPower(1) ?? throw new EquationException(call.At, $"the root of {of[0].Dimension} has no unit");
            result = new Term(graph.Unary(Operation.Sqrt, of[0].Node), dimension, Math.Sqrt(of[0].Start));
        }
        else if (of.Length == 1)
        {
            result = new Term(graph.Unary(function.Operation, of[0].Node), of[0].Dimension, OperationValue.Of(function.Operation, of[0].Start));
        }
        else
        {
            result = of[0];
            for (int i = 1; i < of.Length; i++)
            {
                // clip is the smaller of the upper bound and of the larger of a value and the lower bound.
                Operation operation = i == 2 ? Operation.Min : function.Operation;
                Dimension dimension = Common(call.At, result, of[i], $"are arguments of {function.Name}");
                result = new Term(graph.Binary(operation, result.Node, of[i].Node), dimension, OperationValue.Of(operation, result.Start, of[i].Start));
            }
        }

        return double.IsFinite(result.Start) ? result : throw new EquationException(
            call.At, $"{function.Name} is {Shown(result.Start)} when a neuron starts, of {string.Join(" and ", of.Select(one => Shown(one.Start)))}");
    }

    private static Dimension Common(int at, Term left, Term right, string what) =>
        left.Dimension == right.Dimension || right.IsZero ? left.Dimension
        : left.IsZero ? right.Dimension
        : throw new EquationException(at, $"a quantity in {left.Dimension} and one in {right.Dimension} {what}: both must be of one unit");

    private static Term Made(int at, Node node, Dimension dimension, double start) =>
        !dimension.IsSane ? throw new EquationException(at, "powers of units are beyond all meaning")
        : double.IsFinite(start) ? new Term(node, dimension, start)
        : throw new EquationException(at, $"is {Shown(start)} when a neuron starts");

    private static string Shown(double value) =>
        double.IsNaN(value) ? "not a number" : double.IsInfinity(value) ? "infinite" : value.ToString("G6", CultureInfo.InvariantCulture);
}

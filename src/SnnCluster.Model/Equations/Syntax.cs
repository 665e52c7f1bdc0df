namespace SnnCluster.Model.Equations;

/// <summary>A part of an expression as it is written.</summary>
/// <param name="At">Where it begins in its text; an operator's place is that of its sign.</param>
internal abstract record Syntax(int At)
{
    public sealed record Number(int At, double Value) : Syntax(At);

    /// <summary>A unit right after a number or in its place.</summary>
    public sealed record OfUnit(int At, string Text) : Syntax(At);

    public sealed record Name(int At, string Text) : Syntax(At);

    public sealed record Unary(int At, string Sign, Syntax Of) : Syntax(At);

    public sealed record Binary(int At, string Sign, Syntax Left, Syntax Right) : Syntax(At);

    public sealed record Call(int At, string Function, IReadOnlyList<Syntax> Arguments) : Syntax(At);
}

/// <summary>A line of a model's equations.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Name">What it is about.</param>
internal abstract record EquationLine(int At, string Name)
{
    /// <summary>dx/dt = ... : unit.</summary>
    public sealed record Differential(int At, string Name, Syntax Slope, Unit Unit, IReadOnlyList<Token> Flags) : EquationLine(At, Name);

    /// <summary>x = ... : unit.</summary>
    public sealed record Subexpression(int At, string Name, Syntax Value, Unit Unit) : EquationLine(At, Name);

    /// <summary>x : unit, the unit of a parameter.</summary>
    public sealed record Parameter(int At, string Name, Unit Unit) : EquationLine(At, Name);
}

/// <summary>x = ..., x += ... and so on.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Name">What is changed.</param>
/// <param name="Value">What it becomes.</param>
/// <param name="ValueAt">Where that stands.</param>
internal sealed record Assignment(int At, string Name, Syntax Value, int ValueAt);

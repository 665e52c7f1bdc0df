namespace SnnCluster.Model.Equations;

/// <summary>What a function takes and gives.</summary>
internal enum FunctionKind
{
    /// <summary>A number without unit of one.</summary>
    Plain,

    /// <summary>The square root.</summary>
    Root,

    /// <summary>A quantity of one or several of the same unit.</summary>
    Same,

    /// <summary>1 where a condition holds, else 0.</summary>
    Whether,

    /// <summary>One of two where a condition holds, the other elsewhere.</summary>
    Where,
}

/// <summary>A function of expressions.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it takes and gives.</param>
/// <param name="Arguments">How many arguments.</param>
/// <param name="Operation">What computes it; of clip two follow each other.</param>
internal sealed record EquationFunction(string Name, FunctionKind Kind, int Arguments, Operation Operation)
{
    public static IReadOnlyList<EquationFunction> All { get; } =
    [
        new("exp", FunctionKind.Plain, 1, Operation.Exp),
        new("expm1", FunctionKind.Plain, 1, Operation.ExpMinusOne),
        new("exprel", FunctionKind.Plain, 1, Operation.RelativeExp),
        new("log", FunctionKind.Plain, 1, Operation.Log),
        new("tanh", FunctionKind.Plain, 1, Operation.Tanh),
        new("sqrt", FunctionKind.Root, 1, Operation.Sqrt),
        new("abs", FunctionKind.Same, 1, Operation.Abs),
        new("min", FunctionKind.Same, 2, Operation.Min),
        new("max", FunctionKind.Same, 2, Operation.Max),
        new("clip", FunctionKind.Same, 3, Operation.Max),
        new("int", FunctionKind.Whether, 1, Operation.Select),
        new("where", FunctionKind.Where, 3, Operation.Select),
    ];

    public static EquationFunction? Find(string name) => All.FirstOrDefault(one => one.Name == name);
}

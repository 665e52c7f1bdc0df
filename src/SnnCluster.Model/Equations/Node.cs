namespace SnnCluster.Model.Equations;

/// <summary>What a node computes.</summary>
internal enum Operation
{
    // What is there: a number; a state variable and a parameter of each neuron, as they are stored; a number that depends on dt; input.
    Constant,
    State,
    Parameter,
    OfStep,
    Current,
    Conductance,
    ReversalCurrent,
    Jump,

    // A state variable where slopes are looked at, and the weighted sum of its slopes there.
    Stage,
    Sum,

    // Steps that the neuron stays refractory, and whether it has spiked in this step.
    Refractory,
    Spiked,

    // A value that depends on one parameter of each neuron alone, and is computed once.
    Derived,

    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,
    Exp,
    ExpMinusOne,
    RelativeExp,
    Log,
    Sqrt,
    Tanh,
    Abs,
    Min,
    Max,

    // Conditions, and what depends on one.
    Less,
    LessOrEqual,
    Equal,
    And,
    Or,
    Not,
    Select,
}

/// <summary>A node of the graph that expressions become. Equal ones are the same object.</summary>
internal sealed class Node
{
    public required Operation Operation { get; init; }

    /// <summary>Number within its graph.</summary>
    public required int Id { get; init; }

    /// <summary>Of a constant.</summary>
    public double Value { get; init; }

    /// <summary>Which state variable, parameter, or number that depends on dt it is.</summary>
    public int Index { get; init; }

    public Node[] Operands { get; init; } = [];

    /// <summary>State variables that it depends on, as bits.</summary>
    public required ulong States { get; init; }

    /// <summary>Parameters of each neuron that it depends on, as bits.</summary>
    public required ulong Parameters { get; init; }

    /// <summary>Whether it depends on anything that changes within a run: state, input.</summary>
    public required bool Changes { get; init; }

    public required int Depth { get; init; }

    public bool IsConstant => Operation == Operation.Constant;

    public bool IsCondition => Operation is Operation.Less or Operation.LessOrEqual or Operation.Equal or Operation.And or Operation.Or or Operation.Not or Operation.Spiked;

    public bool Is(double value) => IsConstant && Value == value;

    public bool DependsOn(int state) => (States >> state & 1) != 0;
}

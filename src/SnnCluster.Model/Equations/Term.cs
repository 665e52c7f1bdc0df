namespace SnnCluster.Model.Equations;

/// <summary>What a part of an expression means.</summary>
/// <param name="Node">What computes it.</param>
/// <param name="Dimension">What it is; of a condition none.</param>
/// <param name="Start">Its value when a neuron starts: state as it is given, no input; 1 or 0 of a condition.</param>
/// <param name="IsZero">Whether it is the number 0 as it is written, which fits every unit.</param>
internal readonly record struct Term(Node Node, Dimension Dimension, double Start, bool IsZero = false)
{
    public bool IsCondition => Node.IsCondition;
}

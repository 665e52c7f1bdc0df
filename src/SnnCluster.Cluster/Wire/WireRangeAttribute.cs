namespace SnnCluster.Cluster.Wire;

/// <summary>
/// What a number of a contract, or each of a list of them, may be. Without it the least is 0: most are counts, lengths and
/// numbers of things. A number that is not finite is never taken.
/// </summary>
/// <param name="least">The least.</param>
/// <param name="most">The most; by default that of its type.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WireRangeAttribute(double least, double most = double.MaxValue) : Attribute
{
    /// <summary>What a number may be that has no attribute.</summary>
    internal static readonly WireRangeAttribute Default = new(0);

    /// <summary>The least.</summary>
    public double Least { get; } = least;

    /// <summary>The most.</summary>
    public double Most { get; } = most;

    /// <summary>Whether a number is one of those.</summary>
    internal bool Has(double number) => double.IsFinite(number) && number >= Least && number <= Most;
}

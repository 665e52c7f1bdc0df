namespace SnnCluster.Model.Networks;

/// <summary>Marks a number of a description that may be infinite, which JSON has no number for: there it is the text "infinity".</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MayBeInfiniteAttribute : Attribute;

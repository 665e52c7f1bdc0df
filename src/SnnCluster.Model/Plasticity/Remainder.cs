namespace SnnCluster.Model.Plasticity;

/// <summary>What is left of a trace since a source's last event.</summary>
/// <param name="Left">exp(-t/τ+).</param>
public readonly record struct Remainder(float Left);

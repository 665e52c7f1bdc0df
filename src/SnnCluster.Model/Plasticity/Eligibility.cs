namespace SnnCluster.Model.Plasticity;

/// <summary>Eligibility of a synapse, just after its last event.</summary>
/// <param name="Value">c.</param>
public readonly record struct Eligibility(float Value);

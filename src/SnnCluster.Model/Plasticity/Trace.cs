namespace SnnCluster.Model.Plasticity;

/// <summary>A trace of spikes: each adds 1 to what is left of those before.</summary>
/// <param name="Value">The trace.</param>
public readonly record struct Trace(float Value);

/// <summary>Two traces of spikes with time constants of their own.</summary>
/// <param name="Fast">The first.</param>
/// <param name="Slow">The second.</param>
public readonly record struct TwoTraces(float Fast, float Slow);

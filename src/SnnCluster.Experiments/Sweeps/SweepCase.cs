using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Sweeps;

/// <summary>A run of a sweep.</summary>
/// <param name="Name">Its name, which is that of its folder: swept parameters with their values, and the seed.</param>
/// <param name="Values">Values of the swept parameters, by name, as text.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Options">What it is run with.</param>
public sealed record SweepCase(string Name, IReadOnlyDictionary<string, string> Values, ulong Seed, RunOptions Options);

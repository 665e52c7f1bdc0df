namespace SnnCluster.Experiments;

/// <summary>The parameter that says how large an experiment's network is, which studies vary.</summary>
/// <param name="Parameter">Name of the parameter.</param>
/// <param name="Usual">The sizes that a study runs unless its user says otherwise, rising, at least one.</param>
/// <param name="Power">The power of the parameter that the number of neurons grows with, above 0; 1 by default.</param>
public sealed record NetworkSize(string Parameter, IReadOnlyList<double> Usual, double Power = 1);

using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments;

/// <summary>
/// A network that a program describes, without parameters: what <see cref="Running.ExperimentRunner"/> runs, records and draws like any experiment. In
/// this process alone, since nodes of a cluster do not know it.
/// </summary>
/// <param name="name">Name in kebab case.</param>
/// <param name="network">The network; the run's seed and step take the place of its own.</param>
/// <param name="probes">What is observed of it, besides what <see cref="Running.RunOptions.Record"/> asks for.</param>
public sealed class NetworkExperiment(string name, NetworkDescription network, params IReadOnlyList<Probe> probes) : Experiment
{
    /// <inheritdoc/>
    public override string Name { get; } = name;

    /// <inheritdoc/>
    public override string Description => "a network that a program describes";

    /// <inheritdoc/>
    public override double DefaultDtMs => network.DtMs;

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings) =>
        network with { DtMs = settings.DtMs, Seed = settings.Seed };

    /// <inheritdoc/>
    public override IReadOnlyList<Probe> Probes(NetworkDescription network, ExperimentSettings settings) => probes;
}

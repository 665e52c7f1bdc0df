using SnnCluster.Experiments;
using SnnCluster.Experiments.TopographicMap;

namespace SnnCluster.Cli.Loading;

/// <summary>The experiments that come with the command, by name.</summary>
internal static class BuiltInExperiments
{
    private static readonly (string Name, Func<Experiment> Create)[] All =
    [
        ("topographic-map", () => new TopographicMapExperiment()),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(experiment => experiment.Name)];

    /// <summary>An experiment, or null where there is none of that name.</summary>
    public static Experiment? Create(string name) =>
        All.FirstOrDefault(experiment => experiment.Name == name).Create?.Invoke();
}

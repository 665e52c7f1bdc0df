using SnnCluster.Experiments;
using SnnCluster.Experiments.TopographicMap;
using SnnCluster.Model.Networks;

namespace SnnCluster.Benchmarks.WholeRuns;

/// <summary>The network of the experiment topographic-map.</summary>
internal static class MapNetwork
{
    public static NetworkDescription Describe(
        int scale, double dtMs = 0.1, ulong seed = 1, params IReadOnlyList<(string Name, object Value)> changes)
    {
        var experiment = new TopographicMapExperiment();
        var values = experiment.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Default);
        values["scale"] = (long)scale;
        foreach ((string name, object value) in changes)
        {
            values[name] = value;
        }

        return experiment.Describe(new ExperimentSettings(dtMs, seed, values));
    }
}

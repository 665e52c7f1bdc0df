using SnnCluster.Experiments.Networks;
using SnnCluster.Experiments.TopographicMap;

namespace SnnCluster.Experiments.Tests.Networks;

/// <summary>The built-in networks by name, with parameters that make them small.</summary>
internal static class SmallNetworks
{
    /// <summary>Those whose sizes are published, which go by one parameter.</summary>
    public static IReadOnlyDictionary<string, (Experiment Experiment, Dictionary<string, string> Set)> Published { get; } =
        new Dictionary<string, (Experiment, Dictionary<string, string>)>
        {
            ["brunel"] = (new BrunelExperiment(), new() { ["neurons"] = "500" }),
            ["brunel-stdp"] = (new BrunelStdpExperiment(), new() { ["neurons"] = "500", ["in-degree"] = "250" }),
            ["microcircuit"] = (new MicrocircuitExperiment(), new() { ["n-scaling"] = "0.02", ["k-scaling"] = "0.1" }),
            ["vogels-abbott"] = (new VogelsAbbottExperiment(), new() { ["neurons"] = "1000", ["in-degree"] = "80" }),
            ["izhikevich"] = (new IzhikevichExperiment(), new() { ["neurons"] = "200" }),
            ["dopamine"] = (new DopamineExperiment(), new() { ["neurons"] = "200", ["stimuli"] = "4", ["stimulus-neurons"] = "20" }),
            ["inhibitory-plasticity"] = (new InhibitoryPlasticityExperiment(), new() { ["neurons"] = "1000", ["in-degree"] = "100" }),
        };

    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, (Experiment Experiment, Dictionary<string, string> Set)> All { get; } =
        new Dictionary<string, (Experiment, Dictionary<string, string>)>(Published)
        {
            ["topographic-map"] = (new TopographicMapExperiment(), []),
            ["homeostasis"] = (new HomeostasisExperiment(), new() { ["neurons"] = "100", ["update-interval-ms"] = "5" }),
        };
}

using System.Text.Json.Nodes;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Experiments.Running;

/// <summary>The status of a cluster as JSON: for <c>snncluster status --json</c>, and for whoever shows it.</summary>
public static class ClusterStatusJson
{
    /// <summary>Where a run is, in a word: that of its state, or "cancelled" where it has ended before its last step.</summary>
    public static string StateOf(RunStatus run) => run.State == RunState.Finished && run.Partitions.Any(partition => partition.Step < run.Steps)
        ? "cancelled"
        : run.State.ToString().ToLowerInvariant();

    /// <summary>The status: <c>coordinator</c>, <c>nodes</c> and <c>runs</c>.</summary>
    public static JsonObject Of(ClusterStatus status) => new()
    {
        ["coordinator"] = status.Coordinator,
        ["nodes"] = new JsonArray([.. status.Nodes.Select(node => new JsonObject
        {
            ["address"] = node.Report.Address,
            ["state"] = node.State,
            ["version"] = node.Report.ProgramVersion,
            ["machine"] = node.Report.Machine,
            ["cores"] = node.Report.Cores,
            ["memoryBytes"] = node.Report.MemoryBytes,
            ["devices"] = new JsonArray([.. node.Report.Devices.Select(device => (JsonNode)device.Name)]),
        })]),
        ["runs"] = new JsonArray([.. status.Runs.Select(run => new JsonObject
        {
            ["run"] = run.RunId,
            ["experiment"] = run.Experiment,
            ["state"] = StateOf(run),
            ["steps"] = run.Steps,
            ["failure"] = run.Failure,
            ["partitions"] = new JsonArray([.. run.Partitions.Select(partition => new JsonObject
            {
                ["node"] = partition.Node,
                ["device"] = partition.Device,
                ["step"] = partition.Step,
                ["realTimeFactor"] = partition.RealTimeFactor,
            })]),
        })]),
    };
}

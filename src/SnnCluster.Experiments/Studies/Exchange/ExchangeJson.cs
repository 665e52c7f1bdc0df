using System.Text.Json.Nodes;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Studies.Output;

namespace SnnCluster.Experiments.Studies.Exchange;

/// <summary>study.json of a study of the exchange: the keys of other studies, as far as they apply.</summary>
public static class ExchangeJson
{
    /// <summary>Name of the study.</summary>
    public const string Study = "exchange";

    /// <summary>The text of study.json.</summary>
    public static string ToJson(ExchangeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        ExchangeOptions options = result.Plan.Options;
        var root = new JsonObject
        {
            ["schema"] = StudyJson.Schema,
            ["study"] = Study,
            ["complete"] = result.Complete,
            ["failure"] = result.Failure,
        };
        Provenance.Of(result.Date, options.CommandLine, result.Machine).AddTo(root);
        root["plan"] = new JsonObject
        {
            ["bytes"] = ResultJson.Node(options.Bytes),
            ["rounds"] = options.Rounds,
            ["repetitions"] = options.Repetitions,
            ["headerBytes"] = Cluster.Costs.ExchangeBench.HeaderBytes,
        };
        root["cases"] = ResultJson.Node(result.Cases);
        root["notes"] = ResultJson.Node(result.Notes);
        root["measurements"] = ResultJson.Node(result.Measurements);
        return root.ToJsonString(ResultJson.Options);
    }
}

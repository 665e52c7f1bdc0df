using System.Globalization;
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
        return new JsonObject
        {
            ["schema"] = StudyJson.Schema,
            ["study"] = Study,
            ["complete"] = result.Complete,
            ["failure"] = result.Failure,
            ["date"] = result.Date.ToString("O", CultureInfo.InvariantCulture),
            ["commandLine"] = options.CommandLine,
            ["machine"] = ResultJson.Node(result.Machine),
            ["plan"] = new JsonObject
            {
                ["bytes"] = ResultJson.Node(options.Bytes),
                ["rounds"] = options.Rounds,
                ["repetitions"] = options.Repetitions,
                ["headerBytes"] = Cluster.Costs.ExchangeBench.HeaderBytes,
            },
            ["cases"] = ResultJson.Node(result.Cases),
            ["notes"] = ResultJson.Node(result.Notes),
            ["measurements"] = ResultJson.Node(result.Measurements),
        }.ToJsonString(ResultJson.Options);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace SnnCluster.Experiments.Results;

/// <summary>Stand-in.</summary>
public static class SummaryJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Stand-in.</summary>
    public static string ToText(RunSummary summary)
    {
        JsonObject json = JsonSerializer.SerializeToNode(summary, Options)!.AsObject();
        json.Remove("additional");
        foreach ((string key, JsonNode value) in summary.Additional)
        {
            json[key] = value.DeepClone();
        }

        return json.ToJsonString(Options);
    }
}

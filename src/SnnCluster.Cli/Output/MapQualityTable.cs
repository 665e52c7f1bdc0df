using System.Text.Json.Nodes;
using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>
/// How good a topographic map is at start and end: sigma_aff, the width of a neuron's inputs, and AD, how far their
/// centre is from where the neuron is (Bamford 2010).
/// </summary>
internal static class MapQualityTable
{
    private static readonly (string Label, string Key)[] Rows =
    [
        ("sigma_aff, weighted", "sigmaAffWeighted"),
        ("sigma_aff", "sigmaAff"),
        ("AD, weighted", "adWeighted"),
        ("AD", "ad"),
    ];

    public static Table Create(JsonObject mapQuality)
    {
        Table table = Tables.Create("Map quality", "> Start", "> End");
        foreach ((string label, string key) in Rows)
        {
            Tables.AddRow(table, label, Value(mapQuality["initial"], key), Value(mapQuality["final"], key));
        }

        return table;
    }

    private static string Value(JsonNode? of, string key) =>
        of is JsonObject values && Json.NumberOf(values[key]) is double number
            ? Numbers.Significant(number)
            : "-";
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace SnnCluster.Cli.Output;

/// <summary>JSON for people and programs alike.</summary>
internal static class Json
{
    // The output is no part of a web page, so that only what JSON itself reserves is escaped.
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(), // Nodes need none; options without one would want reflection.
    };

    public static string Text(JsonNode node) => node.ToJsonString(Options);

    /// <summary>A number; null where JSON has none for it.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}

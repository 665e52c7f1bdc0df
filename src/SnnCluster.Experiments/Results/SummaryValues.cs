using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SnnCluster.Experiments.Results;

/// <summary>Single values of a summary, to JSON and back.</summary>
internal static class SummaryValues
{
    /// <summary>A parameter's value: a number, a truth value or a text.</summary>
    public static JsonNode? ToNode(object value) => value switch
    {
        bool truth => JsonValue.Create(truth),
        long or int or uint or short or byte => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        ulong large => JsonValue.Create(large),
        float single => Number(single),
        double number => Number(number),
        string text => JsonValue.Create(text),
        IFormattable other => JsonValue.Create(other.ToString(null, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(value.ToString()),
    };

    /// <summary>A parameter's value from JSON: whole numbers without a point are <see cref="long"/>.</summary>
    public static object FromNode(JsonNode? node)
    {
        if (node is null)
        {
            return double.NaN;
        }

        JsonElement element = node.GetValue<JsonElement>();
        return element.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => element.GetString()!,
            JsonValueKind.Number when element.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0
                && element.TryGetInt64(out long whole) => whole,
            JsonValueKind.Number => element.GetDouble(),
            _ => throw new JsonException("a parameter is neither a number, nor true or false, nor a text"),
        };
    }

    /// <summary>A copy in which numbers that JSON does not know are null.</summary>
    public static JsonNode? Finite(JsonNode? node) => node switch
    {
        JsonObject entries => new JsonObject(entries.Select(entry => KeyValuePair.Create(entry.Key, Finite(entry.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Finite)]),
        JsonValue value when value.TryGetValue(out double number) && !double.IsFinite(number) => null,
        JsonValue value when value.TryGetValue(out float number) && !float.IsFinite(number) => null,
        _ => node?.DeepClone(),
    };

    private static JsonNode? Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return null;
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return JsonNode.Parse(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text);
    }
}

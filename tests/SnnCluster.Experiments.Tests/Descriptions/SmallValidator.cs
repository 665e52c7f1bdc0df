using System.Text.Json.Nodes;

namespace SnnCluster.Experiments.Tests.Descriptions;

/// <summary>Validates JSON by those keywords of JSON Schema that our schema has; another one is an error.</summary>
internal sealed class SmallValidator(JsonObject root)
{
    private static readonly string[] Notes = ["description", "default", "title", "$schema", "$defs"];

    public bool IsValid(JsonNode? value) => IsValid(value, root);

    private bool IsValid(JsonNode? value, JsonObject schema) => schema.All(keyword => Notes.Contains(keyword.Key) || Holds(value, schema, keyword.Key, keyword.Value!));

    private bool Holds(JsonNode? value, JsonObject schema, string keyword, JsonNode rule) => keyword switch
    {
        "$ref" => IsValid(value, root["$defs"]![rule.GetValue<string>().Split('/')[^1]]!.AsObject()),
        "anyOf" => rule.AsArray().Any(one => IsValid(value, one!.AsObject())),
        "const" => JsonNode.DeepEquals(value, rule),
        "enum" => rule.AsArray().Any(one => JsonNode.DeepEquals(value, one)),
        "type" => TypeOf(value) == rule.GetValue<string>() || (rule.GetValue<string>() == "number" && TypeOf(value) == "integer"),
        "properties" => value is not JsonObject some || some.All(entry => rule[entry.Key] is not JsonObject of || IsValid(entry.Value, of)),
        "additionalProperties" when rule is JsonObject of => value is not JsonObject some || some.All(entry => IsValid(entry.Value, of)),
        "additionalProperties" => value is not JsonObject some || some.All(entry => schema["properties"]![entry.Key] is not null),
        "required" => value is not JsonObject some || rule.AsArray().All(name => some.ContainsKey(name!.GetValue<string>())),
        "items" => value is not JsonArray some || some.All(item => IsValid(item, rule.AsObject())),
        "minItems" => value is not JsonArray some || some.Count >= Number(rule),
        "maxItems" => value is not JsonArray some || some.Count <= Number(rule),
        "minimum" => !IsNumber(value) || Number(value!) >= Number(rule),
        "maximum" => !IsNumber(value) || Number(value!) <= Number(rule),
        "exclusiveMinimum" => !IsNumber(value) || Number(value!) > Number(rule),
        "exclusiveMaximum" => !IsNumber(value) || Number(value!) < Number(rule),
        _ => throw new NotSupportedException($"the keyword {keyword}"),
    };

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.Number => Number(value) == Math.Floor(Number(value)) ? "integer" : "number",
            _ => "boolean",
        },
    };

    private static bool IsNumber(JsonNode? value) => TypeOf(value) is "integer" or "number";

    private static double Number(JsonNode value) => double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
}

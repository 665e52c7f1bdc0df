using System.Text.Json;
using System.Text.RegularExpressions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Dashboard.Control;

/// <summary>A run as a page asks for it.</summary>
/// <param name="Experiment">Name of an experiment, or of a description file in the folder of results.</param>
/// <param name="Set">Parameters as text, by name.</param>
/// <param name="DurationMs">Simulated time [ms]; null: as the experiment has it.</param>
/// <param name="Seed">Seed; null: as the experiment has it.</param>
/// <param name="Partitions">Number of partitions; null: as the experiment or the cluster has it.</param>
/// <param name="Name">Name of the folder for results; null: one is made.</param>
/// <param name="RecordsSpikes">Whether all spikes are written.</param>
internal sealed partial record StartRequest(
    string Experiment,
    IReadOnlyDictionary<string, string> Set,
    double? DurationMs,
    ulong? Seed,
    int? Partitions,
    string? Name,
    bool RecordsSpikes)
{
    private static readonly string[] Keys = ["experiment", "set", "durationMs", "seed", "partitions", "name", "recordsSpikes"];

    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidDescriptionException">Something is wrong; it says all that is.</exception>
    public static StartRequest Read(JsonElement root)
    {
        var errors = new ValidationErrors();
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDescriptionException("a run is asked for by a JSON object");
        }

        foreach (JsonProperty property in root.EnumerateObject().Where(property => !Keys.Contains(property.Name)))
        {
            errors.Add($"there is no key '{property.Name}'{NearestName.Hint(property.Name, Keys)}");
        }

        string? experiment = Text(root, "experiment", errors);
        if (experiment is null)
        {
            errors.Add("experiment is missing");
        }

        string? name = Text(root, "name", errors);
        if (name is not null && !PlainName().IsMatch(name))
        {
            errors.Add($"name is '{name}': must be 1 to 64 letters, digits, '.', '-' or '_', and begin with a letter or digit");
        }

        var request = new StartRequest(
            experiment ?? "",
            Parameters(root, errors),
            Number(root, "durationMs", "a number above 0 [ms]", value => value.TryGetDouble(out double number) && double.IsFinite(number) && number > 0 ? number : (double?)null, errors),
            Number(root, "seed", $"a whole number from 0 to {ulong.MaxValue}", value => value.TryGetUInt64(out ulong number) ? number : (ulong?)null, errors),
            Number(root, "partitions", "a whole number, at least 1", value => value.TryGetInt32(out int number) && number >= 1 ? number : (int?)null, errors),
            name,
            root.TryGetProperty("recordsSpikes", out JsonElement records) && records.ValueKind == JsonValueKind.True);
        errors.ThrowIfAny();
        return request;
    }

    private static string? Text(JsonElement root, string key, ValidationErrors errors)
    {
        if (!root.TryGetProperty(key, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        errors.Add($"{key} must be a text");
        return null;
    }

    private static T? Number<T>(JsonElement root, string key, string rule, Func<JsonElement, T?> read, ValidationErrors errors)
        where T : struct
    {
        if (!root.TryGetProperty(key, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        T? number = value.ValueKind == JsonValueKind.Number ? read(value) : null;
        if (number is null)
        {
            errors.Add($"{key} is '{value}': must be {rule}");
        }

        return number;
    }

    private static Dictionary<string, string> Parameters(JsonElement root, ValidationErrors errors)
    {
        var set = new Dictionary<string, string>();
        if (root.TryGetProperty("set", out JsonElement parameters) && parameters.ValueKind != JsonValueKind.Null)
        {
            foreach (JsonProperty parameter in parameters.ValueKind == JsonValueKind.Object ? [.. parameters.EnumerateObject()] : Array.Empty<JsonProperty>())
            {
                if (parameter.Value.ValueKind == JsonValueKind.String)
                {
                    set[parameter.Name] = parameter.Value.GetString()!;
                }
                else
                {
                    errors.Add($"set.{parameter.Name} must be a text");
                }
            }
        }

        return set;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}

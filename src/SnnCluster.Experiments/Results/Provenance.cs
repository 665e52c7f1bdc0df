using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SnnCluster.Experiments.Results;

/// <summary>Where results come from: the same keys in the summary of a run, of a training, and of a study.</summary>
/// <param name="Version">Version of SnnCluster.</param>
/// <param name="Commit">Commit that it was built from; null where that is not known.</param>
/// <param name="Date">When it began.</param>
/// <param name="CommandLine">The command line that asked for it; empty where there was none.</param>
/// <param name="Machine">The machine that wrote it.</param>
public sealed record Provenance(string Version, string? Commit, DateTimeOffset Date, string CommandLine, MachineInfo Machine)
{
    private static readonly string[] Keys = ["version", "commit", "date", "commandLine", "machine"];

    /// <summary>That of results which this build makes.</summary>
    /// <param name="date">When they were begun.</param>
    /// <param name="commandLine">The command line; empty where there was none.</param>
    /// <param name="machine">The machine.</param>
    public static Provenance Of(DateTimeOffset date, string commandLine, MachineInfo machine) =>
        new(ProgramVersion.Version, ProgramVersion.Commit, date, commandLine, machine);

    /// <summary>Adds its keys to those of a summary.</summary>
    internal void AddTo(JsonObject root)
    {
        root["version"] = Version;
        root["commit"] = Commit;
        root["date"] = Date.ToString("O", CultureInfo.InvariantCulture);
        root["commandLine"] = CommandLine;
        root["machine"] = ResultJson.Node(Machine);
    }

    /// <summary>Takes its keys out of a summary; null where they are not all there, as in one of an earlier version.</summary>
    /// <exception cref="JsonException">One is not what it should be.</exception>
    internal static Provenance? TakeFrom(JsonObject root, HashSet<string> taken)
    {
        if (!Keys.All(root.ContainsKey))
        {
            return null;
        }

        taken.UnionWith(Keys);
        var keys = new JsonObject(Keys.Select(key => KeyValuePair.Create(key, root[key]?.DeepClone())));
        return keys.Deserialize(ResultJson.Type<Provenance>());
    }
}

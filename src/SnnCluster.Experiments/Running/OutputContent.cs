using System.Text.Json;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>A kind of results that a folder may hold: how to recognise it, and which files belong to it.</summary>
/// <param name="Noun">What people call it.</param>
/// <param name="Plural">The same in the plural.</param>
/// <param name="Marker">The JSON file that every folder of this kind has.</param>
/// <param name="Key">A key of that file beside "schema", by which it is told from others.</param>
/// <param name="FilesIn">Names of the files in a folder that are replaced with it.</param>
public sealed record OutputContent(
    string Noun, string Plural, string Marker, string Key, Func<string, IEnumerable<string>> FilesIn)
{
    /// <summary>A run: its summary, data and figures.</summary>
    public static OutputContent Run { get; } = new("run", "runs", RunFiles.Summary, "experiment", FilesOfRun);

    /// <summary>Whether a folder holds results of this kind.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">The marker cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The marker may not be read.</exception>
    public bool IsIn(string path)
    {
        string marker = Path.Combine(path, Marker);
        if (!File.Exists(marker))
        {
            return false;
        }

        try
        {
            using Stream stream = PlainFiles.OpenRead(marker);
            using var document = JsonDocument.Parse(stream);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("schema", out _)
                && root.TryGetProperty(Key, out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static IEnumerable<string> FilesOfRun(string path)
    {
        string[] projections = [];
        if (File.Exists(Path.Combine(path, RunFiles.Summary)))
        {
            try
            {
                projections = [.. SummaryFile.Read(path).Projections.Select(projection => projection.Name)];
            }
            catch (InvalidDescriptionException)
            {
                // A summary of another version does not say what else is there; its figures stay.
            }
        }

        return RunFiles.All.Concat(RunFiles.SnapshotsIn(path)).Concat(RunReport.FilesOf(projections));
    }
}

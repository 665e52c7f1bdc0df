using System.Text.Json;
using System.Text.Json.Nodes;
using SnnCluster.Cluster.Checkpoints;

namespace SnnCluster.Dashboard.Results;

/// <summary>A folder that a run, a training, a study or a sweep has written, or is writing.</summary>
/// <param name="Id">Its path below the folder that is shown, with forward slashes.</param>
/// <param name="Path">Its path.</param>
/// <param name="Kind">"run", "training", "study", "sweep", or "unfinished".</param>
/// <param name="Marker">Name of the JSON file that tells of it; null where it is unfinished.</param>
/// <param name="About">What a list shows of it.</param>
internal sealed record ResultFolder(string Id, string Path, string Kind, string? Marker, JsonObject About)
{
    private const long MostMarkerBytes = 16 << 20;
    private const int MostFigures = 200;
    private const string Report = "report.html";

    private static readonly (string Marker, string Key, string Kind)[] Kinds =
    [
        ("summary.json", "experiment", "run"),
        ("summary.json", "dataset", "training"),
        ("study.json", "plan", "study"),
        ("sweep.json", "runs", "sweep"),
    ];

    // What a list shows: keys of summary.json.
    private static readonly string[] Shown = ["experiment", "dataset", "date", "complete", "simulatedMs", "neurons", "seed", "realTimeFactor", "loopSeconds"];

    /// <summary>The names that a marker may have.</summary>
    public static IReadOnlyList<string> Markers { get; } = [.. Kinds.Select(kind => kind.Marker).Distinct()];

    /// <summary>Reads what a folder holds; null where it is nothing of ours.</summary>
    public static ResultFolder? Read(string id, string path)
    {
        foreach (string marker in Markers.Where(marker => IsPlain(new FileInfo(System.IO.Path.Combine(path, marker)))))
        {
            if (ReadMarker(path, marker) is not JsonDocument read)
            {
                return new ResultFolder(id, path, "unfinished", null, new JsonObject { ["problem"] = $"{marker} cannot be read" });
            }

            using JsonDocument document = read;
            JsonElement root = document.RootElement;
            (string, string, string Kind) kind = Kinds.FirstOrDefault(kind => kind.Marker == marker
                && root.ValueKind == JsonValueKind.Object && root.TryGetProperty("schema", out _) && root.TryGetProperty(kind.Key, out _));
            if (kind.Kind is not null)
            {
                return new ResultFolder(id, path, kind.Kind, marker, AboutOf(root));
            }
        }

        return Directory.EnumerateFiles(path, "*.partial").Any() ? new ResultFolder(id, path, "unfinished", null, []) : null;
    }

    /// <summary>Text of its marker; null where it cannot be read.</summary>
    public string? ReadMarkerText() => Marker is not null && Open(Marker, MostMarkerBytes) is Stream stream ? TextOf(stream) : null;

    /// <summary>Names of its figures, each once: as SVG where it is there.</summary>
    public IReadOnlyList<string> Figures()
    {
        string[] names = [.. new DirectoryInfo(Path).EnumerateFiles().Where(file => file.Extension is ".svg" or ".png" && IsPlain(file)).Select(file => file.Name).Take(10 * MostFigures)];
        return [.. names.GroupBy(name => System.IO.Path.GetFileNameWithoutExtension(name)).Select(same => same.Max(StringComparer.Ordinal)!).Order(StringComparer.Ordinal).Take(MostFigures)];
    }

    /// <summary>Whether it has a report for people.</summary>
    public bool HasReport => IsPlain(new FileInfo(System.IO.Path.Combine(Path, Report)));

    /// <summary>Opens a file of it; null where there is none of that name, it is a link, or it is too large.</summary>
    /// <param name="name">A plain name, as in <see cref="Figures"/>.</param>
    /// <param name="mostBytes">The most bytes that it may have.</param>
    public Stream? Open(string name, long mostBytes)
    {
        var file = new FileInfo(System.IO.Path.Combine(Path, name));
        if (System.IO.Path.GetFileName(name) != name || !IsPlain(file))
        {
            return null;
        }

        try
        {
            Stream stream = PlainFiles.OpenRead(file.FullName);
            if (stream.Length <= mostBytes)
            {
                return stream;
            }

            stream.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Opens its report; null where there is none.</summary>
    public Stream? OpenReport(long mostBytes) => Open(Report, mostBytes);

    /// <summary>Whether something is there and no link: what a link in a folder points to may be anywhere.</summary>
    public static bool IsPlain(FileSystemInfo info) => info.Exists && info.LinkTarget is null && (info.Attributes & FileAttributes.ReparsePoint) == 0;

    private static JsonDocument? ReadMarker(string path, string marker)
    {
        try
        {
            return new ResultFolder("", path, "", marker, []).Open(marker, MostMarkerBytes) is Stream stream
                ? JsonDocument.Parse(TextOf(stream))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            return null;
        }
    }

    private static string TextOf(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static JsonObject AboutOf(JsonElement root)
    {
        var about = new JsonObject();
        foreach (string key in Shown)
        {
            if (root.TryGetProperty(key, out JsonElement value) && value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                about[key] = JsonValue.Create(value.Clone());
            }
        }

        return about;
    }
}

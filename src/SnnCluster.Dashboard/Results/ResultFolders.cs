using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using SnnCluster.Experiments.Descriptions;

namespace SnnCluster.Dashboard.Results;

/// <summary>
/// The results below a folder. Only what was found there by looking is ever served, by the name that it was found under: no path of a request is opened.
/// Links are not followed.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class ResultFolders(string root, TimeProvider? clock = null)
{
    // A sweep in a folder of results has its runs four levels down.
    private const int MostDepth = 5;
    private const int MostFolders = 20_000;
    private const int MostResults = 2_000;
    private const long MostDescriptionBytes = 1 << 20;
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Stamp, ResultFolder? Folder)> _known = [];
    private Dictionary<string, ResultFolder> _found = [];
    private long _looked;
    private string _version = "";

    /// <summary>The folder.</summary>
    public string Root => root;

    /// <summary>All results, the newest first.</summary>
    public IReadOnlyList<ResultFolder> List()
    {
        lock (_gate)
        {
            Look();
            return [.. _found.Values.OrderByDescending(folder => (string?)folder.About["date"], StringComparer.Ordinal).ThenBy(folder => folder.Id, StringComparer.Ordinal)];
        }
    }

    /// <summary>Results by their path below the folder; null where there are none.</summary>
    public ResultFolder? Find(string id)
    {
        lock (_gate)
        {
            Look();
            return _found.GetValueOrDefault(id);
        }
    }

    /// <summary>A text that changes when the results do.</summary>
    public string Version()
    {
        lock (_gate)
        {
            Look();
            return _version;
        }
    }

    /// <summary>Names of the description files in the folder itself.</summary>
    public IReadOnlyList<string> Descriptions() =>
    [
        .. Entries(new DirectoryInfo(root)).OfType<FileInfo>()
            .Where(file => file.Extension == DescribedExperiment.Ending && ResultFolder.IsPlain(file) && file.Length is > 0 and <= MostDescriptionBytes)
            .Take(MostResults).Where(IsDescription).Select(file => file.Name).Order(StringComparer.Ordinal),
    ];

    /// <summary>The path of a description file in the folder itself; null where there is none of that name.</summary>
    public string? DescriptionOf(string name) => Descriptions().Contains(name) ? Path.Combine(root, name) : null;

    private void Look()
    {
        long now = _clock.GetTimestamp();
        if (_looked != 0 && _clock.GetElapsedTime(_looked, now) < LookAgainAfter)
        {
            return;
        }

        _looked = now;
        var found = new Dictionary<string, ResultFolder>(StringComparer.Ordinal);
        var seen = new HashSet<string>();
        int left = MostFolders;
        Look(new DirectoryInfo(root), "", 0, found, seen, ref left);
        foreach (string gone in _known.Keys.Where(id => !seen.Contains(id)).ToArray())
        {
            _known.Remove(gone);
        }

        _found = found;
        _version = Convert.ToHexStringLower(XxHash3.Hash(Encoding.UTF8.GetBytes(string.Join('\n', found.Keys.Order(StringComparer.Ordinal).Select(id => id + _known[id].Stamp)))));
    }

    private void Look(DirectoryInfo directory, string id, int depth, Dictionary<string, ResultFolder> found, HashSet<string> seen, ref int left)
    {
        if (--left < 0 || found.Count == MostResults)
        {
            return;
        }

        seen.Add(id);
        if (Known(directory, id) is ResultFolder folder)
        {
            found.Add(id, folder);
        }

        if (depth < MostDepth)
        {
            foreach (DirectoryInfo below in Entries(directory).OfType<DirectoryInfo>().Where(ResultFolder.IsPlain).OrderBy(one => one.Name, StringComparer.Ordinal))
            {
                Look(below, id.Length == 0 ? below.Name : $"{id}/{below.Name}", depth + 1, found, seen, ref left);
            }
        }
    }

    // Read again only where one of the files that tell of it, or the list of its files, is another one than before.
    private ResultFolder? Known(DirectoryInfo directory, string id)
    {
        string stamp = string.Join('|', ResultFolder.Markers.Select(marker => new FileInfo(Path.Combine(directory.FullName, marker)))
            .Select(file => file.Exists ? $"{file.LastWriteTimeUtc.Ticks}.{file.Length}" : "-").Append($"{directory.LastWriteTimeUtc.Ticks}"));
        if (_known.TryGetValue(id, out (string Stamp, ResultFolder? Folder) known) && known.Stamp == stamp)
        {
            return known.Folder;
        }

        ResultFolder? folder;
        try
        {
            folder = ResultFolder.Read(id, directory.FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            folder = null;
        }

        _known[id] = (stamp, folder);
        return folder;
    }

    // What must not be read, or has just gone, has nothing in it.
    private static IReadOnlyList<FileSystemInfo> Entries(DirectoryInfo directory)
    {
        try
        {
            return [.. directory.EnumerateFileSystemInfos().Take(MostFolders)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsDescription(FileInfo file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("network", out _);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

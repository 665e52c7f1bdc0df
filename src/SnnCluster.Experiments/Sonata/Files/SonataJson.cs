using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata.Files;

/// <summary>A JSON file of a circuit, with the variables of its manifest that stand for folders.</summary>
internal sealed partial class SonataJson
{
    private const string Manifest = "manifest";
    private const int LongestPath = 4096;
    private const int MostVariables = 32;

    private readonly SonataFindings _findings;
    private readonly Dictionary<string, DescriptionNode> _variables = [];

    // What each stands for; null where something is wrong with it, which is told once.
    private readonly Dictionary<string, string?> _values = [];

    private SonataJson(string path, DescriptionNode root, SonataFindings findings, SonataJson? outer)
    {
        (Path, Root, _findings) = (path, root, findings);
        Folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        foreach ((string name, string? value) in outer?._values ?? [])
        {
            // Its folders are relative to its own.
            _values[name] = value is not null && (value.Contains('/', StringComparison.Ordinal) || value.StartsWith('.')) ? System.IO.Path.GetFullPath(value, outer!.Folder) : value;
        }

        _values["configdir"] = Folder;
        _values["workingdir"] = Environment.CurrentDirectory;
        if (Object(root, Manifest) is DescriptionNode manifest)
        {
            foreach (DescriptionEntry entry in manifest.Entries)
            {
                string name = entry.Name.TrimStart('$').TrimStart('{').TrimEnd('}');
                _values.Remove(name);
                _variables[name] = entry.Value;
            }

            foreach (string name in _variables.Keys)
            {
                ValueOf(name, manifest, []);
            }
        }
    }

    /// <summary>The file, as people know it.</summary>
    public string Path { get; }

    /// <summary>The folder that its paths begin in.</summary>
    public string Folder { get; }

    /// <summary>The object at the top.</summary>
    public DescriptionNode Root { get; }

    /// <summary>Whether something was wrong with a path, so that what lies there is not known.</summary>
    public bool HasRefusedPath { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <param name="outer">The file that names it, whose variables it has too; null: none.</param>
    /// <returns>The file; null where it is none, which is a finding.</returns>
    public static SonataJson? Read(string path, SonataFindings findings, SonataJson? outer = null) => findings.Try(() =>
    {
        var wrong = new DescriptionFindings(path);
        DescriptionNode? root = DescriptionText.Parse(DescribedExperiment.TextOf(path), wrong);
        if (root is not null && root.Kind != JsonValueKind.Object)
        {
            wrong.Add(root, $"is {root.Shown}: must be an object");
        }

        wrong.ThrowIfAny();
        return new SonataJson(path, root!, findings, outer);
    });

    /// <summary>Tells what is wrong with a value.</summary>
    public void Wrong(DescriptionNode node, string message)
    {
        node.IsRefused = true;
        _findings.Add(string.Create(CultureInfo.InvariantCulture, $"{Path}:{node.Place.Line}:{node.Place.Column}: {message}"));
    }

    /// <summary>Tells what is wrong with a value that names no file, but should.</summary>
    public void WrongFile(DescriptionNode node, string message)
    {
        HasRefusedPath = true;
        Wrong(node, message);
    }

    /// <summary>The object of a key; null where there is none, or another value, which is a finding.</summary>
    public DescriptionNode? Object(DescriptionNode of, string key) => OfKind(of, key, JsonValueKind.Object, "an object");

    /// <summary>The items of a list of a key; none where there is none, or another value, which is a finding.</summary>
    public IReadOnlyList<DescriptionNode> List(DescriptionNode of, string key) => OfKind(of, key, JsonValueKind.Array, "a list")?.Items ?? [];

    /// <summary>The text of a key; null where there is none, or another value, which is a finding.</summary>
    public string? Text(DescriptionNode of, string key) => OfKind(of, key, JsonValueKind.String, "a text")?.Text;

    /// <summary>The number of a key; null where there is none, or another value, which is a finding.</summary>
    public double? Number(DescriptionNode of, string key)
    {
        DescriptionNode? node = OfKind(of, key, JsonValueKind.Number, "a number");
        if (node is not null && !(node.Number is double value && double.IsFinite(value)))
        {
            Wrong(node, $"{key} is {node.Shown}: must be a finite number");
            return null;
        }

        return node?.Number;
    }

    /// <summary>The numbers of a key, which may be one alone; null where there are none, or another value, which is a finding.</summary>
    public double[]? Numbers(DescriptionNode of, string key)
    {
        DescriptionNode? node = of.Find(key);
        if (node is null || node.Kind == JsonValueKind.Null)
        {
            return null;
        }

        double?[] numbers = node.Kind == JsonValueKind.Array ? [.. node.Items.Select(item => item.Number)] : [node.Number];
        if (numbers.Length > 0 && numbers.All(number => number is double value && double.IsFinite(value)))
        {
            return [.. numbers.Select(number => number!.Value)];
        }

        Wrong(node, $"{key} is {node.Shown}: must be a finite number, or a list of such");
        return null;
    }

    /// <summary>Whether something is on, by its key "enabled".</summary>
    public bool IsEnabled(DescriptionNode of) => of.Find("enabled") is not DescriptionNode node || node.Kind != JsonValueKind.False;

    /// <summary>The path that a key names, as people may know it; null where there is none, or something is wrong with it, which is a finding.</summary>
    public string? PathAt(DescriptionNode of, string key)
    {
        if (of.Find(key) is not DescriptionNode node || node.Kind == JsonValueKind.Null)
        {
            return null;
        }

        if (Text(of, key) is not string text || Expand(text, node, []) is not string expanded)
        {
            HasRefusedPath = true;
            return null;
        }

        string full = System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, expanded));
        return System.IO.Path.IsPathRooted(Path) ? full : System.IO.Path.GetRelativePath(Environment.CurrentDirectory, full);
    }

    [GeneratedRegex(@"\$(?:\{(?<name>\w+)\}|(?<name>\w+))", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    private DescriptionNode? OfKind(DescriptionNode of, string key, JsonValueKind kind, string rule)
    {
        DescriptionNode? node = of.Find(key);
        if (node is not null && node.Kind is not JsonValueKind.Null && node.Kind != kind)
        {
            Wrong(node, $"{key} is {node.Shown}: must be {rule}");
            return null;
        }

        return node?.Kind == kind ? node : null;
    }

    private string? Expand(string text, DescriptionNode node, IReadOnlyList<string> within)
    {
        bool isWhole = true;
        string expanded = Variable().Replace(text, match =>
        {
            string? value = isWhole ? ValueOf(match.Groups["name"].Value, node, within) : null;
            isWhole &= value is not null;
            return value ?? "";
        });
        if (isWhole && expanded.Length > LongestPath)
        {
            Wrong(node, $"'{DescriptionNode.Cut(text)}' has {expanded.Length} characters with what its variables stand for: must have at most {LongestPath}");
            return null;
        }

        if (isWhole && expanded.Contains('\0', StringComparison.Ordinal))
        {
            Wrong(node, $"'{DescriptionNode.Cut(text)}' has the character 0: no path has");
            return null;
        }

        return isWhole ? expanded : null;
    }

    private string? ValueOf(string name, DescriptionNode node, IReadOnlyList<string> within)
    {
        if (_values.TryGetValue(name, out string? known))
        {
            return known;
        }

        if (within.Contains(name))
        {
            Wrong(node, $"${name} stands for itself: {string.Join(", ", within.Append(name).Select(one => "$" + one))}");
            return null;
        }

        if (within.Count == MostVariables)
        {
            Wrong(node, $"${name} stands behind {MostVariables} other variables: must be fewer");
            return null;
        }

        if (!_variables.TryGetValue(name, out DescriptionNode? variable))
        {
            Wrong(node, $"there is no ${DescriptionNode.Cut(name)} in the manifest{NearestName.Hint(name, _variables.Keys)}");
            return _values[name] = null;
        }

        if (variable.Kind != JsonValueKind.String)
        {
            Wrong(variable, $"${name} is {variable.Shown}: must be a text");
        }

        return _values[name] = variable.Kind == JsonValueKind.String ? Expand(variable.Text, variable, [.. within, name]) : null;
    }
}

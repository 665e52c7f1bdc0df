using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>
/// The network of a description file, which runs, is recorded and drawn like any experiment, also on a cluster: the text travels, and with it the files that it
/// refers to as far as they are small.
/// </summary>
public sealed class DescribedExperiment : Experiment
{
    /// <summary>What the names of description files end with.</summary>
    public const string Ending = ".json";

    private readonly NetworkFile _file;
    private readonly byte[] _text;
    private readonly Dictionary<string, string> _hashes;

    private DescribedExperiment(NetworkFile file, string name, byte[] text, IReadOnlyList<(string Name, string Path)> files)
    {
        _file = file;
        _text = text;
        Name = file.Name ?? name;
        Files = files;
        _hashes = files.ToDictionary(one => one.Name, one => NetworkReferences.HashOf(one.Path));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description => _file.Description;

    /// <inheritdoc/>
    public override double DefaultDurationMs => _file.Run.DurationMs;

    /// <inheritdoc/>
    public override double DefaultDtMs => _file.Network.DtMs;

    /// <inheritdoc/>
    public override ulong DefaultSeed => _file.Network.Seed;

    /// <summary>How it is run, where the command line does not say otherwise.</summary>
    public RunSettings Run => _file.Run;

    /// <summary>The files that it refers to: their names, and where they lie here.</summary>
    internal IReadOnlyList<(string Name, string Path)> Files { get; }

    /// <summary>The assembly of people's own whose models it names; null where it names none.</summary>
    internal string? Models { get; private init; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; those that it refers to lie beside it.</param>
    /// <param name="catalog">The types that it can name; null: those that come with SnnCluster.</param>
    /// <param name="values">Values by path, as "populations.excitatory.size", that take the place of those of the file; null: none.</param>
    /// <exception cref="InvalidDescriptionException">There is no such file, or something is wrong with it: it says all that is, each with line and column.</exception>
    public static DescribedExperiment Read(string path, DescriptionCatalog? catalog = null, IReadOnlyDictionary<string, string>? values = null)
    {
        byte[] text = TextOf(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (values is not { Count: > 0 })
        {
            return OfText(text);
        }

        byte[] changed = DescriptionSettings.Put(text, path, values);
        try
        {
            return OfText(changed);
        }
        catch (InvalidDescriptionException exception)
        {
            // What is wrong with the file itself is told as it is.
            OfText(text);
            string given = string.Join(" ", values.Select(one => $"--set {one.Key}={one.Value}"));
            throw new InvalidDescriptionException([.. exception.Findings.Select(finding => $"{DescriptionNode.Cut(given, 200)}: {finding}")]);
        }

        DescribedExperiment OfText(byte[] all) =>
            Create(all, path, Path.GetFileNameWithoutExtension(path), name => DescriptionFiles.PathIn(folder, name), catalog ?? DescriptionCatalog.BuiltIn);
    }

    /// <summary>The experiment of a reference that holds a description's text.</summary>
    /// <param name="reference">The reference, which may come from anywhere.</param>
    /// <param name="folder">The folder of files that are too large to travel; null: there is none.</param>
    /// <param name="catalog">The types that it can name; null: those that come with SnnCluster.</param>
    /// <exception cref="InvalidDescriptionException">Something is wrong with it, or it refers to a file that is not here.</exception>
    public static DescribedExperiment Of(NetworkReference reference, string? folder, DescriptionCatalog? catalog = null)
    {
        string name = DescriptionNode.Cut(reference.Experiment);
        if (reference.Description is not string text)
        {
            throw new InvalidDescriptionException($"{name} is no description");
        }

        if (text.Length > DescriptionText.MostBytes)
        {
            throw new InvalidDescriptionException($"{name} is {text.Length} characters long: must be at most {DescriptionText.MostBytes} bytes");
        }

        using var files = new ReceivedFiles(reference.Files, folder);
        return Create(Encoding.UTF8.GetBytes(text), name, name, files.Find, catalog ?? DescriptionCatalog.BuiltIn);
    }

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings) => _file.Network with { DtMs = settings.DtMs, Seed = settings.Seed };

    /// <inheritdoc/>
    public override double EstimateNeurons(ExperimentSettings settings) => _file.Network.Populations.Sum(population => (double)population.Size);

    /// <inheritdoc/>
    public override IReadOnlyList<Probe> Probes(NetworkDescription network, ExperimentSettings settings) => _file.Probes;

    /// <inheritdoc/>
    public override ActivityDescription? Activity(ExperimentSettings settings) => _file.Activity;

    /// <inheritdoc/>
    /// <remarks>What it was made of, as SHA-256, so that results tell which description they are of when the file has changed.</remarks>
    public override IReadOnlyDictionary<string, JsonNode> Analyze(NetworkDescription network, RunObservations observations) =>
        new Dictionary<string, JsonNode>
        {
            ["descriptionFile"] = new JsonObject
            {
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(_text)),
                ["files"] = new JsonObject(_hashes.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value))),
            },
        };

    /// <summary>The reference that travels.</summary>
    internal NetworkReference ToReference(double dtMs, ulong seed) => new()
    {
        Experiment = Name,
        Assembly = Models is null ? null : Path.GetFileName(Models),
        AssemblyHash = Models is null ? null : NetworkReferences.HashOf(Models),
        DtMs = dtMs,
        Seed = seed,
        Description = Encoding.UTF8.GetString(_text),
        Files = SentFiles.Of(Files),
    };

    private static DescribedExperiment Create(byte[] text, string shown, string name, Func<string, string?> find, DescriptionCatalog catalog)
    {
        var files = new DescriptionFiles(find);
        (NetworkFile file, bool usesModels) = NetworkFile.Parse(text, shown, files, catalog);
        return new DescribedExperiment(file, name, text, [.. files.Used.Select(used => (used, find(used)!))])
        {
            Models = usesModels ? catalog.Models!.Location : null,
        };
    }

    /// <summary>The text of a JSON file that a user named.</summary>
    /// <exception cref="InvalidDescriptionException">There is no such file, it is too long, or it cannot be read.</exception>
    internal static byte[] TextOf(string path)
    {
        try
        {
            using FileStream stream = PlainFiles.OpenNamed(path);
            if (stream.Length > DescriptionText.MostBytes)
            {
                throw new InvalidDescriptionException(
                    $"{path} is {stream.Length} bytes long: must be at most {DescriptionText.MostBytes}, with long lists in files of their own");
            }

            var text = new byte[stream.Length];
            stream.ReadExactly(text);
            return text;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDescriptionException($"there is no file {path}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDescriptionException($"{path} cannot be read: {exception.Message}");
        }
    }
}

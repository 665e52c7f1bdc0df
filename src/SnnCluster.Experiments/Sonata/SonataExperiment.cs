using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>
/// A SONATA simulation of point neurons, which runs, is recorded and drawn like any experiment. docs/sonata.md says what is read. On a cluster it is a description
/// file, whose lists have to be short enough to travel.
/// </summary>
public sealed class SonataExperiment : Experiment
{
    // Of so many numbers in a list no file is small enough to travel, however well it is packed.
    private const int MostThatTravel = 1 << 20;

    private readonly string _path;
    private readonly SonataImport _import;

    private SonataExperiment(string path, SonataImport import)
    {
        (_path, _import) = (path, import);
        Name = import.File.Name!;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description => _import.File.Description;

    /// <inheritdoc/>
    public override double DefaultDurationMs => _import.File.Run.DurationMs;

    /// <inheritdoc/>
    public override double DefaultDtMs => _import.File.Network.DtMs;

    /// <summary>How it is run, where the command line does not say otherwise.</summary>
    public RunSettings Run => _import.File.Run;

    /// <summary>What people should know of how the files were read.</summary>
    public IReadOnlyList<string> Notes => _import.Notes;

    /// <summary>Whether a JSON file is the configuration of a SONATA simulation or circuit, and no description file.</summary>
    /// <param name="path">The file.</param>
    public static bool IsOne(string path) => SonataConfig.IsOne(path);

    /// <summary>Reads a configuration, and all files that it names.</summary>
    /// <param name="path">The configuration of a simulation, or of a circuit.</param>
    /// <exception cref="InvalidDescriptionException">Something is wrong: it says all that is.</exception>
    public static SonataExperiment Read(string path) => new(path, SonataImport.Read(path));

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings) => For(settings).Network with { Seed = settings.Seed };

    /// <inheritdoc/>
    public override double EstimateNeurons(ExperimentSettings settings) => _import.File.Network.Populations.Sum(population => (double)population.Size);

    /// <inheritdoc/>
    public override IReadOnlyList<Probe> Probes(NetworkDescription network, ExperimentSettings settings) => For(settings).Probes;

    /// <inheritdoc/>
    /// <remarks>What it was read from, as one SHA-256 of those of all files.</remarks>
    public override IReadOnlyDictionary<string, JsonNode> Analyze(NetworkDescription network, RunObservations observations) =>
        new Dictionary<string, JsonNode>
        {
            ["sonata"] = new JsonObject
            {
                ["config"] = Path.GetFileName(_path),
                ["sha256"] = Convert.ToHexStringLower(
                    SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', _import.Files.Select(NetworkReferences.HashOf))))),
            },
        };

    /// <summary>The reference that travels: that of the description file that it is.</summary>
    /// <exception cref="InvalidDescriptionException">It has lists that are too long to travel.</exception>
    internal NetworkReference ToReference(double dtMs, ulong seed, int mostThatTravel = MostThatTravel)
    {
        NetworkFile file = For(new ExperimentSettings(dtMs, seed, new Dictionary<string, object>()));
        int longest = file.Network.Projections.Select(projection => ((ConnectionList)projection.Connectivity).Sources.Count).Append(0).Max();
        string folder = Directory.CreateTempSubdirectory("snncluster-sonata-").FullName;
        try
        {
            if (longest <= mostThatTravel)
            {
                NetworkReference reference = DescribedExperiment.Read(DescriptionFolder.Write(Path.Combine(folder, $"{Name}.json"), file)[0]).ToReference(dtMs, seed);
                if (reference.Files.All(one => one.Content is not null))
                {
                    return reference;
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        throw new InvalidDescriptionException(
            $"{_path} has lists that are too long to travel, to a cluster or into a checkpoint: write it as a description, 'snncluster describe {_path} --out {Name}.json', "
            + "copy the files beside that to the folder that --files of every node names, and run the description");
    }

    // Delays and other times are worked out in steps.
    private NetworkFile For(ExperimentSettings settings) =>
        settings.DtMs == _import.File.Network.DtMs ? _import.File : SonataImport.Read(_path, settings.DtMs).File;
}

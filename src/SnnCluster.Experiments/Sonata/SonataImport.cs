using SnnCluster.Experiments.Descriptions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>A SONATA simulation as a description of ours.</summary>
/// <param name="File">The description.</param>
/// <param name="Notes">What people should know of it.</param>
/// <param name="Files">All files that were read.</param>
internal sealed record SonataImport(NetworkFile File, IReadOnlyList<string> Notes, IReadOnlyList<string> Files)
{
    private static readonly string[] CommonNames = ["config", "simulation-config", "circuit-config", "config-simulation"];

    /// <summary>Reads a simulation, or a circuit.</summary>
    /// <param name="path">The configuration.</param>
    /// <param name="stepMs">Length of a step [ms]; null: as the configuration says.</param>
    /// <exception cref="InvalidDescriptionException">Something is wrong: it says all that is.</exception>
    public static SonataImport Read(string path, double? stepMs = null)
    {
        var findings = new SonataFindings();
        SonataConfig? config = SonataConfig.Read(path, findings);
        if (config?.HasFiles != true)
        {
            // What they hold follows from what is told.
            findings.ThrowIfAny();
        }

        double dtMs = stepMs ?? config!.DtMs;
        var nodes = new SonataNodes(config!, dtMs, findings);
        config!.Nodes.ToList().ForEach(file => nodes.Read(file.File, file.Types));
        var projections = new SonataProjections(config, nodes, dtMs, findings);
        config.Edges.ToList().ForEach(file => projections.Read(file.File, file.Types));

        // What else names nodes follows from them.
        var sets = new SonataNodeSets(config, nodes.Populations, findings);
        var inputs = new SonataInputs(config, sets, dtMs, findings);
        var reports = new SonataReports(config, sets, dtMs, findings);
        SonataPart[] parts = [.. nodes.Populations.SelectMany(population => population.Parts)];
        if (nodes.AreKnown && nodes.Populations.TrueForAll(population => population.IsWhole))
        {
            inputs.Read();
            inputs.AddConstantCurrents(parts);
            reports.Read();
        }

        findings.ThrowIfAny();
        config.NoteUnread(findings);
        var file = new NetworkFile
        {
            Name = NameOf(path),
            Description = $"SONATA circuit of {parts.Sum(part => (long)part.Nodes.Length)} nodes and "
                + $"{projections.All.Sum(projection => (long)((Model.Connectivity.ConnectionList)projection.Connectivity).Sources.Count)} edges",
            Network = new NetworkDescription
            {
                DtMs = dtMs,
                Populations = [.. parts.Select(part => part.Describe())],
                Projections = projections.All,
                Inputs = inputs.All,
            },
            Run = new RunSettings { DurationMs = config.DurationMs, Record = ["spikes"] },
            Probes = reports.All,
        };
        Check(file, path);
        return new SonataImport(
            file,
            findings.Notes,
            [
                .. new[] { config.Simulation.Path, config.Circuit.Path, config.Sets?.File.Path }.OfType<string>()
                    .Concat(config.Nodes.Concat(config.Edges).SelectMany(one => new[] { one.File, one.Types }))
                    .Concat(nodes.Files).Concat(projections.Files).Concat(inputs.Files).Distinct(),
            ]);
    }

    // Rules of our models that the files break: of the circuit, in the words of ours.
    private static void Check(NetworkFile file, string path)
    {
        var errors = new ValidationErrors();
        file.Validate(errors, isWhole: true);
        if (errors.Messages.Count > 0)
        {
            throw new InvalidDescriptionException([.. errors.Messages.Select(message => $"{path}: {message}")]);
        }
    }

    // Many configurations have the same name: then their folder tells them apart.
    private static string NameOf(string path)
    {
        string name = Kebab(Path.GetFileNameWithoutExtension(path));
        string folder = Kebab(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "");
        return CommonNames.Contains(name) && folder.Length > 0 ? folder : name.Length > 0 ? name : "circuit";
    }

    private static string Kebab(string text)
    {
        string kebab = string.Join('-', string.Concat(text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Split('-', StringSplitOptions.RemoveEmptyEntries));
        return kebab.Length <= PartName.Longest ? kebab : kebab[..PartName.Longest].TrimEnd('-');
    }
}

using System.Text.RegularExpressions;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Sonata;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>
/// What a description file says: a network, how it is run and what is observed of it. It is JSON; docs/description-files.md has its shape, and the schema
/// (<see cref="DescriptionSchema"/>) all of its keys.
/// </summary>
public sealed partial record NetworkFile
{
    /// <summary>Name in kebab case, as results have it; null, the default: that of the file.</summary>
    public string? Name { get; init; }

    /// <summary>What it is, in one line; nothing by default.</summary>
    public string Description { get; init; } = "";

    /// <summary>The network.</summary>
    public required NetworkDescription Network { get; init; }

    /// <summary>How it is run, where the command line does not say otherwise.</summary>
    public RunSettings Run { get; init; } = new();

    /// <summary>What is observed, besides what the run records.</summary>
    public IReadOnlyList<Probe> Probes { get; init; } = [];

    /// <summary>What summaries say of the spikes of its populations; null, the default: mean rates alone.</summary>
    public ActivityDescription? Activity { get; init; }

    /// <summary>The key at the top that names a schema for editors; it is not looked at.</summary>
    internal const string SchemaKey = "$schema";

    /// <summary>Reads a text.</summary>
    /// <param name="text">JSON in UTF-8.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="folder">The folder of the files that it refers to; null: it may refer to none.</param>
    /// <param name="catalog">The types that it can name; null: those that come with SnnCluster.</param>
    /// <exception cref="InvalidDescriptionException">Something is wrong: it says all that is, each with line and column.</exception>
    public static NetworkFile Parse(ReadOnlySpan<byte> text, string name, string? folder = null, DescriptionCatalog? catalog = null) =>
        Parse(text, name, DescriptionFiles.In(folder), catalog ?? DescriptionCatalog.BuiltIn).File;

    /// <summary>Reads a text, and tells whether it names models of people's own.</summary>
    internal static (NetworkFile File, bool UsesModels) Parse(
        ReadOnlySpan<byte> text, string name, DescriptionFiles files, DescriptionCatalog catalog)
    {
        var findings = new DescriptionFindings(name);
        DescriptionNode? root = DescriptionText.Parse(text, findings);
        if (root is null)
        {
            findings.ThrowIfAny();
        }

        root!.Entries.RemoveAll(entry => entry.Name == SchemaKey);
        var reader = new DescriptionReader(catalog, files, findings);
        var file = (NetworkFile?)reader.Read(root, typeof(NetworkFile), "the description");
        if (file is not null)
        {
            var errors = new ValidationErrors();
            file.Validate(errors, isWhole: findings.Count == 0);
            new DescriptionPlaces(reader.Nodes, root).Add(errors, findings);
        }

        findings.ThrowIfAny();
        return (file!, reader.UsesModels);
    }

    /// <summary>An experiment's network as a file. What the experiment makes of its observations is code and no part of it.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="settings">Its parameters, with step and seed.</param>
    /// <param name="durationMs">Simulated time [ms]; null: the experiment's.</param>
    /// <param name="catalog">The types that it can name; null: those that come with SnnCluster.</param>
    /// <param name="notes">Takes what could not be declared; null: it is left out without a word.</param>
    /// <exception cref="InvalidDescriptionException">The parameters do not fit together.</exception>
    public static NetworkFile Of(
        Experiment experiment, ExperimentSettings settings, double? durationMs = null, DescriptionCatalog? catalog = null, ICollection<string>? notes = null)
    {
        NetworkDescription network = experiment.Describe(settings);
        DescriptionFamily probes = (catalog ?? DescriptionCatalog.BuiltIn).Of(typeof(Probe));
        IReadOnlyList<Probe> all = experiment.Probes(network, settings);
        foreach (Probe probe in all.Where(probe => probes.NameOf(probe.GetType()) is null))
        {
            notes?.Add($"{probe.Label} of {experiment.Name} are observed by code, which no description has: they are left out");
        }

        return new NetworkFile
        {
            Name = experiment.Name,
            Description = experiment.Description,
            Network = network,
            Run = ((experiment as SonataExperiment)?.Run ?? new RunSettings()) with { DurationMs = durationMs ?? experiment.DefaultDurationMs },
            Probes = [.. all.Where(probe => probes.NameOf(probe.GetType()) is not null)],
            Activity = experiment.Activity(settings),
        };
    }

    /// <summary>The file's text, with all that has a value.</summary>
    /// <param name="catalog">The types that it can name; null: those that come with SnnCluster.</param>
    /// <exception cref="InvalidDescriptionException">The network has something that only code can give; it says what.</exception>
    public string ToJson(DescriptionCatalog? catalog = null) => new DescriptionWriter(catalog ?? DescriptionCatalog.BuiltIn).Text(this);

    [GeneratedRegex("^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();

    // Where the text has findings, some parts are stand-ins, on which checks may stumble.
    internal void Validate(ValidationErrors errors, bool isWhole)
    {
        try
        {
            double neurons = Network.Populations.Sum(population => (double)population.Size);
            if (neurons > PopulationDescription.MostNeurons)
            {
                errors.Add($"the network has {neurons} neurons: a description may have at most {PopulationDescription.MostNeurons}");
                return;
            }

            // Some rules work out a number for each neuron to be checked.
            if (neurons * sizeof(double) > MemoryEstimate.Available)
            {
                errors.Add($"the network has {neurons} neurons: numbers of each take more memory than there is");
                return;
            }

            if (Name is not null && !KebabCase().IsMatch(Name))
            {
                using ValidationErrors.Subject about = errors.About(this);
                errors.Add(
                    $"name is '{Name}': must be in kebab case, as 'my-network': 1 to {PartName.Longest} small letters, digits and single '-' between them", nameof(Name));
            }

            Network.Validate(errors);
            Run.Validate(Network, errors);
            if (errors.Messages.Count == 0 && isWhole)
            {
                Run.ValidateRecord(Network, errors);
                foreach (Probe probe in Probes)
                {
                    using ValidationErrors.Subject about = errors.About(probe);
                    probe.ValidateForAnyRun(Network, errors);
                }

                foreach (Probe probe in Activity?.Probes(Network) ?? [])
                {
                    using ValidationErrors.Subject about = errors.About(Activity);
                    probe.ValidateForAnyRun(Network, errors);
                }
            }
        }
        catch (Exception exception) when (!isWhole && exception is not OutOfMemoryException)
        {
            // What is wrong with the text is told.
        }
    }
}

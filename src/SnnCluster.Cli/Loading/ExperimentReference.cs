using SnnCluster.Experiments;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Sonata;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Loading;

/// <summary>What EXPERIMENT stands for: a built-in name, a description file, or an assembly and a class in it.</summary>
internal static class ExperimentReference
{
    /// <summary>Whether a text is the name of a built-in experiment, or that of a description file or an assembly.</summary>
    public static bool IsOne(string text) => BuiltInExperiments.Names.Contains(text) || IsDescription(text)
        || text.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || text.Contains(".dll:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text is the name of a description file.</summary>
    public static bool IsDescription(string text) => text.EndsWith(DescribedExperiment.Ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text is the name of the configuration of a SONATA simulation or circuit.</summary>
    public static bool IsSonata(string text) => IsDescription(text) && SonataExperiment.IsOne(text);

    /// <summary>The experiment.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="models">An assembly whose models a description can name; null: there is none.</param>
    /// <param name="values">Values by path that take the place of those of a description; null: none.</param>
    /// <exception cref="InvalidDescriptionException">There is no such experiment.</exception>
    public static Experiment Resolve(string text, string? models = null, IReadOnlyDictionary<string, string>? values = null)
    {
        if (IsSonata(text))
        {
            return models is null ? SonataExperiment.Read(text) : throw new InvalidDescriptionException(
                $"--models is '{models}': {text} is a SONATA circuit, which names models of NEST alone");
        }

        if (IsDescription(text))
        {
            return DescribedExperiment.Read(text, ExperimentAssembly.Catalog(models), values);
        }

        if (BuiltInExperiments.Create(text) is Experiment builtIn)
        {
            return builtIn;
        }

        // The last colon, since a path on Windows has one of its own; what follows it must not be a part of the path.
        int colon = text.LastIndexOf(':');
        if (colon > 0 && text[..colon].EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            return ExperimentAssembly.Create(text[..colon], text[(colon + 1)..]);
        }

        if (text.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            return ExperimentAssembly.Create(text, "");
        }

        if (File.Exists(text) || Directory.Exists(text))
        {
            throw new InvalidDescriptionException(
                $"{text} is a {(File.Exists(text) ? "file" : "folder")}: must be the name of an experiment, a description file, whose name ends with {DescribedExperiment.Ending}, or an assembly (.dll)");
        }

        throw new InvalidDescriptionException($"there is no experiment '{text}' (one of your own is My.dll:MyExperiment or my-network.json)"
            + NearestName.Hint(text, BuiltInExperiments.Names));
    }

    /// <summary>The experiment, or null where there is no such experiment, which is told with what else is wrong.</summary>
    public static Experiment? Resolve(string text, ValidationErrors errors, string? models = null, IReadOnlyDictionary<string, string>? values = null)
    {
        try
        {
            return Resolve(text, models, values);
        }
        catch (InvalidDescriptionException exception)
        {
            foreach (string finding in exception.Findings)
            {
                errors.Add(finding);
            }

            return null;
        }
    }
}

using SnnCluster.Experiments;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Loading;

/// <summary>What EXPERIMENT stands for: a built-in name, or an assembly and a class in it.</summary>
internal static class ExperimentReference
{
    /// <summary>Whether a text is the name of a built-in experiment, or that of an assembly.</summary>
    public static bool IsOne(string text) => BuiltInExperiments.Names.Contains(text)
        || text.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || text.Contains(".dll:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The experiment.</summary>
    /// <exception cref="InvalidDescriptionException">There is no such experiment.</exception>
    public static Experiment Resolve(string text)
    {
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

        throw new InvalidDescriptionException($"there is no experiment '{text}' (one of your own is My.dll:MyExperiment)"
            + NearestName.Hint(text, BuiltInExperiments.Names));
    }

    /// <summary>The experiment, or null where there is no such experiment, which is told with what else is wrong.</summary>
    public static Experiment? Resolve(string text, ValidationErrors errors)
    {
        try
        {
            return Resolve(text);
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

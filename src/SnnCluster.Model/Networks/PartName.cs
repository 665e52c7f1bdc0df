namespace SnnCluster.Model.Networks;

/// <summary>
/// Rules for the names of a network's parts. They stand in texts, in names of files, and in paths of HDF5 files, so they are short and have no characters that mean something there.
/// </summary>
public static class PartName
{
    /// <summary>How long a name may be [characters].</summary>
    public const int Longest = 60;

    private const string Signs = " _-+.>()'";

    /// <summary>What is wrong with a name; null: nothing is.</summary>
    public static string? WhyNot(string name) =>
        name.Length is 0 or > Longest || !char.IsLetterOrDigit(name[0]) || name[^1] is ' ' or '.' || !name.All(c => char.IsLetterOrDigit(c) || Signs.Contains(c))
            ? $"must be 1 to {Longest} letters, digits, spaces and characters of {Signs.TrimStart()}, the first one a letter or digit, the last one no space or dot"
            : null;

    /// <summary>A name as a part of a file's name, the same on every system, so that a run's files can be moved between them.</summary>
    public static string InFileName(string name) =>
        string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));

    /// <summary>Adds what is wrong with the names of all parts of a kind.</summary>
    /// <param name="parts">The parts with their names.</param>
    /// <param name="what">The kind.</param>
    /// <param name="errors">Takes what is wrong.</param>
    internal static void Check(IEnumerable<(object Part, string Name)> parts, string what, ValidationErrors errors)
    {
        var there = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((object part, string name) in parts)
        {
            using ValidationErrors.Subject about = errors.About(part);
            if (WhyNot(name) is string why)
            {
                errors.Add($"name of {what} is '{Shown(name)}': {why}", "Name");
            }
            else if (!there.TryAdd(InFileName(name), name))
            {
                string other = there[InFileName(name)];
                errors.Add(
                    $"{what} '{name}' is there {(name == other ? "already" : $"as '{other}', which has the same name in files")}: names must be unique, not by the case of letters alone",
                    "Name");
            }
        }
    }

    private static string Shown(string name) => name.Length > Longest ? $"{name[..Longest]}... ({name.Length} characters)" : name;
}

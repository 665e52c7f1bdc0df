using System.Text.RegularExpressions;
using SnnCluster.Model.Networks;

namespace SnnCluster;

/// <summary>Has findings name arguments as a script does, and not options as a command line does.</summary>
internal static partial class ScriptArguments
{
    /// <summary>Does something that checks what a script gave.</summary>
    /// <exception cref="InvalidDescriptionException">Something is wrong with it.</exception>
    public static T Named<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (InvalidDescriptionException exception)
        {
            throw new InvalidDescriptionException([.. exception.Findings.Select(Named)]);
        }
    }

    private static string Named(string finding) => Option().Replace(finding, match => match.Value switch
    {
        "--out" => "output",
        "--force" => "force: true",
        string option => CamelCase(option),
    });

    // durationMs of --duration-ms
    private static string CamelCase(string option) => Dash().Replace(option.TrimStart('-'), match => match.Groups[1].Value.ToUpperInvariant());

    [GeneratedRegex("(?<![^ ('])--[a-z]+(-[a-z]+)*")]
    private static partial Regex Option();

    [GeneratedRegex("-([a-z])")]
    private static partial Regex Dash();
}

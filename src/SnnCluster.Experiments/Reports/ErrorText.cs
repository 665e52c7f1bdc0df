using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Reports;

/// <summary>Messages of errors as people are shown them.</summary>
internal static class ErrorText
{
    private const int LongestLine = 1000;

    /// <summary>
    /// A message in one line. What a user gave may be long: its beginning says which it is, and the end of the line what is wrong with it.
    /// </summary>
    public static string OneLine(string message)
    {
        string line = string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= LongestLine
            ? line
            : $"{line[..(LongestLine / 2)]} [{NumberText.Many(line.Length - LongestLine, "character")} left out] {line[^(LongestLine / 2)..]}";
    }
}

using System.Text.Json;

namespace SnnCluster.Processes.Tests;

/// <summary>What a command has left on its streams.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    private string[] Errors => [.. Error.Split('\n').Where(line => line.StartsWith("error: ", StringComparison.Ordinal))];

    /// <summary>The summary of a run that has ended as it should.</summary>
    public JsonElement Summary(int exitCode = 0)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}:\n{Error}");
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    public string Digest(int exitCode = 0) => Summary(exitCode).GetProperty("digest").GetString()!;

    /// <summary>It has failed with one line that says why, and nothing else is on standard output.</summary>
    public void FailsWith(int exitCode, string pattern)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}:\n{Error}");
        Assert.Empty(Output);
        Assert.Matches(pattern, Assert.Single(Errors));
        Assert.DoesNotMatch(@"(?m)^\s+at \S+\(|Exception", Error);
    }
}

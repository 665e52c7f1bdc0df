using System.Text.RegularExpressions;

namespace SnnCluster.Cli.Tests;

/// <summary>Runs the command within the test, as Main does, with its output captured.</summary>
internal sealed record CommandLine(int ExitCode, string Output, string Error)
{
    public static string TestAssembly { get; } = typeof(CommandLine).Assembly.Location;

    public IReadOnlyList<string> Errors =>
        [.. Error.Split('\n').Where(line => line.StartsWith("error: ", StringComparison.Ordinal))];

    public static CommandLine Run(params string[] args) => Run(CancellationToken.None, args);

    public static CommandLine Run(CancellationToken cancellation, params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int exitCode = Program.Run(args, new CommandContext
        {
            Output = output,
            Error = error,
            Cancellation = cancellation,
        });
        return new CommandLine(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The command line was refused: exit code 2, so many findings, nothing on standard output.</summary>
    public void IsRefused(int findings, params string[] contents)
    {
        Assert.Equal(2, ExitCode);
        Assert.Empty(Output);
        Assert.Equal(findings, Errors.Count);
        HasNoStackTrace();
        foreach (string content in contents)
        {
            Assert.Contains(content, Error);
        }
    }

    public void HasNoStackTrace() => Assert.DoesNotMatch(new Regex(@"^\s+at \S+\(", RegexOptions.Multiline), Error);
}

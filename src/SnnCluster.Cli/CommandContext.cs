using SnnCluster.Cli.Output;

namespace SnnCluster.Cli;

/// <summary>What a command has of the outside world, so that tests can give it another.</summary>
internal sealed record CommandContext
{
    /// <summary>Standard output: results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error: progress, notes and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person watches <see cref="Output"/>; else it has no colours.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person watches <see cref="Error"/>; else progress is plain lines.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Width of output that goes to a file or pipe, which has none of its own [columns].</summary>
    public int WidthWithoutTerminal { get; init; } = 120;

    /// <summary>Whether unexpected errors show all details.</summary>
    public bool Debug { get; init; }

    /// <summary>For the time between lines of progress.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Ends a run early.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Ends a run early, as Ctrl-C does.</summary>
    public Action EndEarly { get; init; } = () => { };

    /// <summary>Opens what events are written to; standard output by default.</summary>
    public Func<TextWriter>? OpenEvents { get; init; }

    /// <summary>Takes events, where a program follows the command instead of a person; null else.</summary>
    public EventLines? Events { get; init; }

    /// <summary>The arguments, for the record.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The command line, quoted so that a shell takes it again.</summary>
    public string CommandLine => string.Join(' ', Arguments.Prepend("snncluster").Select(Quote));

    /// <summary>The process's own.</summary>
    public static CommandContext OfProcess(TextWriter output, TextWriter error, Interruption interruption) => new()
    {
        Output = output,
        Error = error,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Debug = Environment.GetEnvironmentVariable("SNNCLUSTER_DEBUG") == "1",
        Cancellation = interruption.Token,
        OpenEvents = StandardStream.OutputForProgram,
        EndEarly = interruption.EndEarly,
    };

    private static string Quote(string argument) =>
        argument.Length > 0 && !argument.Any(c => char.IsWhiteSpace(c) || c is '"' or '\'' or '\\')
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

using System.CommandLine;
using System.Runtime.InteropServices;
using SnnCluster.Cli.Commands;
using SnnCluster.Cli.Output;

namespace SnnCluster.Cli;

/// <summary>The command <c>snncluster</c>.</summary>
internal static class Program
{
    // SIGXFSZ, on Linux and macOS. It would end the process where a file outgrows the limit on files (ulimit -f). Handled, it makes
    // the write an error, as on a full disk.
    private const PosixSignal FileSizeLimit = (PosixSignal)25;

    public static int Main(string[] args)
    {
        using PosixSignalRegistration? limited = OperatingSystem.IsWindows()
            ? null
            : PosixSignalRegistration.Create(FileSizeLimit, context => context.Cancel = true);
        (StandardStream output, StandardStream error) = StandardStream.TakeThose();
        using var interruption = new Interruption(error);
        int code = Run(args, CommandContext.OfProcess(output, error, interruption));
        if (output.Failure is null)
        {
            return code;
        }

        error.WriteLine($"error: standard output cannot be written: {output.Failure}");
        return code == ExitCode.Success ? ExitCode.Failure : code;
    }

    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, CommandContext context)
    {
        try
        {
            context = context with { Arguments = args };
            using EventLines? events = EventLines.AreAsked(args) ? new EventLines(context) : null;
            context = events is null ? context : context with { Events = events, Error = new EventText(events), ErrorIsTerminal = false };
            ParseResult parsed = CommandTree.Create(context).Parse(args, new ParserConfiguration
            {
                // An argument that starts with @ is an argument, and -abc is no bundle of options.
                ResponseFileTokenReplacer = null,
                EnablePosixBundling = false,
            });
            IReadOnlyList<string> findings = ParseFindings.Of(parsed);
            if (findings.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
            {
                ErrorReport.BadInput(context, findings);
                context.Error.WriteLine($"Try '{ParseFindings.HelpFor(parsed)}'.");
                return ExitCode.BadInput;
            }

            return parsed.Invoke(new InvocationConfiguration
            {
                Output = context.Output,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception exception)
        {
            return ErrorReport.Of(exception, context);
        }
    }
}

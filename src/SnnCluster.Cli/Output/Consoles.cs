using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>Spectre consoles on the streams of a command.</summary>
internal static class Consoles
{
    // A file or pipe has no width of its own.
    private const int WidthWithoutTerminal = 120;

    public static IAnsiConsole Output(CommandContext context) => Create(context.Output, context.OutputIsTerminal);

    public static IAnsiConsole Error(CommandContext context) => Create(context.Error, context.ErrorIsTerminal);

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        return console;
    }
}

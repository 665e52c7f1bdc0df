using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>Spectre consoles on the streams of a command.</summary>
internal static class Consoles
{
    public static IAnsiConsole Output(CommandContext context) =>
        Create(context.Output, context.OutputIsTerminal, context.WidthWithoutTerminal);

    public static IAnsiConsole Error(CommandContext context) =>
        Create(context.Error, context.ErrorIsTerminal, context.WidthWithoutTerminal);

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal, int widthWithoutTerminal)
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
            console.Profile.Width = widthWithoutTerminal;
        }

        return console;
    }
}

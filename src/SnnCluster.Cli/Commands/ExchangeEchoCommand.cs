using System.CommandLine;
using System.Globalization;
using SnnCluster.Cluster.Costs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary>
/// <c>snncluster exchange-echo</c>: the other process of a study of the exchange, which starts it; not for people, hence not
/// in the help. It ends when the connection with the study does, whatever became of that.
/// </summary>
internal static class ExchangeEchoCommand
{
    public const string Name = "exchange-echo";

    private static readonly Option<string> Port = new("--port")
    {
        HelpName = "INTEGER",
        Description = "Where the study listens.",
        Arity = ArgumentArity.ExactlyOne,
    };

    public static Command Create()
    {
        var command = new Command(Name, "Answer a study of the exchange.") { Port };
        command.Hidden = true;
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string? text = parsed.GetValue(Port);
        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
        {
            throw new InvalidDescriptionException($"--port is '{text}': must be a whole number from 1 to {ushort.MaxValue}");
        }

        ExchangeEcho.Serve(port);
        return ExitCode.Success;
    }
}

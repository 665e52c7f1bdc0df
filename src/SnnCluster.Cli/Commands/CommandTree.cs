using System.CommandLine;

namespace SnnCluster.Cli.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    public static RootCommand Create(CommandContext context) => new(
        "Simulates spiking neural networks whose wiring changes while they run.")
    {
        RunCommand.Create(context),
        ResumeCommand.Create(context),
        SweepCommand.Create(context),
        StudyCommand.Create(context),
        ExperimentsCommand.Create(context),
        DescribeCommand.Create(context),
        DevicesCommand.Create(context),
        ReportCommand.Create(context),
        ExportCommand.Create(context),
        TrainCommand.Create(context),
        EvaluateCommand.Create(context),
        DataCommand.Create(context),
        NodeCommand.Create(context),
        StatusCommand.Create(context),
        FetchCommand.Create(context),
        DashboardCommand.Create(context),
        ExchangeEchoCommand.Create(),
    };
}

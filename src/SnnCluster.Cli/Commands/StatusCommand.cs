using System.CommandLine;
using SnnCluster.Cli.Output;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Running;
using Spectre.Console;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster status</c>: nodes, devices and runs of a cluster.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandContext context)
    {
        ClusterArguments arguments = new();
        var json = new Option<bool>("--json") { Description = "Print JSON.", Arity = ArgumentArity.Zero };
        var command = new Command("status", "Show nodes, devices and runs of a cluster.")
        {
            arguments.Cluster,
            arguments.Config,
            json,
        };
        command.SetAction(parsed => Execute(context, arguments.Read(parsed), parsed.GetValue(json)));
        return command;
    }

    private static int Execute(CommandContext context, (string Address, string Configuration) cluster, bool json)
    {
        ClusterStatus status = AskAsync(cluster.Address, cluster.Configuration).GetAwaiter().GetResult();
        if (json)
        {
            context.Output.WriteLine(Json.Text(ClusterStatusJson.Of(status)));
            return ExitCode.Success;
        }

        IAnsiConsole console = Consoles.Output(context);
        Table nodes = Tables.Create("Node", "State", "> Cores", "> Memory", "Devices", "");
        foreach (NodeStatus node in status.Nodes)
        {
            Tables.AddRow(
                nodes,
                node.Report.Address,
                node.State,
                Numbers.Count(node.Report.Cores),
                Numbers.Bytes(node.Report.MemoryBytes),
                DevicesOf(node.Report),
                node.Report.Address == status.Coordinator ? "coordinates" : "");
        }

        console.Write(nodes);
        if (status.Runs.Count == 0)
        {
            context.Output.WriteLine("No run is on, waits, or can be fetched.");
            return ExitCode.Success;
        }

        Table runs = Tables.Create("Run", "Experiment", "State", "> Partition", "Node", "Device", "> Step", "> of", "> RTF");
        foreach (RunStatus run in status.Runs)
        {
            string state = ClusterStatusJson.StateOf(run);
            for (int p = 0; p < Math.Max(1, run.Partitions.Count); p++)
            {
                PartitionStatus? partition = run.Partitions.ElementAtOrDefault(p);
                Tables.AddRow(
                    runs,
                    p == 0 ? run.RunId : "",
                    p == 0 ? run.Experiment : "",
                    p == 0 ? state : "",
                    partition is null ? "" : Numbers.Count(p),
                    partition?.Node ?? "",
                    partition?.Device ?? "",
                    partition is null ? "" : Numbers.Count(partition.Step),
                    Numbers.Count(run.Steps),
                    partition is null ? "" : Numbers.Significant(partition.RealTimeFactor));
            }
        }

        console.Write(runs);
        foreach (RunStatus failed in status.Runs.Where(run => run.Failure is not null))
        {
            context.Output.WriteLine($"Run {failed.RunId} failed: {failed.Failure}");
        }

        return ExitCode.Success;
    }

    private static async Task<ClusterStatus> AskAsync(string address, string configuration)
    {
        await using RunClient client = await RunClients.OfClusterAsync(address, configuration).ConfigureAwait(false);
        return await client.StatusAsync().ConfigureAwait(false);
    }

    private static string DevicesOf(NodeReport node) => node.Devices.Count == 0
        ? "none"
        : string.Join(", ", node.Devices.GroupBy(device => device.Name)
            .Select(group => group.Count() == 1 ? group.Key : $"{group.Count()} x {group.Key}"));
}

using System.CommandLine;
using System.Text.Json.Nodes;
using SnnCluster.Cli.Output;
using SnnCluster.Engine.Devices;
using Spectre.Console;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster devices</c>: what can hold a partition here, and what auto would take.</summary>
internal static class DevicesCommand
{
    // From a network that fits a cache to one that fills a large GPU.
    private static readonly double[] Sizes = [512, 8192, 100_000, 1_000_000, 10_000_000];

    public static Command Create(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON.", Arity = ArgumentArity.Zero };
        var command = new Command("devices", "List every device, and which one auto would take for which size.") { json };
        command.SetAction(parsed => Execute(context, parsed.GetValue(json)));
        return command;
    }

    private static int Execute(CommandContext context, bool json)
    {
        IReadOnlyList<DeviceInfo> devices = DeviceCatalog.List();
        foreach (string failure in DeviceCatalog.DriverFailures)
        {
            context.Error.WriteLine($"warning: a driver is there but does not work: {failure}");
        }

        if (json)
        {
            context.Output.WriteLine(Json.Text(new JsonObject
            {
                ["devices"] = new JsonArray([.. devices.Select(Describe)]),
                ["auto"] = new JsonObject
                {
                    ["rule"] = DeviceCatalog.AutoRule,
                    ["choices"] = new JsonArray([.. Sizes.Select(Choice)]),
                },
            }));
            return ExitCode.Success;
        }

        Table table = Tables.Create("Device", "Kind", "Description", "> Memory");
        foreach (DeviceInfo device in devices)
        {
            Tables.AddRow(table, device.Name, device.Kind, device.Description, Numbers.Bytes(device.MemoryBytes));
        }

        Table auto = Tables.Create("> Neurons", "auto takes");
        foreach (double neurons in Sizes)
        {
            Tables.AddRow(auto, Numbers.Count(neurons), DeviceCatalog.AutoChoice(neurons));
        }

        IAnsiConsole console = Consoles.Output(context);
        console.Write(table);
        console.Write(auto);
        context.Output.WriteLine(DeviceCatalog.AutoRule);
        return ExitCode.Success;
    }

    private static JsonNode Describe(DeviceInfo device) => new JsonObject
    {
        ["name"] = device.Name,
        ["kind"] = device.Kind,
        ["description"] = device.Description,
        ["memoryBytes"] = device.MemoryBytes,
    };

    private static JsonNode Choice(double neurons) => new JsonObject
    {
        ["neurons"] = neurons,
        ["device"] = DeviceCatalog.AutoChoice(neurons),
    };
}

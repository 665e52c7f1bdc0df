using System.CommandLine;
using System.Text.Json.Nodes;
using SnnCluster.Cli.Loading;
using SnnCluster.Cli.Output;
using SnnCluster.Experiments;
using Spectre.Console;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster experiments</c>: what there is to run.</summary>
internal static class ExperimentsCommand
{
    public static Command Create(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON.", Arity = ArgumentArity.Zero };
        var command = new Command("experiments", "List the built-in experiments.") { json };
        command.SetAction(parsed => Execute(context, parsed.GetValue(json)));
        return command;
    }

    private static int Execute(CommandContext context, bool json)
    {
        Experiment[] experiments = [.. BuiltInExperiments.Names.Select(name => BuiltInExperiments.Create(name)!)];
        if (json)
        {
            context.Output.WriteLine(Json.Text(new JsonArray([.. experiments.Select(Describe)])));
            return ExitCode.Success;
        }

        Table table = Tables.Create("Experiment", "Description", "> Duration [ms]", "> dt [ms]", "> Parameters");
        foreach (Experiment experiment in experiments)
        {
            Tables.AddRow(
                table,
                experiment.Name,
                experiment.Description,
                Numbers.Plain(experiment.DefaultDurationMs),
                Numbers.Plain(experiment.DefaultDtMs),
                Numbers.Plain(experiment.Parameters.Count));
        }

        Consoles.Output(context).Write(table);
        context.Output.WriteLine("'snncluster run EXPERIMENT --list-parameters' lists the parameters of one.");
        return ExitCode.Success;
    }

    private static JsonNode Describe(Experiment experiment) => new JsonObject
    {
        ["name"] = experiment.Name,
        ["description"] = experiment.Description,
        ["defaultDurationMs"] = experiment.DefaultDurationMs,
        ["defaultDtMs"] = experiment.DefaultDtMs,
    };
}

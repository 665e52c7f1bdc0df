using System.Text.Json.Nodes;
using SnnCluster.Cli.Output;
using SnnCluster.Experiments;
using Spectre.Console;

namespace SnnCluster.Cli.Commands;

/// <summary>Lists the parameters of an experiment.</summary>
internal static class ParameterListing
{
    public static void Write(CommandContext context, Experiment experiment, bool json)
    {
        if (json)
        {
            context.Output.WriteLine(Json.Text(new JsonObject
            {
                ["experiment"] = experiment.Name,
                ["description"] = experiment.Description,
                ["defaultDurationMs"] = experiment.DefaultDurationMs,
                ["defaultDtMs"] = experiment.DefaultDtMs,
                ["parameters"] = new JsonArray([.. experiment.Parameters.Select(Describe)]),
            }));
            return;
        }

        Table table = Tables.Create("Parameter", "Unit", "> Default", "Range", "Description");
        foreach (Parameter parameter in experiment.Parameters)
        {
            Tables.AddRow(
                table, parameter.Name, parameter.Unit, Numbers.Of(parameter.Default), parameter.Range, parameter.Description);
        }

        Consoles.Output(context).Write(table);
        context.Output.WriteLine(
            $"Set with --set NAME=VALUE. {experiment.Name} runs {Numbers.Plain(experiment.DefaultDurationMs)} ms in steps of "
            + $"{Numbers.Plain(experiment.DefaultDtMs)} ms unless --duration-ms and --dt-ms say otherwise.");
    }

    private static JsonNode Describe(Parameter parameter) => new JsonObject
    {
        ["name"] = parameter.Name,
        ["unit"] = parameter.Unit,
        ["default"] = parameter.Default switch
        {
            bool flag => JsonValue.Create(flag),
            long whole => JsonValue.Create(whole),
            double number => Json.Number(number),
            object other => JsonValue.Create(Numbers.Of(other)),
        },
        ["minimum"] = Json.Number(parameter.Minimum),
        ["maximum"] = Json.Number(parameter.Maximum),
        ["excludesMinimum"] = parameter.ExcludesMinimum,
        ["range"] = parameter.Range,
        ["description"] = parameter.Description,
    };
}

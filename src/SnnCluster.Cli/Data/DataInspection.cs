using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SnnCluster.Cli.Output;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Model.Networks;
using Spectre.Console;

namespace SnnCluster.Cli.Data;

/// <summary>Looks at the files of a data set as a training would, and says what is there.</summary>
internal static class DataInspection
{
    private sealed record FoundFile(string Name, long Bytes, string Checksum);

    /// <summary>Shows the files, then what was read from them.</summary>
    /// <param name="context">Where it is shown.</param>
    /// <param name="source">The data set.</param>
    /// <param name="request">The folder, and how much of it to read.</param>
    /// <param name="json">Whether as JSON.</param>
    /// <exception cref="InvalidDescriptionException">The set has no files, or the request breaks a rule.</exception>
    /// <exception cref="DataFileException">A file is missing, or not as it should be.</exception>
    public static void Show(CommandContext context, DataSetSource source, DataSetRequest request, bool json)
    {
        string folder = request.Folder!;
        if (source.Files.Count == 0)
        {
            throw new InvalidDescriptionException($"--data {folder}: {source.Name} is generated, it has no files to look at");
        }

        // What breaks a rule is told before anything is read.
        DataSetSettings.Of(source, request);
        FoundFile[] files = [.. source.Files.SelectMany(file => Find(file, folder))];
        if (!json)
        {
            WriteFiles(context, source, files);
        }

        DataSet data = source.Load(request);
        if (json)
        {
            context.Output.WriteLine(Json.Text(Describe(source, folder, files, data)));
        }
        else
        {
            WriteParts(context, source, data);
        }
    }

    // A kind of files has no name of its own: how many there are, the examples say.
    private static IEnumerable<FoundFile> Find(DataSetFile file, string folder) =>
        file.OtherNames.Prepend(file.Name)
            .Where(name => File.Exists(Path.Combine(folder, name)))
            .Select(name =>
            {
                string path = Path.Combine(folder, name);
                return new FoundFile(name, new FileInfo(path).Length, Compare(path, file.Checksums));
            });

    private static string Compare(string path, IReadOnlyList<FileChecksum> checksums)
    {
        FileChecksum? known = checksums.FirstOrDefault(checksum => checksum.FileName == Path.GetFileName(path));
        if (known is null)
        {
            return "not known";
        }

        try
        {
            using FileStream stream = PlainFiles.OpenNamed(path);
            byte[] hash = CryptographicOperations.HashData(
                known.Algorithm == "MD5" ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256, stream);
            return Convert.ToHexStringLower(hash) == known.Hex ? "as published" : "not as published";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.Unreadable(path, exception);
        }
    }

    private static void WriteFiles(CommandContext context, DataSetSource source, FoundFile[] files)
    {
        if (files.Length == 0)
        {
            return;
        }

        Table table = Tables.Create($"File of {source.Name}", "> Bytes", "Checksum");
        foreach (FoundFile file in files)
        {
            Tables.AddRow(table, file.Name, Numbers.Count(file.Bytes), file.Checksum);
        }

        Consoles.Output(context).Write(table);
    }

    private static void WriteParts(CommandContext context, DataSetSource source, DataSet data)
    {
        Table table = Tables.Create("Examples for", "> Found", "> Published", "> Classes", "> Spikes of an example");
        foreach ((string name, SpikeExamples part, int? published) in Parts(source, data))
        {
            Tables.AddRow(
                table,
                name,
                Numbers.Count(part.Count),
                published is int number ? Numbers.Count(number) : "-",
                $"{ClassesIn(part)} of {part.Classes}",
                Numbers.Significant((double)part.SpikeCount / part.Count));
        }

        Consoles.Output(context).Write(table);
        context.Output.WriteLine($"Each has {data.Train.Channels} channels and {data.Train.Steps} steps of 1 ms.");
        foreach (string note in data.Notes)
        {
            context.Output.WriteLine(note);
        }
    }

    private static IEnumerable<(string Name, SpikeExamples Part, int? Published)> Parts(DataSetSource source, DataSet data)
    {
        yield return ("training", data.Train, source.Defaults.IsOfFiles ? null : source.Defaults.TrainCount);
        if (data.Test is SpikeExamples test)
        {
            yield return ("testing", test, source.Defaults.IsOfFiles ? null : source.Defaults.TestCount);
        }
    }

    private static int ClassesIn(SpikeExamples part) => Enumerable.Range(0, part.Count).Select(part.Label).Distinct().Count();

    private static JsonObject Describe(DataSetSource source, string folder, FoundFile[] files, DataSet data) => new()
    {
        ["name"] = source.Name,
        ["folder"] = folder,
        ["files"] = new JsonArray([.. files.Select(file => new JsonObject
        {
            ["name"] = file.Name,
            ["bytes"] = file.Bytes,
            ["checksum"] = file.Checksum,
        })]),
        ["channels"] = data.Train.Channels,
        ["steps"] = data.Train.Steps,
        ["parts"] = new JsonArray([.. Parts(source, data).Select(part => new JsonObject
        {
            ["name"] = part.Name,
            ["examples"] = part.Part.Count,
            ["publishedExamples"] = part.Published,
            ["classes"] = part.Part.Classes,
            ["classesFound"] = ClassesIn(part.Part),
            ["spikes"] = part.Part.SpikeCount,
        })]),
        ["notes"] = new JsonArray([.. data.Notes.Select(note => JsonValue.Create(note))]),
    };
}

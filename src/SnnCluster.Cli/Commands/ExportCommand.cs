using System.CommandLine;
using SnnCluster.Experiments.Exports;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster export</c>: the results of a run, or a trained network, in the formats of other programs.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandContext context)
    {
        var directory = new Argument<string>("directory") { HelpName = "DIR", Description = "the folder that a run, or for nir a training, wrote with --out" };
        Option<string> format = NewOption.Value(
            "--format", "NAME", $"{string.Join("; ", RunExports.Formats.Append((NirExport.Name, NirExport.Description)).Select(one => $"{one.Item1}: {one.Item2}"))}.");
        Option<string> output = NewOption.Value("--out", "DIR", "Folder to write to, which must not be there yet, or be empty; for nir the file.");
        format.Required = output.Required = true;
        var command = new Command("export", "Write the results of a run, or a trained network, in a format of other programs.") { directory, format, output };
        command.SetAction(parsed =>
        {
            string run = parsed.GetRequiredValue(directory);
            if (parsed.GetRequiredValue(format) == NirExport.Name)
            {
                ExportNetwork(context, run, parsed.GetRequiredValue(output));
                return ExitCode.Success;
            }

            if (!Directory.Exists(run))
            {
                throw new InvalidDescriptionException($"export {run}: there is no such folder");
            }

            OutputDirectory.Finish(run);
            foreach (string file in RunExports.Write(run, parsed.GetRequiredValue(format), parsed.GetRequiredValue(output)))
            {
                context.Output.WriteLine(file);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void ExportNetwork(CommandContext context, string model, string path)
    {
        var notes = new List<string>();
        NirExport.Write(model, path, notes);
        context.Output.WriteLine(path);
        notes.ForEach(note => context.Error.WriteLine($"note: {note}"));
    }
}

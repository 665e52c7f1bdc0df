using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Exports;

/// <summary>Writes the results of a run in the formats of other programs.</summary>
public static class RunExports
{
    private static readonly IRunExport[] All = [new CsvExport(), new NpzExport(), new SonataExport(), new NwbExport()];

    /// <summary>Names of the formats, and what each is.</summary>
    public static IReadOnlyList<(string Name, string Description)> Formats { get; } = [.. All.Select(export => (export.Name, export.Description))];

    /// <summary>Writes the results of a run to a new folder.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <param name="format">Name of the format.</param>
    /// <param name="folder">The folder to write to: it must not be there yet, or be empty.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="InvalidDescriptionException">
    /// There is no such format, no such run, or something in the folder; a file of the run cannot be read; or the run has recorded nothing that the format holds.
    /// </exception>
    public static IReadOnlyList<string> Write(string run, string format, string folder)
    {
        var errors = new ValidationErrors();
        IRunExport? export = All.FirstOrDefault(one => one.Name == format);
        if (export is null)
        {
            errors.Add($"--format is '{format}': must be one of {string.Join(", ", All.Select(one => one.Name))}, or {NirExport.Name} for a training");
        }

        if (!OutputDirectory.IsRun(run))
        {
            errors.Add($"export {run}: is not a run, it has no {RunFiles.Summary} that a run writes (a training has none: it is exported as nir)");
        }

        if (string.IsNullOrWhiteSpace(folder))
        {
            errors.Add("--out is empty: must be the folder to write to");
        }
        else if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            errors.Add($"--out {folder} is there already: name a folder that is not, or that is empty");
        }

        errors.ThrowIfAny();
        RunSummary summary = SummaryFile.Read(run);
        if (summary.Populations.FirstOrDefault(population => PartName.WhyNot(population.Name) is not null) is PopulationSummary wrong)
        {
            throw RunFiles.Corrupt(Path.Combine(run, RunFiles.Summary), $"the name of population '{wrong.Name}' is none: {PartName.WhyNot(wrong.Name)}");
        }

        bool isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        IReadOnlyList<string> files = [];
        try
        {
            files = export!.Write(run, summary, folder);
        }
        finally
        {
            // What there is of an export that fails is of no use, and would be in the way of the next.
            if (files.Count == 0)
            {
                Directory.EnumerateFiles(folder).ToList().ForEach(File.Delete);
                if (isNew)
                {
                    Directory.Delete(folder);
                }
            }
        }

        return files.Count > 0
            ? files
            : throw new InvalidDescriptionException($"export {run}: the run has recorded nothing that {format} holds; --record says what is recorded");
    }
}

using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// The folder that a run, or a study, writes to. It is checked before anything starts, so that no run is lost for want of
/// a place to put it, and nothing in it that a run or study did not write is ever deleted.
/// </summary>
public static class OutputDirectory
{
    /// <summary>
    /// Checks that a run may be written to a folder. Leaves nothing behind: what it creates to see whether that works,
    /// it removes.
    /// </summary>
    /// <param name="path">The folder; parents that are missing will be created.</param>
    /// <param name="force">Whether a run that is there may be replaced.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static void Check(string path, bool force, ValidationErrors errors) =>
        Check(path, force, OutputContent.Run, errors);

    /// <summary>Checks that results of some kind may be written to a folder; leaves nothing behind.</summary>
    /// <param name="path">The folder; parents that are missing will be created.</param>
    /// <param name="force">Whether results of that kind that are there may be replaced.</param>
    /// <param name="content">The kind.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static void Check(string path, bool force, OutputContent content, ValidationErrors errors)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            errors.Add($"--out is '{path}': must be a folder");
            return;
        }

        try
        {
            if (FileInTheWay(path) is string file)
            {
                errors.Add($"--out {path} cannot be written: {file} is a file");
            }
            else if (!Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any())
            {
                TryToWrite(path);
            }
            else if (content == OutputContent.Run && !content.IsIn(path)
                && Directory.EnumerateDirectories(path).Any(RunCheckpointFolder.Is))
            {
                errors.Add($"--out {path} holds the checkpoints of a run that did not end: go on with it by 'snncluster "
                    + $"resume {path}', or name another folder");
            }
            else if (!force)
            {
                errors.Add($"--out {path} exists and is not empty: name another folder, or replace a {content.Noun} with "
                    + "--force");
            }
            else if (!content.IsIn(path))
            {
                errors.Add($"--out {path} exists and is not a {content.Noun} (it has no {content.Marker} of ours): "
                    + $"--force replaces {content.Plural} only, name another folder");
            }
            else
            {
                TryToWrite(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            errors.Add($"--out {path} cannot be written: {exception.Message}");
        }
    }

    /// <summary>
    /// Makes a folder ready for the files of a run: creates it, or removes data and figures of the run that is there, so
    /// that none of them can be taken for the new run's. To be called after Check, when there is
    /// something to write.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="force">Whether a run that is there may be replaced.</param>
    /// <exception cref="InvalidDescriptionException">Check would refuse the folder.</exception>
    public static void Prepare(string path, bool force) => Prepare(path, force, OutputContent.Run);

    /// <summary>Makes a folder ready for results of some kind, as for a run.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="force">Whether results of that kind that are there may be replaced.</param>
    /// <param name="content">The kind.</param>
    /// <exception cref="InvalidDescriptionException">The folder would be refused.</exception>
    public static void Prepare(string path, bool force, OutputContent content)
    {
        var errors = new ValidationErrors();
        Check(path, force, content, errors);
        errors.ThrowIfAny();
        Clear(path, content);
    }

    /// <summary>
    /// Makes the folder of a run ready for its files where its checkpoints are there already: it was checked before they
    /// were written, or it is the run's own.
    /// </summary>
    internal static void PrepareBesideCheckpoints(string path) => Clear(path, OutputContent.Run);

    private static void Clear(string path, OutputContent content)
    {
        DurableFiles.CreateFolder(path);
        foreach (string file in content.FilesIn(path).ToArray())
        {
            File.Delete(Path.Combine(path, file));
        }
    }

    /// <summary>Whether a folder holds a run: a summary that says of which experiment it is.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">The summary cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The summary may not be read.</exception>
    public static bool IsRun(string path) => OutputContent.Run.IsIn(path);

    private static string? FileInTheWay(string path) => WithParents(path).FirstOrDefault(File.Exists);

    private static IEnumerable<string> WithParents(string path)
    {
        string? part = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        for (; part is not null; part = Path.GetDirectoryName(part))
        {
            yield return part;
        }
    }

    // Only writing shows that writing works: permissions, read-only and full disks, names that are too long.
    private static void TryToWrite(string path)
    {
        var created = new Stack<string>();
        try
        {
            foreach (string part in WithParents(path).TakeWhile(part => !Directory.Exists(part)).Reverse())
            {
                Directory.CreateDirectory(part);
                created.Push(part);
            }

            string probe = Path.Combine(path, $".snncluster-{Guid.NewGuid():N}");
            using var stream = new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            stream.Write(new byte[4096]);
        }
        finally
        {
            foreach (string part in created)
            {
                Directory.Delete(part);
            }
        }
    }
}

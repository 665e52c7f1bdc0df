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
            else if (!Directory.Exists(path) || Directory.EnumerateFileSystemEntries(path).All(OutputLock.Is))
            {
                TryToWrite(path);
                OutputLock.Check(path, errors);
            }
            else if (content == OutputContent.Run && RunCheckpointFolder.IsUnfinished(path))
            {
                errors.Add($"--out {path} holds the checkpoints of a run that did not end: go on with it by 'snncluster "
                    + $"resume {path}', or name another folder");
            }
            else if (!force)
            {
                errors.Add($"--out {path} exists and is not empty: name another folder, or replace a {content.Noun} with "
                    + "--force");
            }
            else if (!IsIn(path, content))
            {
                errors.Add($"--out {path} exists and is not a {content.Noun} (it has no {content.Marker} of ours): "
                    + $"--force replaces {content.Plural} only, name another folder");
            }
            else
            {
                TryToWrite(path);
                OutputLock.Check(path, errors);
            }
        }
        catch (InvalidDescriptionException exception)
        {
            foreach (string finding in exception.Findings)
            {
                errors.Add($"--out {path} cannot be written: {finding}");
            }
        }
        catch (Exception exception) when (exception is CheckpointException or IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            errors.Add($"--out {path} cannot be written: {exception.Message}");
        }
    }

    /// <summary>Checks that what is named for a single file can be one; parents that are missing will be created by who writes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static void CheckFile(string path, ValidationErrors errors)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            errors.Add($"--out is '{path}': must be a file");
        }
        else if (Directory.Exists(path))
        {
            errors.Add($"--out {path} is a folder: must be a file");
        }
        else if (Path.GetDirectoryName(Path.GetFullPath(path)) is string folder && FileInTheWay(folder) is string file)
        {
            errors.Add($"--out {path} cannot be written: {file} is a file");
        }
    }

    /// <summary>
    /// Brings a replacement of results to its end that a process was in the middle of when it ended; does nothing where there is none.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidDescriptionException">That cannot be done, or another process is doing it.</exception>
    public static void Finish(string path) => OutputFolder.Finish(path);

    /// <summary>Whether a folder holds a run: a summary that says of which experiment it is.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">The summary cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The summary may not be read.</exception>
    public static bool IsRun(string path) => OutputContent.Run.IsIn(path);

    // A process may have ended while new results took the place of old ones: which are there, shows when that is done.
    private static bool IsIn(string path, OutputContent content)
    {
        OutputFolder.Finish(path);
        return content.IsIn(path);
    }

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
            using var stream = new GrowingFile(
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

using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// The folder that results are written to, which one process at a time has. Where results are there already, new ones are
/// written to the folder <see cref="Replacement"/> within, and take their place when they are whole: old ones stay until then,
/// whatever happens. Both must fit on the disk.
/// </summary>
internal sealed class OutputFolder : IDisposable
{
    /// <summary>Name of the folder that new results are written to where there are old ones.</summary>
    public const string Replacement = "replacement";

    // Tells our folder from one of that name that somebody else made.
    private const string Mark = ".snncluster-replacement";

    private readonly OutputContent _content;
    private readonly OutputLock _lock;

    private OutputFolder(string directory, bool replaces, OutputContent content, OutputLock taken)
    {
        Directory = directory;
        Path = replaces ? ReplacementIn(directory) : directory;
        Replaces = replaces;
        _content = content;
        _lock = taken;
    }

    /// <summary>The folder that the user named.</summary>
    public string Directory { get; }

    /// <summary>Where results are written, and where they are until <see cref="Complete"/>.</summary>
    public string Path { get; private set; }

    /// <summary>Whether there are results which these will replace.</summary>
    public bool Replaces { get; }

    /// <summary>Whether the folder of new results stays although it holds none yet: they can be made from checkpoints.</summary>
    public bool HasCheckpoints { get; set; }

    /// <summary>Takes a folder for results of some kind; what an earlier attempt to replace them has left goes.</summary>
    /// <param name="directory">The folder, which is created where there is none.</param>
    /// <param name="force">Whether results of that kind that are there may be replaced.</param>
    /// <param name="content">The kind.</param>
    /// <exception cref="InvalidDescriptionException">The folder is refused, or another process writes to it.</exception>
    public static OutputFolder Open(string directory, bool force, OutputContent content)
    {
        var errors = new ValidationErrors();
        OutputDirectory.Check(directory, force, content, errors);
        errors.ThrowIfAny();
        return Take(directory, content, replaces: content.IsIn(directory), isAnew: true);
    }

    /// <summary>Takes the folder of results that are made anew from checkpoints which lie beside them.</summary>
    /// <exception cref="InvalidDescriptionException">Another process writes to the folder.</exception>
    public static OutputFolder OpenAgain(string directory, OutputContent content) =>
        Take(directory, content, replaces: content.IsIn(directory), isAnew: true);

    /// <summary>Takes the folder of results that are added to.</summary>
    /// <exception cref="InvalidDescriptionException">Another process writes to the folder.</exception>
    public static OutputFolder OpenToGoOn(string directory, OutputContent content) =>
        Take(directory, content, replaces: HasReplacement(directory, content), isAnew: false);

    /// <summary>Where results that are added to are: those that are to replace others, where there are such.</summary>
    public static string ToGoOnIn(string directory, OutputContent content)
    {
        Finish(directory);
        return HasReplacement(directory, content) ? ReplacementIn(directory) : directory;
    }

    /// <summary>Whether somebody has begun to replace the results in a folder.</summary>
    public static bool IsBeingReplaced(string directory) => IsOurs(ReplacementIn(directory));

    /// <summary>Whether results that are to replace those in a folder are there already, complete or not.</summary>
    public static bool HasReplacement(string directory, OutputContent content) =>
        IsBeingReplaced(directory) && content.IsIn(ReplacementIn(directory));

    /// <summary>Brings a replacement to its end that a process was in the middle of when it ended.</summary>
    /// <param name="directory">The folder of results.</param>
    /// <exception cref="InvalidDescriptionException">That cannot be done, or another process is doing it.</exception>
    public static void Finish(string directory)
    {
        if (ReplacementJournal.IsIn(directory))
        {
            using OutputLock taken = OutputLock.Take(directory);
            FinishLocked(directory);
        }
    }

    /// <summary>Has the new results, which are whole, take the place of the old ones.</summary>
    /// <exception cref="IOException">A file cannot be moved or removed; the next command on the folder goes on with it.</exception>
    public void Complete()
    {
        if (!Replaces)
        {
            return;
        }

        string[] all = [.. NamesIn(Path, _content)];
        new ReplacementJournal(_content.Marker, all, [.. NamesIn(Directory, _content).Except(all)]).Write(Directory);
        FinishLocked(Directory);
        Path = Directory;
    }

    /// <summary>Lets go of the folder. What was begun and cannot be gone on with goes.</summary>
    public void Dispose()
    {
        if (Replaces && Path != Directory && !HasCheckpoints && !_content.IsIn(Path))
        {
            Discard(Path, _content);
        }

        _lock.Dispose();
    }

    private static OutputFolder Take(string directory, OutputContent content, bool replaces, bool isAnew)
    {
        OutputLock taken = OutputLock.Take(directory);
        try
        {
            FinishLocked(directory);
            string replacement = ReplacementIn(directory);
            if (isAnew && IsOurs(replacement))
            {
                Discard(replacement, content);
            }

            if (replaces && !IsOurs(replacement))
            {
                Create(replacement);
            }

            return new OutputFolder(directory, replaces, content, taken);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    private static void Create(string replacement)
    {
        try
        {
            if (File.Exists(replacement) || (System.IO.Directory.Exists(replacement) && System.IO.Directory.EnumerateFileSystemEntries(replacement).Any()))
            {
                throw new InvalidDescriptionException(
                    $"{replacement} is there: new results would be written there until they are whole; move it, or name another folder");
            }

            DurableFiles.CreateFolder(replacement);
            File.WriteAllBytes(System.IO.Path.Combine(replacement, Mark), []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDescriptionException($"{replacement} cannot be written to: {exception.Message}");
        }
    }

    private static void FinishLocked(string directory)
    {
        if (ReplacementJournal.IsIn(directory))
        {
            string replacement = ReplacementIn(directory);
            ReplacementJournal.Read(directory).Apply(directory, replacement);
            Remove(replacement, [Mark]);
            ReplacementJournal.Remove(directory);
        }
    }

    private static bool IsOurs(string replacement) =>
        File.Exists(System.IO.Path.Combine(replacement, Mark)) && new DirectoryInfo(replacement).LinkTarget is null;

    private static string ReplacementIn(string directory) => System.IO.Path.Combine(directory, Replacement);

    private static IEnumerable<string> NamesIn(string directory, OutputContent content) =>
        content.FilesIn(directory).Distinct().Where(name => File.Exists(System.IO.Path.Combine(directory, name)));

    private static void Discard(string replacement, OutputContent content)
    {
        string[] names = [.. content.FilesIn(replacement)];
        Remove(replacement, [.. names, .. names.Select(RunFiles.TemporaryName), Mark]);
    }

    // Files of others stay, and with them the folder. What cannot be removed is in nobody's way.
    private static void Remove(string replacement, IEnumerable<string> names)
    {
        try
        {
            foreach (string name in names)
            {
                ReplacementJournal.Delete(replacement, name);
            }

            foreach (string folder in System.IO.Directory.EnumerateDirectories(replacement).Append(replacement).ToArray())
            {
                if (!System.IO.Directory.EnumerateFileSystemEntries(folder).Any())
                {
                    System.IO.Directory.Delete(folder);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}

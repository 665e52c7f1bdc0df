using System.Security.Cryptography;
using System.Text;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// What is left to do when new results take the place of old ones. It is on the disk before the first file is touched, and
/// doing it twice is as good as once, so that whoever finds it can finish.
/// </summary>
/// <param name="Marker">The file that makes a folder hold results: it goes first and comes last.</param>
/// <param name="Moved">Names of the new files, with the marker.</param>
/// <param name="Removed">Names of old files that no new one takes the place of.</param>
internal sealed record ReplacementJournal(string Marker, IReadOnlyList<string> Moved, IReadOnlyList<string> Removed)
{
    private const string Name = ".snncluster-replaces";
    private const string Version = "snncluster-replacement 1";
    private const string Marking = "marker ";
    private const string Moving = "move ";
    private const string Removing = "remove ";

    /// <summary>Whether a folder has one.</summary>
    public static bool IsIn(string directory) => File.Exists(Path.Combine(directory, Name));

    /// <summary>Reads that of a folder.</summary>
    /// <exception cref="InvalidDescriptionException">It cannot be read, or it is damaged.</exception>
    public static ReplacementJournal Read(string directory)
    {
        string path = Path.Combine(directory, Name);
        try
        {
            string[] lines = File.ReadAllLines(PlainFiles.Named(path));
            if (lines is [Version, string hash, .. string[] entries] && hash == HashOf(entries))
            {
                string marker = Named(entries, Marking) is [string only] ? only : "";
                var journal = new ReplacementJournal(marker, Named(entries, Moving), Named(entries, Removing));
                if (journal.Moved.Concat(journal.Removed).Append(journal.Marker).All(IsInside))
                {
                    return journal;
                }
            }

            throw new InvalidDescriptionException(
                $"{path} is damaged: it says which files in {OutputFolder.Replacement} take the place of others; move them, and remove it");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDescriptionException($"{path} cannot be read: {exception.Message}");
        }
    }

    /// <summary>Writes it to a folder.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string directory)
    {
        string[] entries = [Marking + Marker, .. Moved.Select(name => Moving + name), .. Removed.Select(name => Removing + name)];
        RunFiles.WriteText(
            Path.Combine(directory, Name), string.Concat(entries.Prepend(HashOf(entries)).Prepend(Version).Select(line => line + "\n")));
    }

    /// <summary>Does what is left to do.</summary>
    /// <param name="directory">The folder of results.</param>
    /// <param name="from">The folder of the new files.</param>
    /// <exception cref="IOException">A file cannot be moved or removed.</exception>
    public void Apply(string directory, string from)
    {
        foreach (Action step in Steps(directory, from))
        {
            step();
        }
    }

    /// <summary>What is left to do, one file after the other.</summary>
    internal IEnumerable<Action> Steps(string directory, string from)
    {
        // Where the marker is not in the other folder any more, it has come last, and all others before it.
        if (File.Exists(Path.Combine(from, Marker)))
        {
            foreach (string name in Removed.Prepend(Marker))
            {
                yield return () => Delete(directory, name);
            }

            foreach (string name in Moved.Where(name => name != Marker).Append(Marker))
            {
                yield return () => Move(Path.Combine(from, name), Path.Combine(directory, name));
            }
        }
    }

    /// <summary>Removes that of a folder, where nothing is left to do.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public static void Remove(string directory)
    {
        Delete(directory, Name);
        DurableFiles.FlushFolder(directory);
    }

    /// <summary>Removes a file where there is one.</summary>
    public static void Delete(string directory, string name)
    {
        string path = Path.Combine(directory, name);
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private static void Move(string from, string to)
    {
        if (File.Exists(from))
        {
            DurableFiles.CreateFolder(Path.GetDirectoryName(to)!);
            DurableFiles.Commit(from, to);
        }
    }

    private static string[] Named(IEnumerable<string> entries, string kind) =>
        [.. entries.Where(entry => entry.StartsWith(kind, StringComparison.Ordinal)).Select(entry => entry[kind.Length..])];

    private static string HashOf(IEnumerable<string> entries) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', entries))));

    // Of a file in the folder, or in one within.
    private static bool IsInside(string name) =>
        name.Length > 0 && !Path.IsPathRooted(name) && name.Split('/', '\\') is { Length: <= 2 } parts
        && parts.All(part => part is not ("" or "." or ".."));
}

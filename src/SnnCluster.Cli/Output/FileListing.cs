using System.IO.Enumeration;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Cli.Output;

/// <summary>
/// The files of a folder of results: by name where there is one of a kind; figures, snapshots and folders by their number.
/// </summary>
internal static class FileListing
{
    private static readonly string[] FigureTypes = [".png", ".svg"];

    public static void Write(TextWriter output, string directory)
    {
        string[] files =
        [
            .. FilesIn(directory).Select(file => Path.GetRelativePath(directory, file)).Order(StringComparer.Ordinal),
        ];
        var snapshots = RunFiles.SnapshotsIn(directory).ToHashSet();
        output.WriteLine($"Files in {directory}:");
        foreach (IGrouping<string, string> kind in files.GroupBy(file => KindOf(file, snapshots)))
        {
            output.WriteLine(kind.Count() == 1 && kind.Key == kind.First()
                ? $"  {kind.Key}"
                : $"  {kind.Key}: {NumberText.Many(kind.Count(), "file")}");
        }

        output.WriteLine($"{NumberText.Many(files.Length, "file")} in all");
    }

    /// <summary>Where the results of something that ended early are.</summary>
    /// <param name="folder">The folder that they are in.</param>
    /// <param name="named">The folder that the user named.</param>
    public static string Incomplete(string folder, string named) => folder == named
        ? $"{folder} is marked incomplete"
        : $"{folder} has what was done, marked incomplete, and {named} what it had before";

    // A folder that is a link may lead back to where it lies, and then has no end.
    private static FileSystemEnumerable<string> FilesIn(string directory) => new(
        directory,
        (ref FileSystemEntry entry) => entry.ToFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
        ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
    };

    private static string KindOf(string file, HashSet<string> snapshots) =>
        file.IndexOf(Path.DirectorySeparatorChar, StringComparison.Ordinal) is > 0 and int folder ? file[..(folder + 1)]
        : FigureTypes.Contains(Path.GetExtension(file)) ? "*" + Path.GetExtension(file)
        : snapshots.Contains(file) ? RunFiles.Snapshots
        : file;
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>Names of files in a folder of checkpoints.</summary>
internal static partial class CheckpointNames
{
    /// <summary>Holds a text by which nodes see whether they share the folder.</summary>
    public const string Token = "token";

    /// <summary>Whoever creates it coordinates the run in this folder, until somebody creates the next.</summary>
    public static string Claim(long epoch) => string.Create(CultureInfo.InvariantCulture, $"coordinator-{epoch:D6}");

    /// <summary>A segment of the reports of the run, as one coordinator has gathered them.</summary>
    public static string Reports(long epoch, int segment) =>
        string.Create(CultureInfo.InvariantCulture, $"reports-{epoch:D6}-{segment:D6}.log");

    /// <summary>The manifest of a checkpoint.</summary>
    public static string Manifest(int step, long epoch) => Folder(step, epoch) + "/manifest.json";

    /// <summary>A partition's part of a checkpoint; each attempt has its own, since one that was lost may write on.</summary>
    public static string Part(int step, long epoch, string attempt, int partition) => string.Create(
        CultureInfo.InvariantCulture, $"{Folder(step, epoch)}/{attempt}-partition-{partition:D4}.snapshot");

    /// <summary>The number in the name of a claim; null where it is another file.</summary>
    public static long? EpochOfClaim(string name) => ClaimName().Match(name) is { Success: true } match
        ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    /// <summary>The number of the coordinator in the name of a file of reports; null where it is another file.</summary>
    public static long? EpochOfReports(string name) => ReportsName().Match(name) is { Success: true } match
        ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    /// <summary>The step and the number of the coordinator in the name of any file of a checkpoint; null where it is another.</summary>
    public static (int Step, long Epoch)? CheckpointOf(string name) =>
        FolderName().Match(name) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int step)
            ? (step, long.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
            : null;

    /// <summary>Whether a folder is that of a checkpoint.</summary>
    public static bool IsFolder(string name) => FolderName().IsMatch(name + "/");

    /// <summary>Whether a manifest may name a file: one within the folder.</summary>
    public static bool IsInside(string name) =>
        name.Length > 0 && !Path.IsPathRooted(name) && !name.Split('/', '\\').Any(part => part is ".." or "." or "");

    /// <summary>Whether a file is one of those that are written here.</summary>
    public static bool IsOurs(string name) => name == Token || EpochOfClaim(name) is not null
        || CheckpointOf(name) is not null || ReportsName().IsMatch(name);

    /// <summary>Whether another node may read, write or remove a file: only what has exactly a name of those above.</summary>
    public static bool IsCopied(string name) => name == Token || EpochOfClaim(name) is not null || IsReports(name)
        || IsPart(name) || ManifestName().IsMatch(name);

    /// <summary>Whether a file is a partition's part of a checkpoint.</summary>
    public static bool IsPart(string name) => PartName().IsMatch(name);

    /// <summary>Whether a file holds reports: the only kind that grows.</summary>
    public static bool IsReports(string name) => ReportsName().IsMatch(name);

    private static string Folder(int step, long epoch) =>
        string.Create(CultureInfo.InvariantCulture, $"step-{step:D10}-{epoch:D6}");

    [GeneratedRegex(@"^coordinator-([0-9]{6,12})\z")]
    private static partial Regex ClaimName();

    // Without a number, all reports in one file: so they were before there were segments.
    [GeneratedRegex(@"^reports-([0-9]{6,12})(-[0-9]{6,10})?[.]log\z")]
    private static partial Regex ReportsName();

    [GeneratedRegex(@"^step-[0-9]{10}-[0-9]{6,12}/manifest[.]json\z")]
    private static partial Regex ManifestName();

    [GeneratedRegex(@"^step-[0-9]{10}-[0-9]{6,12}/[0-9A-Za-z.]{1,64}-partition-[0-9]{4,10}[.]snapshot\z")]
    private static partial Regex PartName();

    [GeneratedRegex("^step-([0-9]{10})-([0-9]{6,12})/")]
    private static partial Regex FolderName();
}

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>The checkpoints in a folder.</summary>
/// <param name="Whole">Those that are whole, newest first.</param>
/// <param name="Damaged">What is wrong with each of the others, newest first.</param>
public sealed record CheckpointListing(IReadOnlyList<CheckpointManifest> Whole, IReadOnlyList<string> Damaged)
{
    private const int MostFindings = 6;

    /// <summary>Says that a folder has no checkpoint that is whole, and what is wrong with those that are there.</summary>
    /// <param name="folder">Its name.</param>
    /// <param name="findings">What is wrong, newest first.</param>
    public static string NoneIsWhole(string folder, IReadOnlyList<string> findings) =>
        $"folder of checkpoints {folder} has no checkpoint that is whole"
        + (findings.Count == 0 ? "" : ": " + string.Join("; ", Few(findings)));

    /// <summary>As many findings as somebody reads, and how many more there are.</summary>
    internal static IReadOnlyList<string> Few(IReadOnlyList<string> findings) => findings.Count <= MostFindings
        ? findings
        : [.. findings.Take(MostFindings), $"{findings.Count - MostFindings} more are damaged"];
}

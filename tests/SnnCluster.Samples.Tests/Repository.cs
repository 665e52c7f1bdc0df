namespace SnnCluster.Samples.Tests;

/// <summary>Where the sources lie that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The sample as a user would have it: in its own folder, with what its build put beside it.</summary>
    public static string SampleAssembly { get; } = FindSample();

    /// <summary>Documents that people read, by path from the root.</summary>
    public static IEnumerable<string> Documents =>
        Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md")
            .Append(Path.Combine(Root, "README.md"))
            .Select(path => Path.GetRelativePath(Root, path))
            .Order();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "SnnCluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("the tests lie outside the repository");
    }

    // Built with the same configuration and framework: the last two folders of ours.
    private static string FindSample()
    {
        string framework = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string configuration = Path.GetDirectoryName(framework)!;
        return Path.Combine(
            Root, "docs", "samples", "OwnRules", "bin", Path.GetFileName(configuration), Path.GetFileName(framework), "OwnRules.dll");
    }
}

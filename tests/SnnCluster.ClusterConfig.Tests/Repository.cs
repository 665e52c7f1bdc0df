namespace SnnCluster.ClusterConfig.Tests;

/// <summary>The files under test, where they lie.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file in cluster-config.</summary>
    public static string Config(params string[] parts) => Path.Combine([Root, "cluster-config", .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(Config(parts));

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "SnnCluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("no folder above the tests holds SnnCluster.sln");
    }
}

namespace SnnCluster.Cli.Tests;

/// <summary>A folder of a test's own, which goes when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("snncluster-cli-").FullName;

    public bool IsEmpty => !Directory.EnumerateFileSystemEntries(Path).Any();

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

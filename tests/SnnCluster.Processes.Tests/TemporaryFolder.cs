namespace SnnCluster.Processes.Tests;

/// <summary>A folder of a test's own, removed at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("snncluster-processes-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    // A process that a test has left behind may still be writing, and must not hide why the test failed.
    public void Dispose()
    {
        for (int i = 0; i < 5 && Directory.Exists(Path); i++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(100);
            }
        }
    }
}

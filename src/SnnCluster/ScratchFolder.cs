namespace SnnCluster;

/// <summary>A folder for results that nobody named a place for. It goes with them, and at the latest when the process ends.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly EventHandler _atExit;
    private readonly UnhandledExceptionEventHandler _atCrash;

    public ScratchFolder()
    {
        Path = Directory.CreateTempSubdirectory("snncluster-script-").FullName;
        _atExit = (_, _) => Delete();
        _atCrash = (_, _) => Delete();
        AppDomain.CurrentDomain.ProcessExit += _atExit;
        AppDomain.CurrentDomain.UnhandledException += _atCrash;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>A folder within, which is not there yet.</summary>
    public string Results => System.IO.Path.Combine(Path, "results");

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= _atExit;
        AppDomain.CurrentDomain.UnhandledException -= _atCrash;
        Delete();
    }

    private void Delete()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What the system's folder of temporary files keeps, it clears away itself.
        }
    }
}

namespace SnnCluster;

/// <summary>
/// A folder for results that nobody named a place for. It goes with them, and at the latest when the process ends; if that is killed, when the next script
/// makes a folder.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Prefix = "snncluster-script-";
    private const string LockName = ".lives";

    // By then a folder that is made now has its lock.
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    private static int _hasSearched;

    private readonly EventHandler _atExit;
    private readonly UnhandledExceptionEventHandler _atCrash;
    private readonly FileStream _lock;

    public ScratchFolder()
    {
        if (Interlocked.Exchange(ref _hasSearched, 1) == 0)
        {
            RemoveLeftovers(System.IO.Path.GetTempPath());
        }

        Path = Directory.CreateTempSubdirectory(Prefix).FullName;
        _lock = Locked(Path, FileMode.CreateNew);
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

    /// <summary>Removes folders of scripts that were killed.</summary>
    /// <param name="place">Where such folders are.</param>
    internal static void RemoveLeftovers(string place)
    {
        foreach (string folder in Directory.EnumerateDirectories(place, Prefix + "*", new EnumerationOptions { IgnoreInaccessible = true }))
        {
            try
            {
                if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > Young)
                {
                    Locked(folder, FileMode.Open).Dispose();
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Its script lives, or is another user's.
            }
        }
    }

    // The system lets go of the lock when the process ends, however that happens.
    private static FileStream Locked(string folder, FileMode mode) =>
        new(System.IO.Path.Combine(folder, LockName), mode, FileAccess.ReadWrite, FileShare.None);

    private void Delete()
    {
        try
        {
            _lock.Dispose();
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What the system's folder of temporary files keeps, it clears away itself.
        }
    }
}

using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// Keeps a second process from writing to a folder of results: two that resume one run would write to the same files. The
/// operating system lets go of it when the process ends, however that happens.
/// </summary>
internal sealed class OutputLock : IDisposable
{
    private const string Name = ".snncluster-writes-here";

    private readonly string _directory;
    private readonly FileStream _stream;
    private readonly bool _isNew;

    private OutputLock(string directory, FileStream stream, bool isNew)
    {
        _directory = directory;
        _stream = stream;
        _isNew = isNew;
    }

    /// <summary>Whether an entry of a folder is its lock.</summary>
    public static bool Is(string path) => Path.GetFileName(path) == Name;

    /// <summary>Adds an error where another process has a folder.</summary>
    public static void Check(string directory, ValidationErrors errors)
    {
        try
        {
            if (Directory.Exists(directory))
            {
                Take(directory).Dispose();
            }
        }
        catch (InvalidDescriptionException exception)
        {
            errors.Add(exception.Message);
        }
    }

    /// <summary>Locks a folder, which is created where there is none.</summary>
    /// <param name="directory">The folder.</param>
    /// <exception cref="InvalidDescriptionException">Another process has it, or nothing can be written there.</exception>
    public static OutputLock Take(string directory)
    {
        string file = Path.Combine(directory, Name);
        try
        {
            bool isNew = !Directory.Exists(directory);
            Directory.CreateDirectory(directory);
            var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new OutputLock(directory, stream, isNew);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new InvalidDescriptionException($"another snncluster writes to {directory}: wait until it has ended");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDescriptionException($"{directory} cannot be written to: {exception.Message}");
        }
    }

    /// <summary>Lets go of the folder, and removes it where nothing was written to it.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_stream.Name);
            if (_isNew && !Directory.EnumerateFileSystemEntries(_directory).Any())
            {
                Directory.Delete(_directory);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An empty file stays, which locks nobody out.
        }
        finally
        {
            _stream.Dispose();
        }
    }
}

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>
/// A file for writing. Where it may not grow, by a limit on files (<c>ulimit -f</c>) or its file system's, a write is an
/// <see cref="IOException"/>, as where the disk is full. .NET makes it an <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
/// <remarks>Who handles no signal SIGXFSZ is ended by it instead.</remarks>
public class GrowingFile : FileStream
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="mode">Whether it is created.</param>
    /// <param name="access">Whether it is read, too.</param>
    /// <param name="share">What others may do with it.</param>
    /// <param name="bufferSize">Bytes that are written at once; 0: what is written is written.</param>
    /// <param name="options">What becomes of it.</param>
    public GrowingFile(
        string path, FileMode mode, FileAccess access, FileShare share, int bufferSize = 4096, FileOptions options = FileOptions.None)
        : base(path, mode, access, share, bufferSize, options)
    {
    }

    /// <inheritdoc/>
    /// <remarks>In a class below <see cref="FileStream"/> every write is one of these.</remarks>
    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            base.Write(buffer, offset, count);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLarge(exception);
        }
    }

    /// <inheritdoc/>
    public override void SetLength(long value)
    {
        try
        {
            base.SetLength(value);
        }
        catch (ArgumentOutOfRangeException exception) when (value >= 0)
        {
            throw TooLarge(exception);
        }
    }

    /// <inheritdoc/>
    public override void Flush(bool flushToDisk)
    {
        try
        {
            base.Flush(flushToDisk);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLarge(exception);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        try
        {
            base.Dispose(disposing);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLarge(exception);
        }
    }

    private IOException TooLarge(ArgumentOutOfRangeException exception) =>
        new($"{Name} cannot grow: a limit on the size of files (ulimit -f), or its file system's, is reached", exception);
}

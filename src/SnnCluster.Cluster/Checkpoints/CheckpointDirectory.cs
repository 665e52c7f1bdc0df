namespace SnnCluster.Cluster.Checkpoints;

/// <summary>A folder of checkpoints on a disk. What is written is there after a power cut: see <see cref="DurableFiles"/>.</summary>
public sealed class CheckpointDirectory : ICheckpointDisk
{
    private const string Unfinished = ".unfinished";

    private readonly string _path;
    private readonly Action<string> _flushFolder;

    /// <summary>A folder, which is created when something is written.</summary>
    /// <param name="path">The folder.</param>
    public CheckpointDirectory(string path)
        : this(path, DurableFiles.FlushFolder)
    {
    }

    /// <summary>A folder of which is told when the names in it, and in folders within and above it, go to the disk.</summary>
    internal CheckpointDirectory(string path, Action<string> flushFolder)
    {
        _path = Path.GetFullPath(path);
        _flushFolder = flushFolder;
    }

    /// <inheritdoc/>
    public bool TryCreate(string name, ReadOnlySpan<byte> content)
    {
        string file = PathOf(name);
        FileStream created;
        try
        {
            created = Guarded(file, path =>
            {
                CreateFolderOf(path);
                return new GrowingFile(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            });
        }
        catch (IOException) when (File.Exists(file))
        {
            return false;
        }

        // A name may have room where its content has none.
        using FileStream stream = created;
        try
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
            FlushFolderOf(file);
            return true;
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }

    /// <inheritdoc/>
    public long Write(string name, Action<Stream> write) => Guarded(PathOf(name), file =>
    {
        CreateFolderOf(file);
        string unfinished = $"{file}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            long bytes;
            using (var stream = new GrowingFile(unfinished, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
                bytes = stream.Length;
            }

            File.Move(unfinished, file, overwrite: true);
            FlushFolderOf(file);
            return bytes;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    });

    /// <inheritdoc/>
    public Stream Create(string name) => Guarded(PathOf(name), file =>
    {
        CreateFolderOf(file);
        var created = new DurableFile(file);
        try
        {
            FlushFolderOf(file);
            return created;
        }
        catch
        {
            created.Dispose();
            throw;
        }
    });

    void ICheckpointDisk.Append(string name, long offset, Action<Stream> write) => Guarded(PathOf(name), file =>
    {
        CreateFolderOf(file);
        using var stream = new GrowingFile(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (stream.Length != offset)
        {
            throw new IOException($"{file} has {stream.Length} bytes: it is being written by somebody else");
        }

        stream.Seek(offset, SeekOrigin.Begin);
        write(stream);
        stream.Flush(flushToDisk: true);
        if (offset == 0)
        {
            FlushFolderOf(file);
        }

        return true;
    });

    /// <inheritdoc/>
    public long LengthOf(string name) => Guarded(PathOf(name), file => new FileInfo(file).Length);

    /// <inheritdoc/>
    public Stream OpenRead(string name) => Guarded(PathOf(name), file =>
    {
        try
        {
            return PlainFiles.OpenRead(file);
        }
        catch (DirectoryNotFoundException exception)
        {
            // Another coordinator, which does not know yet that it has lost the folder, may be removing old checkpoints.
            throw new FileNotFoundException(exception.Message, file, exception);
        }
    });

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => Guarded(_path, folder =>
    {
        if (!Directory.Exists(folder))
        {
            return (IReadOnlyList<string>)[];
        }

        return [.. FilesIn(folder, isFinished: true).Select(file => NameOf(folder, file))];
    });

    /// <inheritdoc/>
    public void Delete(string name) => Guarded(PathOf(name), file =>
    {
        string folder = Path.GetDirectoryName(file)!;
        if (Directory.Exists(folder))
        {
            File.Delete(file);

            // What a process that was killed has not finished goes with the rest of its checkpoint.
            if (folder != Path.TrimEndingDirectorySeparator(_path)
                && Directory.EnumerateFileSystemEntries(folder).All(rest => rest.EndsWith(Unfinished, StringComparison.Ordinal)))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return true;
    });

    /// <inheritdoc/>
    public void DeleteUnfinished(long epoch) => Guarded(_path, folder =>
    {
        foreach (string file in FilesIn(folder, isFinished: false).Where(file =>
            CheckpointNames.CheckpointOf(NameOf(folder, file)) is not (int, long) checkpoint || checkpoint.Epoch <= epoch))
        {
            File.Delete(file);
            string within = Path.GetDirectoryName(file)!;
            if (within != folder && !Directory.EnumerateFileSystemEntries(within).Any())
            {
                Directory.Delete(within);
            }
        }

        return true;
    });

    private static string NameOf(string folder, string file) =>
        Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');

    // Of what else lies in the folder nothing is looked at: it may be large, and links in it may lead anywhere, also back.
    private static string[] FilesIn(string folder, bool isFinished)
    {
        List<string> files = [.. Directory.EnumerateFiles(folder)];
        foreach (DirectoryInfo within in new DirectoryInfo(folder).EnumerateDirectories("step-*"))
        {
            if (!CheckpointNames.IsFolder(within.Name) || within.LinkTarget is not null)
            {
                continue;
            }

            try
            {
                files.AddRange(Directory.GetFiles(within.FullName));
            }
            catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
            {
                // One folder that cannot be read, or is being removed, is as good as a checkpoint that is damaged: the
                // others are still what they are.
            }
        }

        return
        [
            .. files.Where(file => file.EndsWith(Unfinished, StringComparison.Ordinal) != isFinished
                && CheckpointNames.IsOurs(NameOf(folder, file))),
        ];
    }

    private string PathOf(string name) => Path.Combine(_path, name);

    private void CreateFolderOf(string file) => DurableFiles.CreateFolder(Path.GetDirectoryName(file)!, _flushFolder);

    private void FlushFolderOf(string file) => _flushFolder(Path.GetDirectoryName(file)!);

    // All that a disk can do wrong is one kind of failure here.
    private static TResult Guarded<T, TResult>(T argument, Func<T, TResult> action)
    {
        try
        {
            return action(argument);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <summary>A file that is on the disk once it is flushed.</summary>
    private sealed class DurableFile(string file)
        : GrowingFile(file, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0)
    {
        public override void Flush() => Flush(flushToDisk: true);
    }
}

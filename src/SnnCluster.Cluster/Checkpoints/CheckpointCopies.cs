using System.Text;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>
/// A folder of checkpoints on a node's own disk as other nodes may use it. Names come from them: nothing but files of
/// checkpoints is read, written or removed. A token tells the folder of one run from that of another.
/// </summary>
/// <param name="disk">The folder.</param>
internal sealed class CheckpointCopies(ICheckpointDisk disk)
{
    /// <summary>The largest file that a node is sent in one message [bytes].</summary>
    public const int MostSmallBytes = 4096;

    /// <summary>What the token file holds; null where there is none.</summary>
    /// <exception cref="IOException">It is damaged, or cannot be read.</exception>
    public string? Token()
    {
        try
        {
            using Stream stream = disk.OpenRead(CheckpointNames.Token);
            string token = FolderTexts.Read(stream);
            return FolderTexts.IsWhole(token) ? token : throw new IOException($"its file '{CheckpointNames.Token}' is damaged");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>All files of checkpoints.</summary>
    public FolderListing List()
    {
        var files = new Dictionary<string, long>();
        foreach (string name in disk.List().Where(CheckpointNames.IsCopied))
        {
            // Whoever has the run removes old ones at any time.
            if (LengthOf(name) is >= 0 and long bytes)
            {
                files[name] = bytes;
            }
        }

        return new FolderListing(Token(), files);
    }

    /// <summary>Size of a file [bytes]; -1 where there is none.</summary>
    public long LengthOf(string name)
    {
        Require(name);
        try
        {
            return disk.LengthOf(name);
        }
        catch (FileNotFoundException)
        {
            return -1;
        }
    }

    /// <summary>Writes a small file, unless there is one of that name with another content.</summary>
    /// <returns>Whether it is there now.</returns>
    /// <exception cref="IOException">It cannot be written, or the folder is that of another run.</exception>
    public bool Create(string name, byte[] content, string? token)
    {
        Require(name);
        RequireToken(token);
        if (content.Length > MostSmallBytes)
        {
            throw new IOException($"{name} has {content.Length} bytes: must be at most {MostSmallBytes}");
        }

        // The request may have come before, and its answer may have been lost.
        return disk.TryCreate(name, content) || Has(name, content);
    }

    /// <summary>Takes a copy of a file, or of as much of it as is missing here.</summary>
    /// <param name="name">The file.</param>
    /// <param name="bytes">How much of it there must be.</param>
    /// <param name="token">Token of the run's folders; null where there is none yet.</param>
    /// <param name="fetch">Writes what comes from a place in the file on.</param>
    /// <exception cref="IOException">It cannot be had or written, or the folder is that of another run.</exception>
    public void Take(string name, long bytes, string? token, Action<long, Stream> fetch)
    {
        Require(name);
        RequireToken(token);
        if (bytes < 0)
        {
            throw new IOException($"{name} cannot have {bytes} bytes");
        }

        long have = LengthOf(name);
        if (CheckpointNames.IsReports(name))
        {
            // One coordinator alone writes to it, and only behind its end: what is here is what it begins with.
            if (have < bytes)
            {
                disk.Append(name, Math.Max(0, have), stream => fetch(Math.Max(0, have), stream));
            }
        }
        else if (have != bytes)
        {
            disk.Write(name, stream => fetch(0, stream));
        }
    }

    /// <summary>Reads some of a file.</summary>
    /// <exception cref="IOException">There is no such file, or it does not go so far.</exception>
    public byte[] Read(string name, long offset, int count)
    {
        Require(name);
        using Stream stream = disk.OpenRead(name);
        if (offset < 0 || count < 0 || offset > stream.Length - count)
        {
            throw new IOException($"{name} has {stream.Length} bytes: there are no {count} from {offset} on");
        }

        var bytes = new byte[count];
        stream.Seek(offset, SeekOrigin.Begin);
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Removes a file, where there is one.</summary>
    public void Delete(string name)
    {
        Require(name);
        disk.Delete(name);
    }

    /// <summary>Makes sure that the folder is that of a run; one that had no part in it so far gets its token now.</summary>
    /// <exception cref="IOException">It is another run's, or cannot be used.</exception>
    public void RequireToken(string? token)
    {
        if (token is null)
        {
            return;
        }

        disk.TryCreate(CheckpointNames.Token, Encoding.ASCII.GetBytes(token));
        if (Token() != token)
        {
            throw new IOException("it holds the checkpoints of another run there");
        }
    }

    private static void Require(string name)
    {
        if (!CheckpointNames.IsCopied(name))
        {
            throw new IOException("that is the name of no file of checkpoints");
        }
    }

    private bool Has(string name, byte[] content)
    {
        using Stream stream = disk.OpenRead(name);
        var there = new byte[content.Length];
        return stream.Length == content.Length && stream.ReadAtLeast(there, there.Length, throwOnEndOfStream: false) == there.Length
            && there.AsSpan().SequenceEqual(content);
    }
}

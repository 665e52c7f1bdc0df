using System.IO.Compression;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>Files that a description refers to, on their way to a cluster: packed where they are small, else by name and hash alone.</summary>
internal static class SentFiles
{
    /// <summary>So much of all files together travels [bytes, packed]: with the text, half of a message.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>The files, the smallest first taken along.</summary>
    /// <exception cref="InvalidDescriptionException">A file is there no longer, or cannot be read.</exception>
    public static IReadOnlyList<DescriptionAttachment> Of(IReadOnlyList<(string Name, string Path)> files)
    {
        try
        {
            return Attach(files);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDescriptionException($"a file that the description refers to cannot be sent: {exception.Message}");
        }
    }

    /// <summary>
    /// Whether a file may travel: one of HDF5 can lead to others, of whoever reads it, and Parquet is read by native code, which is not to see what strangers send.
    /// </summary>
    public static bool Travels(string name) => Path.GetExtension(name) is ".csv" or ".npy";

    private static List<DescriptionAttachment> Attach(IReadOnlyList<(string Name, string Path)> files)
    {
        var attachments = new List<DescriptionAttachment>();
        int left = MostBytes;
        foreach ((string name, string path) in files.OrderBy(file => new FileInfo(file.Path).Length))
        {
            byte[]? content = Travels(name) && new FileInfo(path).Length <= ReceivedFiles.MostBytes ? Packed(path) : null;
            content = content?.Length <= left ? content : null;
            left -= content?.Length ?? 0;
            attachments.Add(new DescriptionAttachment { Name = name, Hash = NetworkReferences.HashOf(path), Content = content });
        }

        return attachments;
    }

    private static byte[] Packed(string path)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(PlainFiles.ReadAll(path));
        }

        return packed.ToArray();
    }
}

/// <summary>Files that came with a description, or that lie in a folder here under the name and with the hash that it says.</summary>
internal sealed class ReceivedFiles : IDisposable
{
    /// <summary>So much all of them may be, unpacked [bytes].</summary>
    public const int MostBytes = 1 << 26;

    private const int MostFiles = 100;
    private readonly Dictionary<string, DescriptionAttachment> _attachments = [];
    private readonly Dictionary<string, string> _paths = [];
    private readonly string? _folder;
    private string? _temporary;
    private int _left = MostBytes;

    /// <exception cref="InvalidDescriptionException">There are too many, or a name is none.</exception>
    public ReceivedFiles(IReadOnlyList<DescriptionAttachment> attachments, string? folder)
    {
        _folder = folder;
        if (attachments.Count > MostFiles)
        {
            throw new InvalidDescriptionException($"the description refers to {attachments.Count} files: must be at most {MostFiles}");
        }

        foreach (DescriptionAttachment attachment in attachments)
        {
            if (DescriptionFiles.WhyNot(attachment.Name) is string why)
            {
                throw new InvalidDescriptionException($"file is '{DescriptionNode.Cut(attachment.Name)}': {why}");
            }

            if (!_attachments.TryAdd(attachment.Name, attachment))
            {
                throw new InvalidDescriptionException($"the description comes with two files '{attachment.Name}'");
            }
        }
    }

    /// <summary>Where a file lies; null where the description did not say that it refers to it.</summary>
    /// <exception cref="InvalidDescriptionException">It is not here, or another one, or too large.</exception>
    public string? Find(string name)
    {
        if (!_paths.TryGetValue(name, out string? path) && _attachments.TryGetValue(name, out DescriptionAttachment? attachment))
        {
            path = attachment.Content is byte[] content ? Unpack(attachment, content) : Installed(attachment);
            _paths[name] = path;
        }

        return path;
    }

    public void Dispose()
    {
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    private string Installed(DescriptionAttachment attachment)
    {
        string? path = _folder is null ? null : Path.Combine(_folder, attachment.Name);
        if (path is null || !File.Exists(path))
        {
            throw new InvalidDescriptionException(
                $"file '{attachment.Name}' of the description does not travel with it and is not here: copy it to the folder that --files names, on every node");
        }

        string hash = NetworkReferences.HashOf(path);
        return hash == attachment.Hash
            ? path
            : throw new InvalidDescriptionException(
                $"file '{attachment.Name}' of the description is another one here (SHA-256 {hash[..12]}...) than at the client ({DescriptionNode.Cut(attachment.Hash)}): "
                + "copy the same one to the folder that --files names, on every node");
    }

    private string Unpack(DescriptionAttachment attachment, byte[] content)
    {
        if (!SentFiles.Travels(attachment.Name))
        {
            throw new InvalidDescriptionException($"file '{attachment.Name}' of the description must not travel: only .csv and .npy may");
        }

        // Under a name of ours: theirs says nothing but what kind of file it is.
        _temporary ??= Directory.CreateTempSubdirectory("snncluster-files-").FullName;
        string path = Path.Combine(_temporary, $"{_paths.Count}{Path.GetExtension(attachment.Name)}");
        using (FileStream file = File.Create(path))
        using (var unpacked = new DeflateStream(new MemoryStream(content), CompressionMode.Decompress))
        {
            Copy(unpacked, file, attachment.Name);
        }

        return NetworkReferences.HashOf(path) == attachment.Hash
            ? path
            : throw new InvalidDescriptionException($"file '{attachment.Name}' of the description does not have the hash that it came with");
    }

    private void Copy(Stream from, Stream to, string name)
    {
        byte[] some = new byte[81920];
        try
        {
            for (int count = from.Read(some); count > 0; count = from.Read(some))
            {
                _left -= count;
                if (_left < 0)
                {
                    throw new InvalidDescriptionException($"file '{name}' of the description is too large: all together may have {MostBytes} bytes");
                }

                to.Write(some, 0, count);
            }
        }
        catch (InvalidDataException)
        {
            throw new InvalidDescriptionException($"file '{name}' of the description is not packed as it should be");
        }
    }
}

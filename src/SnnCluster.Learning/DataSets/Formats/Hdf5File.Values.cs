using PureHDF;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>Numbers of any shape, and texts. The size that a data set says it has is compared with the file before memory is taken for it.</summary>
internal sealed partial class Hdf5File
{
    // What deflate packs at most into a byte.
    private const long LargestPacking = 1032;

    /// <summary>Whether a name is that of a group; false where it is a data set or nothing.</summary>
    public bool IsGroup(string name) => Has(name) && Guarded(name, () => _root.Get(name) is IH5Group);

    /// <summary>Whether a data set holds texts.</summary>
    public bool IsText(string name) => Guarded(name, () => _root.Dataset(name).Type.Class is H5DataTypeClass.String or H5DataTypeClass.VariableLength);

    /// <summary>Whether a data set holds numbers.</summary>
    public bool IsNumber(string name) => Guarded(name, () => Hdf5Numbers.TryFind(_root.Dataset(name).Type, out _, out _));

    /// <summary>The dimensions of a data set; of a single number none.</summary>
    public int[] ShapeOf(string name) => Guarded(name, () => Array.ConvertAll(
        _root.Dataset(name).Space.Dimensions,
        size => size <= int.MaxValue ? (int)size : throw new DataFileException(_path, $"/{name}", "dimensions that fit into memory", $"one of {size}")));

    /// <summary>All numbers of a data set in any number of dimensions, the last fastest, with their dimensions.</summary>
    /// <param name="name">Its path in the file, without the slash at its start.</param>
    /// <param name="limit">At most so many.</param>
    /// <exception cref="DataFileException">It is not there, holds no numbers or too many, or is damaged.</exception>
    public (double[] Values, int[] Shape) Values(string name, long limit)
    {
        (IH5Dataset set, int[] shape) = Set(name, limit);
        Hdf5Numbers numbers = Guarded(name, () => Hdf5Numbers.TryFind(set.Type, out Hdf5Numbers known, out string found)
            ? known
            : throw new DataFileException(_path, $"/{name}", "little-endian numbers", found));
        CheckSize(name, shape, numbers.Size);
        return (Guarded(name, () => shape.Contains(0) ? [] : numbers.Read(set)), shape);
    }

    /// <summary>All texts of a data set, of fixed or variable length, in any number of dimensions, the last fastest, with their dimensions.</summary>
    /// <param name="name">Its path in the file, without the slash at its start.</param>
    /// <param name="limit">At most so many.</param>
    /// <exception cref="DataFileException">It is not there, holds no texts or too many, or is damaged.</exception>
    public (string[] Values, int[] Shape) Texts(string name, long limit)
    {
        (IH5Dataset set, int[] shape) = Set(name, limit);
        if (!IsText(name))
        {
            throw Guarded(name, () => new DataFileException(_path, $"/{name}", "texts", $"{set.Type.Class} of {set.Type.Size} bytes"));
        }

        CheckSize(name, shape, Math.Max(1, set.Type.Size));
        string?[] texts = Guarded(name, () => shape.Contains(0) ? [] : set.Read<string?[]>());
        return (Array.ConvertAll(texts, text => text ?? ""), shape);
    }

    private (IH5Dataset Set, int[] Shape) Set(string name, long limit)
    {
        if (!Has(name) || IsGroup(name))
        {
            throw new DataFileException(_path, null, $"a data set /{name}", Has(name) ? "a group of that name" : "none of that name");
        }

        int[] shape = ShapeOf(name);
        double count = shape.Aggregate(1.0, (product, size) => product * size);
        return count <= limit
            ? (Guarded(name, () => _root.Dataset(name)), shape)
            : throw new DataFileException(
                _path, $"/{name}", $"at most {limit} value{(limit == 1 ? "" : "s")}", string.Join(" x ", shape));
    }

    private void CheckSize(string name, int[] shape, int bytes)
    {
        double size = shape.Aggregate((double)bytes, (product, length) => product * length);
        long there = new FileInfo(_unpacked.Path).Length;
        if (size > (double)LargestPacking * there)
        {
            throw new DataFileException(
                _path, $"/{name}", $"what a file of {there} bytes can hold", $"{string.Join(" x ", shape)} values of {bytes} bytes");
        }
    }
}

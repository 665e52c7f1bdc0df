using System.Globalization;
using System.Numerics;
using System.Reflection;
using PureHDF;
using PureHDF.Selections;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// The type of the numbers of an HDF5 data set, whole or of its lists: int8 to int64, uint8 to uint64, float16 to float64,
/// little-endian. Its class, byte order and layout decide, not its size alone: four bytes are an int32 as well as a float.
/// </summary>
internal readonly record struct Hdf5Numbers
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private Hdf5Numbers(bool isWhole, bool isSigned, int size)
    {
        IsWhole = isWhole;
        IsSigned = isSigned;
        Size = size;
    }

    /// <summary>Whether they are whole numbers.</summary>
    public bool IsWhole { get; }

    /// <summary>Whether whole numbers may be negative.</summary>
    public bool IsSigned { get; }

    /// <summary>Bytes of a number.</summary>
    public int Size { get; }

    /// <summary>The name that NumPy has for it, as int16.</summary>
    public override string ToString() =>
        $"{(IsWhole ? IsSigned ? "int" : "uint" : "float")}{(8 * Size).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Finds the type of numbers.</summary>
    /// <param name="type">What the library tells of the type.</param>
    /// <param name="numbers">The type, where it is one of these.</param>
    /// <param name="found">What it is, for people.</param>
    /// <returns>Whether it is one of these.</returns>
    public static bool TryFind(IH5DataType type, out Hdf5Numbers numbers, out string found)
    {
        numbers = default;
        found = $"{type.Class} of {type.Size} bytes";
        bool isWhole = type.Class == H5DataTypeClass.FixedPoint;
        if (!(isWhole && type.Size is 1 or 2 or 4 or 8) && !(type.Class == H5DataTypeClass.FloatingPoint && type.Size is 2 or 4 or 8))
        {
            return false;
        }

        numbers = new Hdf5Numbers(isWhole, isWhole && type.FixedPoint.IsSigned, type.Size);
        found = numbers.ToString();
        object message = Inner(type, "_dataType");
        object layout = ((System.Collections.IEnumerable)Inner(message, "Properties")).Cast<object>().First();
        if (numbers.Size > 1 && Inner(Inner(message, "BitField"), "ByteOrder").ToString() != "LittleEndian")
        {
            found += ", big-endian";
            return false;
        }

        // Numbers with bits to spare, and floats that are none of IEEE 754.
        uint bits = Convert.ToUInt32(Inner(layout, "BitPrecision"), CultureInfo.InvariantCulture);
        int exponent = numbers.Size switch { 2 => 5, 4 => 8, _ => 11 };
        bool isUsual = bits == 8 * numbers.Size
            && (isWhole || Convert.ToInt32(Inner(layout, "ExponentSize"), CultureInfo.InvariantCulture) == exponent);
        found += isUsual ? "" : ", of an unusual layout";
        return isUsual;
    }

    /// <summary>Reads a data set of numbers. Beyond 2^53 they are rounded.</summary>
    public double[] Read(IH5Dataset set) => (IsWhole, IsSigned, Size) switch
    {
        (true, true, 1) => Values<sbyte>(set),
        (true, true, 2) => Values<short>(set),
        (true, true, 4) => Values<int>(set),
        (true, true, _) => Values<long>(set),
        (true, false, 1) => Values<byte>(set),
        (true, false, 2) => Values<ushort>(set),
        (true, false, 4) => Values<uint>(set),
        (true, false, _) => Values<ulong>(set),
        (false, _, 2) => Values<Half>(set),
        (false, _, 4) => Values<float>(set),
        _ => Values<double>(set),
    };

    /// <summary>Reads some of a data set of lists of numbers. Beyond 2^53 they are rounded.</summary>
    public double[][] ReadLists(IH5Dataset set, Selection part) => (IsWhole, IsSigned, Size) switch
    {
        (true, true, 1) => Lists<sbyte>(set, part),
        (true, true, 2) => Lists<short>(set, part),
        (true, true, 4) => Lists<int>(set, part),
        (true, true, _) => Lists<long>(set, part),
        (true, false, 1) => Lists<byte>(set, part),
        (true, false, 2) => Lists<ushort>(set, part),
        (true, false, 4) => Lists<uint>(set, part),
        (true, false, _) => Lists<ulong>(set, part),
        (false, _, 2) => Lists<Half>(set, part),
        (false, _, 4) => Lists<float>(set, part),
        _ => Lists<double>(set, part),
    };

    private static double[] Values<T>(IH5Dataset set)
        where T : struct, INumberBase<T> => Array.ConvertAll(set.Read<T[]>(), double.CreateChecked);

    // A list without items is null.
    private static double[][] Lists<T>(IH5Dataset set, Selection part)
        where T : struct, INumberBase<T> => Array.ConvertAll(
            set.Read<T[]?[]>(part), list => list is null ? [] : Array.ConvertAll(list, double.CreateChecked));

    // The library converts no byte order, refuses to read numbers of another one, but gives lists of them as they stand; and
    // it shows neither byte order nor layout. They are looked up where it keeps them: the tests read files of each kind.
    private static object Inner(object holder, string name) =>
        (holder.GetType().GetProperty(name, Instance)?.GetValue(holder) ?? holder.GetType().GetField(name, Instance)?.GetValue(holder))
            ?? throw new NotSupportedException($"the HDF5 library does not tell the {name} of a type");
}

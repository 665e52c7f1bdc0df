using PureHDF;
using PureHDF.Selections;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// Reads the HDF5 files of the Heidelberg spiking data sets: /spikes/times [s] (half or single precision) and
/// /spikes/units (16-bit unsigned), each one list of any length per example, and /labels (16-bit unsigned). Source: the
/// data sets' page at compneuro.net, section "Data format", and readers of these files in tonic and a second loader.
/// </summary>
internal static class SpikeTimesFile
{
    private const string Times = "spikes/times";
    private const string Units = "spikes/units";
    private const string Labels = "labels";

    // Examples read at once: all of the largest file's spikes take several GB.
    private const int Block = 512;

    /// <summary>Takes an example: its number, times [s], units and label.</summary>
    public delegate void Taker(int example, ReadOnlySpan<float> times, ReadOnlySpan<ushort> units, int label);

    /// <summary>Reads examples.</summary>
    /// <param name="path">The file; packed where its name ends with .gz or .zip.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="take">Takes each, in order.</param>
    /// <exception cref="DataFileException">It is not such a file, or is cut short or damaged.</exception>
    public static void Read(string path, int limit, Taker take)
    {
        using var unpacked = UnpackedFile.Open(path);
        Hdf5Length.Check(path, unpacked.Path);
        using IDisposable file = Guarded(path, null, () => H5File.OpenRead(unpacked.Path));
        var group = (IH5Group)file;
        IH5Dataset labels = Open(path, group, Labels, type => type is { Class: H5DataTypeClass.FixedPoint, Size: 2 }, "16-bit integers");
        IH5Dataset times = Open(path, group, Times, type => ItemSize(type) is 2 or 4, "lists of half or single precision numbers");
        IH5Dataset units = Open(path, group, Units, type => ItemSize(type) == 2, "lists of 16-bit integers");
        ulong count = labels.Space.Dimensions[0];
        if (count == 0)
        {
            throw new DataFileException(path, Labels, "at least one example", "none");
        }

        CheckCount(path, times, Times, count);
        CheckCount(path, units, Units, count);
        ushort[] classes = Guarded(path, Labels, () => labels.Read<ushort[]>());
        bool isHalf = ItemSize(times.Type) == 2;
        int end = (int)Math.Min(count, (ulong)limit);
        for (int first = 0; first < end; first += Block)
        {
            ulong length = (ulong)Math.Min(Block, end - first);
            var part = new HyperslabSelection((ulong)first, length);
            string rows = $"{first} to {first + (int)length - 1}";
            ushort[][] unitLists = Guarded(path, $"{Units} {rows}", () => units.Read<ushort[][]>(part));
            float[][] timeLists = Guarded(path, $"{Times} {rows}", () => isHalf
                ? [.. times.Read<Half[][]>(part).Select(list => list is null ? [] : Array.ConvertAll(list, half => (float)half))]
                : times.Read<float[][]>(part));
            for (int i = 0; i < (int)length; i++)
            {
                // A list without items is null.
                float[] timeList = timeLists[i] ?? [];
                ushort[] unitList = unitLists[i] ?? [];
                if (timeList.Length != unitList.Length)
                {
                    throw DataFileException.AtRow(
                        path, first + i, $"as many units as times, {timeList.Length}", $"{unitList.Length}");
                }

                take(first + i, timeList, unitList, classes[first + i]);
            }
        }
    }

    private static IH5Dataset Open(string path, IH5Group file, string name, Func<IH5DataType, bool> fits, string what)
    {
        if (!Guarded(path, name, () => file.LinkExists(name)))
        {
            throw new DataFileException(path, null, $"a data set /{name}", "none of that name");
        }

        return Guarded(path, name, () =>
        {
            IH5Dataset dataSet = file.Dataset(name);
            return dataSet.Space.Rank == 1 && fits(dataSet.Type)
                ? dataSet
                : throw new DataFileException(
                    path, $"/{name}", what, $"{dataSet.Type.Class} of {dataSet.Type.Size} bytes in {dataSet.Space.Rank} dimensions");
        });
    }

    private static int ItemSize(IH5DataType type) =>
        type.Class == H5DataTypeClass.VariableLength ? type.VariableLength.BaseType.Size : 0;

    private static void CheckCount(string path, IH5Dataset lists, string name, ulong count)
    {
        if (lists.Space.Dimensions[0] != count)
        {
            throw new DataFileException(path, $"/{name}", $"{count} lists, one for each label", $"{lists.Space.Dimensions[0]}");
        }
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
            throw new DataFileException(
                path, where is null ? null : $"/{where}", "HDF5 data", $"damage or the end of the file ({exception.Message})", exception);
        }
    }
}

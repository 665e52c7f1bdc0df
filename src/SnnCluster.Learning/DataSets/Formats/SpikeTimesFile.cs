using PureHDF;
using PureHDF.Selections;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// Reads the HDF5 files of the Heidelberg spiking data sets, and files that people make like them: /spikes/times and
/// /spikes/units, each one list of any length per example, and /labels, of numbers of any type (<see cref="Hdf5Numbers"/>).
/// As published, times are in s and of half or single precision, units and labels 16-bit unsigned. Source: the data sets'
/// page at compneuro.net, section "Data format", and readers of these files in tonic and a second loader.
/// </summary>
internal static class SpikeTimesFile
{
    public const string Times = "spikes/times";
    public const string Units = "spikes/units";
    public const string Labels = "labels";

    // The attribute of times that says their unit, where a file has one.
    private const string UnitAttribute = "units";

    // Examples read at once: all of the largest file's spikes take several GB.
    private const int Block = 512;

    /// <summary>Reads examples.</summary>
    /// <param name="path">The file; packed where its name ends with .gz or .zip.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="notes">Takes what a person should know.</param>
    /// <param name="take">Takes each, in order.</param>
    /// <exception cref="DataFileException">It is not such a file, or is cut short or damaged.</exception>
    public static void Read(string path, int limit, ICollection<string> notes, ExampleTaker take)
    {
        using var file = Hdf5File.Open(path);
        IH5Dataset labels = file.Find(Labels, ofLists: false, ofWhole: true).Set;
        (IH5Dataset times, Hdf5Numbers timeType) = file.Find(Times, ofLists: true, ofWhole: false);
        (IH5Dataset units, Hdf5Numbers unitType) = file.Find(Units, ofLists: true, ofWhole: true);
        ulong count = labels.Space.Dimensions[0];
        if (count == 0)
        {
            throw new DataFileException(path, Labels, "at least one example", "none");
        }

        CheckCount(path, times, Times, count);
        CheckCount(path, units, Units, count);
        double[] classes = file.Numbers(Labels, ofWhole: true);

        // From the first block whatever the limit, so that a limit changes no unit.
        double[][] timeLists = Lists(Times, times, timeType, 0, (int)Math.Min(count, Block));
        TimeUnit unit = UnitOf(path, file, times, timeType, timeLists, notes);
        int end = (int)Math.Min(count, (ulong)limit);
        for (int first = 0; first < end; first += Block)
        {
            int length = Math.Min(Block, end - first);
            double[][] unitLists = Lists(Units, units, unitType, first, length);
            timeLists = first == 0 ? timeLists : Lists(Times, times, timeType, first, length);
            for (int i = 0; i < length; i++)
            {
                if (timeLists[i].Length != unitLists[i].Length)
                {
                    throw new DataFileException(
                        path, $"/{Units}[{first + i}]", $"as many units as times, {timeLists[i].Length}", $"{unitLists[i].Length}");
                }

                take(new EventExample { Path = path, Number = first + i, Times = timeLists[i], Unit = unit, Units = unitLists[i], Label = classes[first + i] });
            }
        }

        double[][] Lists(string name, IH5Dataset set, Hdf5Numbers type, int first, int length) => file.Guarded(
            $"{name} {first} to {first + length - 1}",
            () => type.ReadLists(set, new HyperslabSelection((ulong)first, (ulong)length)));
    }

    private static TimeUnit UnitOf(
        string path, Hdf5File file, IH5Dataset times, Hdf5Numbers type, double[][] lists, ICollection<string> notes)
    {
        if (file.Guarded(Times, () => times.AttributeExists(UnitAttribute)))
        {
            string text = file.Guarded(Times, () => times.Attribute(UnitAttribute).Read<string>());
            return TimeUnit.Find(text)
                ?? throw new DataFileException(path, $"/{Times}", $"s, ms or us as its attribute {UnitAttribute}", $"'{text}'");
        }

        double largest = lists.SelectMany(list => list).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return TimeUnit.Of(path, largest, type.IsWhole, $"{type}", notes);
    }

    private static void CheckCount(string path, IH5Dataset lists, string name, ulong count)
    {
        if (lists.Space.Dimensions[0] != count)
        {
            throw new DataFileException(path, $"/{name}", $"{count} lists, one for each label", $"{lists.Space.Dimensions[0]}");
        }
    }
}

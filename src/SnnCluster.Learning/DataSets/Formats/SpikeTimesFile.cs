using System.Globalization;
using System.Text.RegularExpressions;
using PureHDF;
using PureHDF.Filters;
using PureHDF.Selections;

namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>
/// Reads the HDF5 files of the Heidelberg spiking data sets, and files that people make like them: /spikes/times and
/// /spikes/units, each one list of any length per example, and /labels, of numbers of any type (<see cref="Hdf5Numbers"/>).
/// As published, times are in s and of half or single precision, units and labels 16-bit unsigned. Source: the data sets'
/// page at compneuro.net, section "Data format", and readers of these files in tonic and a second loader.
/// </summary>
internal static partial class SpikeTimesFile
{
    private const string Times = "spikes/times";
    private const string Units = "spikes/units";
    private const string Labels = "labels";

    // The attribute of times that says their unit, where a file has one.
    private const string UnitAttribute = "units";

    // Examples read at once: all of the largest file's spikes take several GB.
    private const int Block = 512;

    static SpikeTimesFile() => H5Filter.Register(new Hdf5Shuffle());

    /// <summary>Takes an example: its number, times [µs], units and label; all as they are in the file, whatever they are.</summary>
    public delegate void Taker(int example, ReadOnlySpan<double> timesUs, ReadOnlySpan<double> units, double label);

    /// <summary>Reads examples.</summary>
    /// <param name="path">The file; packed where its name ends with .gz or .zip.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="notes">Takes what a person should know.</param>
    /// <param name="take">Takes each, in order.</param>
    /// <exception cref="DataFileException">It is not such a file, or is cut short or damaged.</exception>
    public static void Read(string path, int limit, ICollection<string> notes, Taker take)
    {
        using var unpacked = UnpackedFile.Open(path);
        Hdf5Length.Check(path, unpacked.Path);
        using IDisposable file = Guarded(path, null, () => H5File.OpenRead(unpacked.Path));
        var group = (IH5Group)file;
        (IH5Dataset labels, Hdf5Numbers labelType) = Open(path, group, Labels, ofLists: false, ofWhole: true);
        (IH5Dataset times, Hdf5Numbers timeType) = Open(path, group, Times, ofLists: true, ofWhole: false);
        (IH5Dataset units, Hdf5Numbers unitType) = Open(path, group, Units, ofLists: true, ofWhole: true);
        ulong count = labels.Space.Dimensions[0];
        if (count == 0)
        {
            throw new DataFileException(path, Labels, "at least one example", "none");
        }

        CheckCount(path, times, Times, count);
        CheckCount(path, units, Units, count);
        double[] classes = Guarded(path, Labels, () => labelType.Read(labels));

        // From the first block whatever the limit, so that a limit changes no unit.
        double[][] timeLists = Lists(Times, times, timeType, 0, (int)Math.Min(count, Block));
        TimeUnit unit = UnitOf(path, times, timeType, timeLists, notes);
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
                    throw DataFileException.AtRow(
                        path, first + i, $"as many units as times, {timeLists[i].Length}", $"{unitLists[i].Length}");
                }

                double[] timesUs = Array.ConvertAll(timeLists[i], time => time * unit.Microseconds);
                take(first + i, timesUs, unitLists[i], classes[first + i]);
            }
        }

        double[][] Lists(string name, IH5Dataset set, Hdf5Numbers type, int first, int length) => Guarded(
            path,
            $"{name} {first} to {first + length - 1}",
            () => type.ReadLists(set, new HyperslabSelection((ulong)first, (ulong)length)));
    }

    private static TimeUnit UnitOf(
        string path, IH5Dataset times, Hdf5Numbers type, double[][] lists, ICollection<string> notes)
    {
        if (Guarded(path, Times, () => times.AttributeExists(UnitAttribute)))
        {
            string text = Guarded(path, Times, () => times.Attribute(UnitAttribute).Read<string>());
            return TimeUnit.Find(text)
                ?? throw new DataFileException(path, $"/{Times}", $"s, ms or us as its attribute {UnitAttribute}", $"'{text}'");
        }

        double largest = lists.SelectMany(list => list).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        TimeUnit unit = TimeUnit.Of(largest, type.IsWhole);
        if (unit != TimeUnit.Seconds)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture, $"{path}: times are taken for {unit.Name}, not s: they are {type} up to {largest:0.###}"));
        }

        return unit;
    }

    private static (IH5Dataset Set, Hdf5Numbers Type) Open(
        string path, IH5Group file, string name, bool ofLists, bool ofWhole)
    {
        if (!Guarded(path, name, () => file.LinkExists(name)))
        {
            throw new DataFileException(path, null, $"a data set /{name}", "none of that name");
        }

        return Guarded(path, name, () =>
        {
            IH5Dataset set = file.Dataset(name);
            IH5DataType type = set.Type;
            bool isListed = type.Class == H5DataTypeClass.VariableLength;
            bool isKnown = Hdf5Numbers.TryFind(isListed ? type.VariableLength.BaseType : type, out Hdf5Numbers numbers, out string found);
            return isKnown && set.Space.Rank == 1 && isListed == ofLists && (numbers.IsWhole || !ofWhole)
                ? (set, numbers)
                : throw new DataFileException(
                    path,
                    $"/{name}",
                    $"{(ofLists ? "lists of " : "")}little-endian {(ofWhole ? "whole " : "")}numbers in one dimension",
                    $"{(isListed ? "lists of " : "")}{found} in {set.Space.Rank}");
        });
    }

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

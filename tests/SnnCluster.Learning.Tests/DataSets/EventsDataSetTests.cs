using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Tests.DataSets;

/// <summary>
/// A user's own events. The archives are built here as numpy.savez builds them; the HDF5 files are those of <see cref="HeidelbergDataSetTests"/>, of
/// which the largest unit is 642 and the largest label 15.
/// </summary>
public sealed class EventsDataSetTests : IDisposable
{
    private readonly DataFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void An_archive_says_channels_classes_and_unit()
    {
        Npz("own.npz", Three());
        DataSet data = Load(new DataSetRequest { Folder = _files["own.npz"] });
        Assert.Equal((5, 3, 31, 3), (data.Train.Channels, data.Train.Classes, data.Train.Steps, data.Train.Count));
        Assert.Null(data.Test);
        Assert.Equal([(0, 4), (1, 0)], DataFiles.Spikes(data.Train, 0));
        Assert.Empty(DataFiles.Spikes(data.Train, 1));
        Assert.Equal([(30, 3)], DataFiles.Spikes(data.Train, 2));
        Assert.Equal([0, 2, 1], Enumerable.Range(0, 3).Select(data.Train.Label));
        Assert.Contains("5 channels (as the file says), 3 classes (by the largest label or the names), 31 steps of 1 ms (by the last event)", data.Notes[0]);
    }

    [Fact]
    public void What_a_file_does_not_say_is_what_training_and_test_need()
    {
        _files.Write("train.h5", Half());
        Dictionary<string, Array> other = Three();
        other.Remove("channels");
        other["units"] = new long[] { 0, 4, 999 };
        Npz("test.npz", other);
        DataSet data = Load(new DataSetRequest { Folder = _files.Path, Steps = 100, Downsampling = 10 });
        Assert.All([data.Train, data.Test!], part => Assert.Equal((100, 16, 100), (part.Channels, part.Classes, part.Steps)));
        Assert.Equal((6, 3), (data.Train.Count, data.Test!.Count));
        Assert.Equal([(30, 99)], DataFiles.Spikes(data.Test!, 2));

        // A limit changes no shape.
        DataSet less = Load(new DataSetRequest { Folder = _files.Path, Limit = 1 });
        Assert.Equal((1000, 16, 1, 1), (less.Train.Channels, less.Train.Classes, less.Train.Count, less.Test!.Count));
    }

    [Fact]
    public void A_share_is_kept_for_testing_by_the_seed()
    {
        Many("own.npz", 40);
        var request = new DataSetRequest { Folder = _files["own.npz"], TestFraction = 0.25, Seed = 3 };
        DataSet data = Load(request);
        Assert.Equal((30, 10), (data.Train.Count, data.Test!.Count));

        // Each example is its own channel, and is in one of the parts.
        int[] test = Channels(data.Test);
        Assert.Equal(Enumerable.Range(0, 40), Channels(data.Train).Concat(test).Order());
        Assert.Equal(test, Channels(Load(request).Test!));
        Assert.NotEqual(test, Channels(Load(request with { Seed = 4 }).Test!));
        Assert.Equal("--test-fraction is 0.001: leaves 0 of 40 examples for testing, must leave at least one for testing and one for training",
            Refused(request with { TestFraction = 0.001 }));
        Assert.Equal("--test-fraction is 1: must be above 0 and below 1", Refused(request with { TestFraction = 1 }));
        Assert.Equal("--test-fraction is 0.5: randman has test examples of its own",
            Assert.Throws<InvalidDescriptionException>(() => DataSetCatalog.Find("randman")!.Load(new DataSetRequest { TestFraction = 0.5 })).Message);

        int[] Channels(SpikeExamples part) => [.. Enumerable.Range(0, part.Count).Select(example => part.Spikes(example)[0].Channel)];
    }

    [Fact]
    public void Everything_that_is_wrong_with_an_archive_is_told_with_its_place()
    {
        Wrong("times", new[] { 0.0, -1, 30 }, "own.npz: at times[1]: expected a time of at least 0 ms, found -1");
        Wrong("times", new[] { 0.0, double.NaN, 30 }, "own.npz: at times[1]: expected a time of at least 0 ms, found NaN");
        Wrong("times", new[] { 0.0, 1 }, "array units: expected as many as times, 2, found 3");
        Wrong("units", new[] { 4L, 5, 3 }, "own.npz: at units[1]: expected a unit, a whole number from 0 to 4, found 5");
        Wrong("units", new[] { 4.5, 0, 3 }, "own.npz: at units[0]: expected a unit, a whole number from 0 to 4, found 4.5");
        Wrong("offsets", new[] { 0L, 2, 1, 3 }, "own.npz: at offsets[2]: expected a whole number from 2 to 3, found 1");
        Wrong("offsets", new[] { 0L, 2, 2, 9 }, "at offsets[3]: expected a whole number from 2 to 3, found 9");
        Wrong("offsets", new[] { 0L, 2, 2, 2 }, "at offsets[3]: expected the number of events, 3, found 2");
        Wrong("offsets", new[] { 1L, 2, 2, 3 }, "at offsets[0]: expected 0, found 1");
        Wrong("offsets", new[] { 0L, 3 }, "array offsets: expected 4 numbers, one more than labels, found 2");
        Wrong("labels", new[] { 0L, -2, 1 }, "own.npz: at labels[1]: expected a label, a whole number from 0 to 65535, found -2");
        Wrong("labels", Array.Empty<long>(), "array labels: expected at least one example, found none");
        Wrong("channels", new[] { 0L }, "channels: expected a whole number from 1 to 65536, found 0");
        Wrong("channels", new[] { 5L, 6 }, "channels: expected one number, found 2");
        Wrong("classes", new[] { 2L }, "own.npz: at labels[1]: expected a label, a whole number from 0 to 1, found 2");
        Wrong("classes", new[] { 1L }, "own.npz: at classes: expected a whole number from 2 to 65536, found 1");
        Wrong("labels", new[] { 3L, 3, 3 }, "own.npz: at labels: expected labels of at least two classes, or classes that says how many there are, found 3 alone, in all files");
        Wrong("time_unit", new[] { "days" }, "array time_unit: expected s, ms or us, found 'days'");
        Wrong("time_unit", new[] { 1.0 }, "array time_unit: expected a single text");
        Wrong("units", null, "expected an array units, found none of that name among times.npy");
    }

    [Fact]
    public void What_is_no_data_is_refused()
    {
        _files.Write("text.npz", "no archive");
        Assert.Contains("text.npz: expected an archive of NumPy arrays", Fails(_files["text.npz"]));
        _files.Write("text.h5", "no HDF5");
        Assert.Contains("text.h5: at byte 0: expected the signature of an HDF5 file", Fails(_files["text.h5"]));
        _files.Write("text.csv", "1,2");
        Assert.Contains("text.csv: expected a name that ends with .h5, .hdf5", Fails(_files["text.csv"]));
        Assert.Contains("expected train.h5 or train.hdf5", Fails(_files.Path));
        _files.Write("train.h5", Half());
        Npz("train.npz", Three());
        Assert.Contains("expected one file train, found train.h5 and train.npz", Fails(_files.Path));
        File.Delete(_files["train.npz"]);
        Npz("test.npz", Three());
        Assert.Contains("test.npz, leave it out", Refused(new DataSetRequest { Folder = _files.Path, TestFraction = 0.5 }));
        byte[] whole = File.ReadAllBytes(_files["test.npz"]);
        _files.Write("test.npz", whole[..(whole.Length / 2)]);
        Assert.Contains("test.npz", Fails(_files.Path));

        // An array that says it has more than the archive holds.
        using (ZipArchive archive = ZipFile.Open(_files["huge.npz"], ZipArchiveMode.Create))
        {
            using Stream entry = archive.CreateEntry("times.npy").Open();
            entry.Write(Npy("<f8", "2147483647,", []));
        }

        Assert.Contains("2147483647 x 1", Fails(_files["huge.npz"], steps: 10));
    }

    private static byte[] Half() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "DataSets", "Files", "half.h5"));

    // Examples of two events, of none and of one.
    private static Dictionary<string, Array> Three() => new()
    {
        ["times"] = new[] { 0.0, 1.5, 30 },
        ["units"] = new[] { 4L, 0, 3 },
        ["offsets"] = new[] { 0L, 2, 2, 3 },
        ["labels"] = new[] { 0L, 2, 1 },
        ["channels"] = new[] { 5L },
        ["time_unit"] = new[] { "ms" },
    };

    private void Many(string name, int count) => Npz(name, new()
    {
        ["times"] = new double[count],
        ["units"] = Enumerable.Range(0, count).Select(unit => (long)unit).ToArray(),
        ["offsets"] = Enumerable.Range(0, count + 1).Select(offset => (long)offset).ToArray(),
        ["labels"] = Enumerable.Range(0, count).Select(example => (long)(example % 2)).ToArray(),
    });

    private static DataSet Load(DataSetRequest request) => DataSetCatalog.Find("events")!.Load(request);

    private static string Refused(DataSetRequest request) => Assert.Throws<InvalidDescriptionException>(() => Load(request)).Message;

    private static string Fails(string path, int? steps = null)
    {
        DataFileException exception = Assert.Throws<DataFileException>(() => Load(new DataSetRequest { Folder = path, Steps = steps }));
        Assert.DoesNotContain('\n', exception.Message);
        return exception.Message;
    }

    private void Wrong(string array, Array? values, string message)
    {
        Dictionary<string, Array> arrays = Three();
        arrays.Remove(array);
        if (values is not null)
        {
            arrays[array] = values;
        }

        File.Delete(_files["own.npz"]);
        Npz("own.npz", arrays);
        Assert.Contains(message, Fails(_files["own.npz"]));
    }

    private void Npz(string name, Dictionary<string, Array> arrays)
    {
        using ZipArchive archive = ZipFile.Open(_files[name], ZipArchiveMode.Create);
        foreach ((string array, Array values) in arrays)
        {
            using Stream entry = archive.CreateEntry(array + ".npy").Open();
            entry.Write(values switch
            {
                // Of a single number and of a single text NumPy writes no dimension.
                string[] texts => Npy($"<U{texts[0].Length}", "", Encoding.UTF32.GetBytes(texts[0])),
                long[] numbers => Npy("<i8", numbers.Length == 1 ? "" : $"{numbers.Length},", [.. numbers.SelectMany(Bytes)]),
                _ => Npy("<f8", $"{values.Length},", [.. ((double[])values).SelectMany(value => Bytes(BitConverter.DoubleToInt64Bits(value)))]),
            });
        }
    }

    private static byte[] Bytes(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Npy(string type, string shape, byte[] values)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. values];
    }
}

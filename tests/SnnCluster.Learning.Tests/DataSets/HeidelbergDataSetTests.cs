using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Tests.DataSets;

/// <summary>
/// On files made by PyTables; it is assumed, and was not compared with them, that the published ones have the layout of
/// its VLArray too. Six examples; spike j = 0..4+3i of example i is of unit (37·j + 11·i) mod 700 at (j + i/16)/32 s; its
/// label is 7·i mod 20. Times are exact in half precision.
/// </summary>
public sealed class HeidelbergDataSetTests : IDisposable
{
    private readonly DataFiles _files = new();

    public HeidelbergDataSetTests()
    {
        foreach (string name in (string[])["shd_train.h5", "ssc_train.h5"])
        {
            _files.Write(name, Sample("half"));
        }

        foreach (string name in (string[])["shd_test.h5", "ssc_test.h5"])
        {
            _files.Write(name, Sample("single"));
        }
    }

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("shd", 20, 1400)]
    [InlineData("ssc", 35, 1000)]
    public void Half_and_single_precision_are_read(string name, int classes, int steps)
    {
        DataSet data = _files.Load(name);
        Assert.Equal((700, steps, classes), (data.Train.Channels, data.Train.Steps, data.Train.Classes));
        foreach (SpikeExamples examples in (SpikeExamples[])[data.Train, data.Test!])
        {
            Assert.Equal([0, 7, 14, 1, 8, 15], Enumerable.Range(0, examples.Count).Select(examples.Label));
            for (int i = 0; i < examples.Count; i++)
            {
                Assert.Equal(Expected(i, 1), DataFiles.Spikes(examples, i));
            }
        }
    }

    [Theory]
    [InlineData(".gz")]
    [InlineData(".zip")]
    public void Packed_files_are_read(string ending)
    {
        foreach (string name in (string[])["shd_train.h5", "shd_test.h5"])
        {
            byte[] content = File.ReadAllBytes(_files[name]);
            _files.Write(name + ending, ending == ".gz" ? DataFiles.Gzip(content) : DataFiles.Zip(name, content));
            File.Delete(_files[name]);
        }

        Assert.Equal(Expected(5, 1), DataFiles.Spikes(_files.Load("shd").Train, 5));
    }

    [Fact]
    public void A_file_packed_in_several_gzip_members_is_read()
    {
        byte[] content = Sample("half");
        File.Delete(_files["shd_train.h5"]);
        _files.Write("shd_train.h5.gz", [.. DataFiles.Gzip(content[..9000]), .. DataFiles.Gzip(content[9000..])]);
        Assert.Equal(Expected(5, 1), DataFiles.Spikes(_files.Load("shd").Train, 5));
    }

    [Fact]
    public void Neighbouring_channels_share_one_after_down_sampling()
    {
        DataSet data = _files.Load("shd", new DataSetRequest { Downsampling = 10, Steps = 100, Limit = 4 });
        Assert.Equal((70, 100, 4), (data.Train.Channels, data.Train.Steps, data.Train.Count));
        Assert.Equal(Expected(3, 10).Where(spike => spike.Step < 100), DataFiles.Spikes(data.Train, 3));
    }

    [Fact]
    public void A_missing_file_is_named_with_how_to_get_it()
    {
        File.Delete(_files["shd_test.h5"]);
        _files.Fails("shd", "shd_test.h5 or shd_test.h5.gz or shd_test.h5.zip", "'snncluster data shd'");
    }

    [Fact]
    public void An_empty_file_is_told()
    {
        _files.Cut("shd_train.h5", 0);
        _files.Fails("shd", "shd_train.h5", "at byte 0", "an empty file");
    }

    [Fact]
    public void A_file_cut_short_is_told_wherever_it_is_cut()
    {
        byte[] content = Sample("half");
        for (int length = 1; length < content.Length; length += 97)
        {
            _files.Write("shd_train.h5", content[..length]);
            _files.Fails("shd", "shd_train.h5");
        }
    }

    [Theory]
    [InlineData(".gz")]
    [InlineData(".zip")]
    public void A_packed_file_cut_short_is_told_wherever_it_is_cut(string ending)
    {
        File.Delete(_files["shd_train.h5"]);
        byte[] packed = ending == ".gz" ? DataFiles.Gzip(Sample("half")) : DataFiles.Zip("shd_train.h5", Sample("half"));
        for (int length = 0; length < packed.Length; length += 41)
        {
            _files.Write("shd_train.h5" + ending, packed[..length]);
            _files.Fails("shd", "shd_train.h5" + ending);
        }
    }

    [Fact]
    public void What_is_no_such_file_is_told()
    {
        _files.Write("shd_train.h5", new byte[4096]);
        _files.Fails("shd", "shd_train.h5", "HDF5");
        _files.Write("shd_train.h5.zip", DataFiles.Zip("other.h5", Sample("half")));
        File.Delete(_files["shd_train.h5"]);
        _files.Fails("shd", "shd_train.h5.zip", "a file shd_train.h5 within");
    }

    // Found by snncluster-fuzz: the library takes memory for the size before it looks whether the file has so much.
    [Fact]
    public void A_list_of_more_bytes_than_memory_can_hold_is_told()
    {
        byte[] content = Sample("half");
        int heap = content.AsSpan().IndexOf("GCOL"u8);

        // A collection's first object: 16 bytes of head, then index, references and padding, then its size.
        _files.Patch("shd_train.h5", heap + 24, 0xFF, 0xFF, 0xFF, 0xFF);
        _files.Fails("shd", "shd_train.h5", "expected HDF5 data");
    }

    // Found by snncluster-fuzz.
    [Fact]
    public void What_the_library_says_in_several_lines_is_told_in_one() => Assert.Equal(
        "file: expected HDF5 data, found damage (one two)",
        new DataFileException("file", null, "HDF5 data", "damage (one\r\ntwo)").Message);

    [Fact]
    public void A_label_out_of_range_is_told_with_the_row()
    {
        byte[] content = Sample("half");
        int labels = content.AsSpan().IndexOf((byte[])[0, 0, 7, 0, 14, 0, 1, 0, 8, 0, 15, 0]);
        _files.Patch("shd_train.h5", labels + 4, 20);
        _files.Fails("shd", "shd_train.h5", "at /labels[2]", "expected a label from 0 to 19, found 20");
        Assert.Equal(20, _files.Load("ssc").Train.Classes - 15);
    }

    [Fact]
    public void A_unit_out_of_range_is_told_with_the_row()
    {
        byte[] content = Sample("half");

        // The units of example 1: 11, 48, 85 and on.
        int units = content.AsSpan().IndexOf((byte[])[11, 0, 48, 0, 85, 0]);
        _files.Patch("shd_train.h5", units, 0xBC, 0x02);
        _files.Fails("shd", "shd_train.h5", "at /spikes/units[1][0]", "expected a unit from 0 to 699, found 700");
    }

    private static byte[] Sample(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "DataSets", "Files", name + ".h5"));

    internal static (int Step, int Channel)[] Expected(int example, int factor) =>
    [
        .. Enumerable.Range(0, 5 + (3 * example))
            .Select(j => ((int)((j + (example / 16.0)) / 32 * 1000), ((37 * j) + (11 * example)) % 700 / factor))
            .Order(),
    ];
}

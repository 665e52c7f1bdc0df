using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Encoders;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Tests.DataSets;

public sealed class IdxDataSetTests : IDisposable
{
    private const string TrainImages = "train-images-idx3-ubyte";
    private const string TrainLabels = "train-labels-idx1-ubyte";
    private const string TestImages = "t10k-images-idx3-ubyte";
    private const string TestLabels = "t10k-labels-idx1-ubyte";

    private readonly DataFiles _files = new();

    public IdxDataSetTests()
    {
        // Three images of 2 x 3 pixels for training, one for testing.
        _files.Write(TrainImages, DataFiles.Idx([3, 2, 3], 0, 51, 52, 255, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255));
        _files.Write(TrainLabels, DataFiles.Idx([3], 7, 0, 9));
        _files.Write(TestImages, DataFiles.Idx([1, 2, 3], 0, 0, 0, 0, 0, 128));
        _files.Write(TestLabels, DataFiles.Idx([1], 3));
    }

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("mnist")]
    [InlineData("fashion-mnist")]
    public void Images_become_spikes(string name)
    {
        DataSet data = _files.Load(name);
        Assert.Equal(name, data.Name);
        Assert.Equal((6, 80, 10), (data.Train.Channels, data.Train.Steps, data.Train.Classes));
        Assert.Equal([7, 0, 9], Enumerable.Range(0, data.Train.Count).Select(data.Train.Label));

        // 20·ln(255/204) = 4.46 ms and 20·ln(52/1) = 79.02 ms.
        Assert.Equal([(4, 3), (79, 2)], DataFiles.Spikes(data.Train, 0));
        Assert.Empty(DataFiles.Spikes(data.Train, 1));
        Assert.Equal(6, DataFiles.Spikes(data.Train, 2).Length);

        // 20·ln(128/77) = 10.16 ms.
        Assert.Equal([(10, 5)], DataFiles.Spikes(data.Test!, 0));
        Assert.Equal(3, data.Test!.Label(0));
    }

    [Theory]
    [InlineData(".gz")]
    [InlineData(".")]
    [InlineData("..gz")]
    public void Packed_files_and_other_names_are_the_same(string variant)
    {
        DataSet plain = _files.Load("mnist");
        foreach (string name in (string[])[TrainImages, TrainLabels, TestImages, TestLabels])
        {
            byte[] content = File.ReadAllBytes(_files[name]);
            File.Delete(_files[name]);
            string other = variant[0] == '.' && variant != ".gz" ? name.Replace("-idx", ".idx") : name;
            bool packed = variant.EndsWith("gz", StringComparison.Ordinal);
            _files.Write(other + (packed ? ".gz" : ""), packed ? DataFiles.Gzip(content) : content);
        }

        DataSet data = _files.Load("mnist");
        for (int i = 0; i < plain.Train.Count; i++)
        {
            Assert.Equal(plain.Train.Spikes(i), data.Train.Spikes(i));
        }
    }

    [Fact]
    public void A_packed_file_of_more_than_is_taken_is_told()
    {
        _files.Write("zeros.gz", DataFiles.Gzip(new byte[200_000]));
        using var content = new MemoryStream();
        DataFileException exception = Assert.Throws<DataFileException>(
            () => GzipFile.Unpack(_files["zeros.gz"], content, limit: 100_000));
        Assert.EndsWith("zeros.gz: expected at most 100000 bytes of unpacked content, found more: unpack it", exception.Message);
        Assert.True(content.Length <= 100_000);
        GzipFile.Unpack(_files["zeros.gz"], new MemoryStream(), limit: 200_000);
    }

    [Fact]
    public void Steps_down_sampling_and_limit_are_as_asked()
    {
        DataSet data = _files.Load("mnist", new DataSetRequest { Steps = 20, Downsampling = 3, Limit = 1 });
        Assert.Equal((1, 20, 1), (data.Train.Channels, data.Train.Steps, data.Train.Count));

        // The mean of 0, 51, 52, 255, 0 and 0 is 59.7, so 60: 20·ln(60/9) = 37.9 ms, past 20 steps.
        Assert.Empty(DataFiles.Spikes(data.Train, 0));
    }

    [Theory]
    [InlineData(TrainImages)]
    [InlineData(TrainLabels)]
    [InlineData(TestImages)]
    [InlineData(TestLabels)]
    public void A_missing_file_is_named_with_how_to_get_it(string name)
    {
        File.Delete(_files[name]);
        _files.Fails("mnist", _files.Path, name, "no such file", "'snncluster data mnist'");
    }

    [Fact]
    public void A_missing_folder_is_told()
    {
        DataSetSource mnist = DataSetCatalog.Find("mnist")!;
        var missing = new DataSetRequest { Folder = _files["nowhere"] };
        Assert.Contains("no such folder; 'snncluster data mnist'", Assert.Throws<DataFileException>(() => mnist.Load(missing)).Message);
        var file = new DataSetRequest { Folder = _files[TrainLabels] };
        Assert.Contains("found a file", Assert.Throws<DataFileException>(() => mnist.Load(file)).Message);
    }

    [Theory]
    [InlineData(TrainImages, 0, "at byte 0", "an empty file")]
    [InlineData(TrainImages, 3, "at byte 3", "magic number")]
    [InlineData(TrainImages, 15, "at byte 15", "a header of 16 bytes")]
    [InlineData(TrainImages, 16, "at byte 16", "expected 34 bytes in all", "3 x 2 x 3", "the end of the file")]
    [InlineData(TrainImages, 33, "at byte 33", "the end of the file")]
    [InlineData(TestLabels, 0, "at byte 0", "an empty file")]
    [InlineData(TestLabels, 8, "at byte 8", "expected 9 bytes in all")]
    public void A_file_cut_short_is_told_with_the_byte(string name, int length, params string[] parts)
    {
        _files.Cut(name, length);
        Assert.Equal(_files[name], _files.Fails("mnist", parts).Path);
    }

    [Fact]
    public void Whatever_is_cut_off_is_noticed()
    {
        byte[] content = File.ReadAllBytes(_files[TrainImages]);
        byte[] packed = DataFiles.Gzip(content);
        for (int length = 0; length < content.Length; length++)
        {
            _files.Write(TrainImages, content[..length]);
            _files.Fails("mnist", TrainImages);
        }

        File.Delete(_files[TrainImages]);

        for (int length = 0; length < packed.Length; length++)
        {
            _files.Write(TrainImages + ".gz", packed[..length]);
            _files.Fails("mnist", TrainImages + ".gz");
        }
    }

    [Fact]
    public void Corrupt_files_are_told_with_the_byte()
    {
        _files.Patch(TrainImages, 2, 9);
        _files.Fails("mnist", TrainImages, "at byte 0", "0x00000803", "0x00000903");
        _files.Patch(TrainImages, 2, 8);
        _files.Patch(TrainImages, 4, 0x70, 0, 0, 0);
        _files.Fails("mnist", TrainImages, "at byte 8", "that fits the file");
        _files.Patch(TrainImages, 4, 0, 0, 0, 0);
        _files.Fails("mnist", TrainImages, "at byte 4", "at least 1", "found 0");
        _files.Patch(TrainImages, 4, 0, 0, 0, 2);
        _files.Fails("mnist", TrainImages, "at byte 28", "6 bytes more");
    }

    [Fact]
    public void Gzip_of_several_members_is_read_and_noticed_where_it_is_cut_short()
    {
        byte[] content = File.ReadAllBytes(_files[TrainImages]);
        File.Delete(_files[TrainImages]);
        byte[] packed = [.. DataFiles.Gzip(content[..20]), .. DataFiles.Gzip([]), .. DataFiles.Gzip(content[20..])];
        _files.Write(TrainImages + ".gz", packed);
        Assert.Equal(3, _files.Load("mnist").Train.Count);
        for (int length = 0; length < packed.Length; length++)
        {
            _files.Write(TrainImages + ".gz", packed[..length]);
            _files.Fails("mnist", TrainImages + ".gz");
        }

        _files.Write(TrainImages + ".gz", [.. packed, 0, 0, 0, 0]);
        _files.Fails("mnist", TrainImages + ".gz", "the end of gzip data");
    }

    [Fact]
    public void Gzip_that_is_none_is_told()
    {
        File.Delete(_files[TrainImages]);
        _files.Write(TrainImages + ".gz", "not packed at all");
        _files.Fails("mnist", TrainImages + ".gz", "gzip");
    }

    [Fact]
    public void A_label_out_of_range_is_told_with_the_byte()
    {
        _files.Patch(TrainLabels, 9, 10);
        _files.Fails("mnist", TrainLabels, "at byte 9", "expected a label from 0 to 9, found 10");
    }

    [Fact]
    public void Labels_and_images_must_be_as_many()
    {
        _files.Write(TrainLabels, DataFiles.Idx([2], 1, 2));
        _files.Fails("mnist", TrainLabels, "at byte 4", "3 labels", "found 2");
    }

    [Fact]
    public void Images_for_testing_must_be_of_the_same_size()
    {
        _files.Write(TestImages, DataFiles.Idx([1, 3, 2], 0, 0, 0, 0, 0, 128));
        _files.Fails("mnist", TestImages, "at byte 8", "2 x 3", "3 x 2");
    }

    [SkippableFact]
    public void The_real_files_are_read()
    {
        string? folder = Environment.GetEnvironmentVariable("SNNCLUSTER_MNIST");
        Skip.If(string.IsNullOrEmpty(folder), "SNNCLUSTER_MNIST names no folder with MNIST's files");
        DataSet data = DataSetCatalog.Find("mnist")!.Load(new DataSetRequest { Folder = folder });
        Assert.Equal((60_000, 10_000, 784), (data.Train.Count, data.Test!.Count, data.Train.Channels));

        // The first image of each set is known to be a five and a seven; digits have about a tenth of their pixels bright.
        Assert.Equal((5, 7), (data.Train.Label(0), data.Test.Label(0)));
        Assert.InRange(data.Train.SpikeCount / (double)data.Train.Count, 80, 160);
        Assert.Equal(10, Enumerable.Range(0, 1000).Select(data.Train.Label).Distinct().Count());
        Assert.Equal(new LatencyEncoder(80).Step(255), data.Train.Spikes(0)[0].Step);
    }
}

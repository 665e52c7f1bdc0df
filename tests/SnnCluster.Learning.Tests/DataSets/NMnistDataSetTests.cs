using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Tests.DataSets;

public sealed class NMnistDataSetTests : IDisposable
{
    private const string First = "Train/3/00001.bin";

    private readonly DataFiles _files = new();

    public NMnistDataSetTests()
    {
        _files.Write(First, [.. DataFiles.Event(0, 0, 0, 999), .. DataFiles.Event(33, 1, 1, 1000), .. DataFiles.Event(33, 1, 1, 1999)]);
        _files.Write("Train/0/00002.bin", DataFiles.Event(1, 33, 0, 299_999));
        _files.Write("Test/9/00001.bin", DataFiles.Event(5, 5, 0, 100_000));
        _files.Write("Test/9/00002.bin", DataFiles.Event(5, 5, 0, 300_000));
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Events_become_spikes_in_the_order_of_file_names()
    {
        DataSet data = _files.Load("n-mnist");
        Assert.Equal((2312, 300, 10), (data.Train.Channels, data.Train.Steps, data.Train.Classes));
        Assert.Equal([3, 0], Enumerable.Range(0, data.Train.Count).Select(data.Train.Label));

        // Column 33 of row 1 of the second polarity; both its events fall in step 1.
        Assert.Equal([(0, 0), (1, 1156 + 34 + 33)], DataFiles.Spikes(data.Train, 0));
        Assert.Equal([(299, (33 * 34) + 1)], DataFiles.Spikes(data.Train, 1));

        // Later than the last step.
        Assert.Empty(DataFiles.Spikes(data.Test!, 1));
        Assert.Equal(
            [$"{_files["Test"]}: 50 % of 2 events fell outside the 300 steps of 1 ms and are left out"], data.Notes);
    }

    [Fact]
    public void Events_that_all_fall_outside_are_refused()
    {
        File.Delete(_files["Test/9/00001.bin"]);
        _files.Fails(
            "n-mnist",
            _files["Test"],
            "expected events within the 300 steps of 1 ms of an example",
            "found 1 events, all of them outside; --input-steps sets the steps");
        _files.Write("Test/9/00002.bin", DataFiles.Event(0, 240, 0, 0));
        _files.Fails("n-mnist", _files["Test"], "found no event");
    }

    [Fact]
    public void Threshold_and_down_sampling_are_as_asked()
    {
        DataSet data = _files.Load("n-mnist", new DataSetRequest { CountThreshold = 2, Downsampling = 17, Limit = 1 });
        Assert.Equal((8, 1), (data.Train.Channels, data.Train.Count));
        Assert.Equal([(1, 4 + 1)], DataFiles.Spikes(data.Train, 0));
    }

    [Fact]
    public void A_clock_that_goes_round_adds_to_all_later_times()
    {
        _files.Write(First, [.. DataFiles.Event(0, 240, 0, 0), .. DataFiles.Event(0, 0, 0, 1000)]);
        Assert.Equal([(9, 0)], DataFiles.Spikes(_files.Load("n-mnist").Train, 0));
    }

    [Fact]
    public void Bad_files_are_told_with_the_byte()
    {
        _files.Cut(First, 14);
        _files.Fails("n-mnist", "00001.bin", "at byte 10", "an event of 5 bytes", "the end of the file after 4");
        _files.Cut(First, 0);
        _files.Fails("n-mnist", "00001.bin", "at byte 0", "an empty file");
        _files.Write(First, [.. DataFiles.Event(1, 1, 0, 0), .. DataFiles.Event(34, 1, 0, 0)]);
        _files.Fails("n-mnist", "00001.bin", "at byte 5", "a pixel of 34 x 34", "column 34, row 1");
    }

    [Fact]
    public void Missing_and_wrong_folders_are_told()
    {
        _files.Write("Train/10/00003.bin", DataFiles.Event(0, 0, 0, 0));
        _files.Fails("n-mnist", "a label from 0 to 9", "found 10");
        Directory.Delete(_files["Train"], recursive: true);
        _files.Fails("n-mnist", "the folder Train", "'snncluster data n-mnist'");
        Directory.CreateDirectory(_files["Train"]);
        _files.Fails("n-mnist", "folders 0 to 9 with .bin files", "none");
    }
}

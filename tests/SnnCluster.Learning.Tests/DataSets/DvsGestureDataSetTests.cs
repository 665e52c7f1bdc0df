using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Tests.DataSets;

public sealed class DvsGestureDataSetTests : IDisposable
{
    private const string Recording = "user01_led.aedat";
    private const string Labels = "user01_led_labels.csv";
    private const string Header = "class,startTime_usec,endTime_usec\n";

    // The header lines of our files and a packet's header.
    private const int Lines = 61;
    private const int FirstEvent = Lines + 28;

    private readonly DataFiles _files = new();

    public DvsGestureDataSetTests()
    {
        _files.Write("trials_to_train.txt", Recording + "\r\n\r\n");
        _files.Write("trials_to_test.txt", "user24_led.aedat\n");
        _files.Write(Recording, DataFiles.Aedat(
            (1, 0, [(0, 0, 0, 5000), (127, 127, 1, 7500)]),
            (0, 0, [(500, 500, 1, 8000)]),
            (1, 0, [(4, 3, 0, 10_000), (5, 2, 0, 10_999), (1, 1, 0, 20_000)])));
        _files.Write(Labels, Header + "1,5000,10000\r\n11,10000,20000\r\n\r\n");
        _files.Write("user24_led.aedat", DataFiles.Aedat((1, 1, [(0, 4, 0, 352)])));

        // 2^31 + 352 µs, and the gesture begins 4 ms before.
        _files.Write("user24_led_labels.csv", Header + "2,2147480000,2147490000\n");
    }

    public void Dispose() => _files.Dispose();

    // Found by snncluster-fuzz: the product of size and number was taken for negative, and reading went on before the file.
    [Fact]
    public void A_packet_of_more_bytes_than_can_be_counted_is_told()
    {
        _files.Patch(Recording, Lines, 0, 0);
        _files.Patch(Recording, Lines + 4, 0xFF, 0xFF, 0xFF, 0xFF);
        _files.Patch(Recording, Lines + 20, 0xFF, 0xFF, 0xFF, 0xFF);
        _files.Fails("dvs-gesture", Recording, $"at byte {FirstEvent}", "expected 4294967295 events of 4294967295 bytes");
    }

    [Fact]
    public void Gestures_of_recordings_become_examples()
    {
        DataSet data = _files.Load("dvs-gesture");
        Assert.Equal((2048, 1800, 11), (data.Train.Channels, data.Train.Steps, data.Train.Classes));
        Assert.Equal([0, 10], Enumerable.Range(0, data.Train.Count).Select(data.Train.Label));
        Assert.Equal([(0, 0), (2, 2047)], DataFiles.Spikes(data.Train, 0));

        // Two events of one square of 4 x 4 pixels in one step; the event at the end is the next gesture's.
        Assert.Equal([(0, 1)], DataFiles.Spikes(data.Train, 1));
        Assert.Equal([(4, 32)], DataFiles.Spikes(data.Test!, 0));
        Assert.Equal(1, data.Test!.Label(0));
    }

    [Fact]
    public void Events_that_are_not_valid_are_left_out_and_told()
    {
        // Bit 0 of the second event, of pixel (127, 127) and polarity 1.
        _files.Patch(Recording, FirstEvent + 8, 0xFE);
        DataSet data = _files.Load("dvs-gesture");
        Assert.Equal([(0, 0)], DataFiles.Spikes(data.Train, 0));
        Assert.Equal(
            [$"{_files["trials_to_train.txt"]}: 1 events of its recordings are marked as invalid and are left out"], data.Notes);
    }

    [Fact]
    public void Events_of_no_gesture_count_neither_as_taken_nor_as_outside()
    {
        _files.Write(Labels, Header + "1,7000,10000\n");
        Assert.Empty(_files.Load("dvs-gesture").Notes);
        _files.Write(Labels, Header + "1,5000,30000\n");
        Assert.Equal(
            [$"{_files["trials_to_train.txt"]}: 20 % of 5 events fell outside the 15 steps of 1 ms and are left out"],
            _files.Load("dvs-gesture", new DataSetRequest { Steps = 15 }).Notes);
    }

    [Fact]
    public void Threshold_down_sampling_and_limit_are_as_asked()
    {
        DataSet data = _files.Load("dvs-gesture", new DataSetRequest { Downsampling = 1, CountThreshold = 2, Limit = 1, Steps = 10 });
        Assert.Equal((32_768, 10, 1), (data.Train.Channels, data.Train.Steps, data.Train.Count));
        Assert.Empty(DataFiles.Spikes(data.Train, 0));
    }

    [Theory]
    [InlineData(0, "at byte 0", "an empty file")]
    [InlineData(5, "at byte 0", "#!AER-DAT3.1")]
    [InlineData(20, "at byte 14", "a header line")]
    [InlineData(Lines + 27, "a packet's header of 28 bytes", "the end of the file after 27")]
    [InlineData(FirstEvent, "2 events of 8 bytes", "the end of the file after 0")]
    [InlineData(FirstEvent + 15, "2 events of 8 bytes", "the end of the file after 15")]
    public void A_recording_cut_short_is_told(int length, params string[] parts)
    {
        _files.Cut(Recording, length);
        Assert.Equal(_files[Recording], _files.Fails("dvs-gesture", parts).Path);
    }

    [Fact]
    public void A_corrupt_recording_is_told()
    {
        _files.Patch(Recording, Lines + 4, 9);
        _files.Fails("dvs-gesture", $"at byte {Lines + 4}", "polarity events of 8 bytes", "found 9");
        _files.Patch(Recording, Lines + 4, 8);
        _files.Patch(Recording, FirstEvent + 2, 0, 1);
        _files.Fails("dvs-gesture", $"at byte {FirstEvent}", "a pixel of 128 x 128", "column 128");
    }

    [Theory]
    [InlineData("", "at row 1", "an empty file")]
    [InlineData("1,2,3\n", "at row 1", "class,startTime_usec,endTime_usec")]
    [InlineData(Header, "at row 2", "at least one gesture")]
    [InlineData(Header + "1,5000,10000\n12,1,2\n", "at row 3", "a class from 1 to 11, found 12")]
    [InlineData(Header + "0,5000,10000\n", "at row 2", "a class from 1 to 11, found 0")]
    [InlineData(Header + "1,5000\n", "at row 2", "three whole numbers")]
    [InlineData(Header + "1,5000,x\n", "at row 2", "three whole numbers")]
    [InlineData(Header + "1,5000,5000\n", "at row 2", "an end after the start")]
    public void Wrong_labels_are_told_with_the_row(string content, params string[] parts)
    {
        _files.Write(Labels, content);
        Assert.Equal(_files[Labels], _files.Fails("dvs-gesture", parts).Path);
    }

    [Theory]
    [InlineData("trials_to_train.txt")]
    [InlineData("trials_to_test.txt")]
    [InlineData(Recording)]
    [InlineData(Labels)]
    public void A_missing_file_is_named_with_how_to_get_it(string name)
    {
        File.Delete(_files[name]);
        _files.Fails("dvs-gesture", name, "no such file", "'snncluster data dvs-gesture'");
    }

    [Fact]
    public void An_empty_list_is_told()
    {
        _files.Write("trials_to_train.txt", "\n");
        _files.Fails("dvs-gesture", "trials_to_train.txt", "the name of a recording");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void The_export_is_read_with_times_in_ms_or_us(double unitsPerMs)
    {
        // Longer than 100 s would be in ms: so the times of µs span more than 100,000.
        double[] Row(double x, double y, double p, double ms) => [x, y, p, ms * unitsPerMs];
        _files.Write("ibmGestureTrain/user02_lab/10.npy", DataFiles.Npy(Row(0, 0, 0, 50), Row(127, 127, 1, 250)));
        _files.Write("ibmGestureTrain/user02_lab/2.npy", DataFiles.Npy(Row(8, 0, 0, 50)));
        _files.Write("ibmGestureTrain/user01_lab/4.npy", DataFiles.Npy(Row(0, 8, 1, 3)));
        _files.Write("ibmGestureTest/user29_lab/0.npy", DataFiles.Npy(Row(0, 8, 1, 3)));
        DataSet data = _files.Load("dvs-gesture");
        Assert.Equal([4, 2, 10], Enumerable.Range(0, data.Train.Count).Select(data.Train.Label));
        Assert.Equal([(0, 0), (200, 2047)], DataFiles.Spikes(data.Train, 2));
        Assert.Equal([(0, 1024 + 64)], DataFiles.Spikes(data.Test!, 0));
    }

    [Fact]
    public void A_bad_export_is_told()
    {
        const string Name = "ibmGestureTrain/user01_lab/4.npy";
        byte[] content = DataFiles.Npy([0, 8, 1, 3], [128, 0, 0, 4]);
        _files.Write("ibmGestureTest/user29_lab/0.npy", DataFiles.Npy([0, 8, 1, 3]));
        _files.Write(Name, content);
        _files.Fails("dvs-gesture", "4.npy", "at row 1", "column 128");
        for (int length = 0; length < content.Length; length++)
        {
            _files.Write(Name, content[..length]);
            _files.Fails("dvs-gesture", "4.npy", "at byte");
        }

        _files.Write(Name, [.. content, 0]);
        _files.Fails("dvs-gesture", "4.npy", "at byte 192", "1 bytes more");
        _files.Write(Name, DataFiles.Npy([0.5, 8, 1, 3]));
        _files.Fails("dvs-gesture", "4.npy", "at row 0", "column 0.5");
        _files.Write(Name, DataFiles.Npy([0, double.NaN, 1, 3]));
        _files.Fails("dvs-gesture", "4.npy", "at row 0", "row NaN");
        _files.Write(Name, DataFiles.Npy([0, 8, 1, double.NaN]));
        _files.Fails("dvs-gesture", "4.npy", "at row 0", "a time", "NaN");
        _files.Write(Name, DataFiles.Npy());
        _files.Fails("dvs-gesture", "4.npy", "at least one event");
        File.Move(_files[Name], _files["ibmGestureTrain/user01_lab/11.npy"]);
        _files.Fails("dvs-gesture", "a label from 0 to 10", "found 11");
        Directory.Delete(_files["ibmGestureTest"], recursive: true);
        File.Move(_files["ibmGestureTrain/user01_lab/11.npy"], _files[Name]);
        _files.Write(Name, DataFiles.Npy([0, 8, 1, 3]));
        _files.Fails("dvs-gesture", "the folder ibmGestureTest");
    }
}

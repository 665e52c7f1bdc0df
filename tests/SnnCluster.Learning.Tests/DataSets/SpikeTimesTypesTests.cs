using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Tests.DataSets;

/// <summary>Types, units of time and filters of HDF5 files that h5py made; DataSets/Files/types/make.py says what they hold.</summary>
public sealed class SpikeTimesTypesTests : IDisposable
{
    private readonly DataFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("times-f8-s")]
    [InlineData("units-i2")]
    [InlineData("units-i4")]
    [InlineData("units-u4")]
    [InlineData("units-i8")]
    [InlineData("units-u8")]
    [InlineData("labels-i1")]
    [InlineData("labels-u1")]
    [InlineData("labels-i2")]
    [InlineData("labels-i4")]
    [InlineData("labels-u4")]
    [InlineData("labels-i8")]
    [InlineData("labels-u8")]
    [InlineData("gzip")]
    [InlineData("shuffle")]
    [InlineData("gzip-shuffle")]
    public void Numbers_of_any_type_and_filter_are_read(string file)
    {
        DataSet data = Load(file);
        AssertIsExpected(data);
        Assert.Empty(data.Notes);
    }

    [Theory]
    [InlineData("times-i2-ms", "ms")]
    [InlineData("times-u2-ms", "ms")]
    [InlineData("times-i4-ms", "ms")]
    [InlineData("times-i8-ms", "ms")]
    [InlineData("times-u8-ms", "ms")]
    [InlineData("times-f4-ms", "ms")]
    [InlineData("times-i4-us", "us")]
    [InlineData("times-u4-us", "us")]
    [InlineData("times-i8-us", "us")]
    [InlineData("times-u8-us", "us")]
    [InlineData("times-f4-us", "us")]
    [InlineData("times-f8-us", "us")]
    public void Times_in_other_units_are_read_and_told(string file, string unit)
    {
        DataSet data = Load(file);
        AssertIsExpected(data);
        Assert.All(data.Notes, note => Assert.Contains($"times are taken for {unit}, not s", note));
        Assert.Equal(2, data.Notes.Count);
    }

    [Theory]
    [InlineData("short-i1")]
    [InlineData("short-u1")]
    [InlineData("short-f4-attribute")]
    public void Short_examples_in_ms_are_read(string file)
    {
        DataSet data = Load(file);
        for (int i = 0; i < data.Train.Count; i++)
        {
            Assert.Equal(
                Enumerable.Range(0, 5 + (3 * i)).Select(j => (j, ((37 * j) + (11 * i)) % 700)), DataFiles.Spikes(data.Train, i));
        }
    }

    [Theory]
    [InlineData("times-big-endian-f4", "/spikes/times", "lists of little-endian numbers", "big-endian")]
    [InlineData("times-big-endian-i4", "/spikes/times", "lists of little-endian numbers", "big-endian")]
    [InlineData("units-big-endian", "/spikes/units", "lists of little-endian whole numbers", "big-endian")]
    [InlineData("labels-big-endian", "/labels", "little-endian whole numbers", "big-endian")]
    [InlineData("units-f4", "/spikes/units", "lists of little-endian whole numbers", "float32")]
    [InlineData("labels-f4", "/labels", "little-endian whole numbers", "float32")]
    [InlineData("lzf", "/labels", "compressed by lzf: not supported")]
    [InlineData("lzf-labels", "/labels", "compressed by lzf: not supported")]
    [InlineData("short-f4-strange-attribute", "/spikes/times", "s, ms or us as its attribute units", "'fortnights'")]
    public void What_cannot_be_read_is_told(string file, params string[] parts)
    {
        Write(file);
        _files.Fails("shd", ["shd_train.h5.gz", .. parts]);
    }

    [Fact]
    public void The_share_of_events_that_fell_outside_is_told()
    {
        Write("times-f8-s");
        DataSet data = _files.Load("shd", new DataSetRequest { Steps = 100 });

        // Of 5 + 8 + 11 + 14 + 17 + 20 spikes, those with j + i/16 below 3.2 are not: 4 + 4 + 4 + 4 + 3 + 3.
        Assert.Contains("71 % of 75 events fell outside the 100 steps of 1 ms", data.Notes[0]);
    }

    private static void AssertIsExpected(DataSet data)
    {
        foreach (SpikeExamples examples in (SpikeExamples[])[data.Train, data.Test!])
        {
            Assert.Equal([0, 7, 14, 1, 8, 15], Enumerable.Range(0, examples.Count).Select(examples.Label));
            for (int i = 0; i < examples.Count; i++)
            {
                Assert.Equal(HeidelbergDataSetTests.Expected(i, 1), DataFiles.Spikes(examples, i));
            }
        }
    }

    private DataSet Load(string file)
    {
        Write(file);
        return _files.Load("shd");
    }

    private void Write(string file)
    {
        byte[] content = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "DataSets", "Files", "types", file + ".h5.gz"));
        _files.Write("shd_train.h5.gz", content);
        _files.Write("shd_test.h5.gz", content);
    }
}

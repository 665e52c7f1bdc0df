using PureHDF;
using SnnCluster.Experiments.Exports;
using SnnCluster.Experiments.Inputs;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Inputs;

public class SpikeTrainFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_csv_file_gives_its_spikes()
    {
        ListedSpikes spikes = Read("timeMs,neuron,note\n0,3,a\n\n2.5,0,b\n");
        Assert.Equal([3, 0], spikes.Ids);
        Assert.Equal([0, 2.5], spikes.TimesMs);
        Assert.Equal(("trains", "source"), (spikes.Name, spikes.Population));
    }

    [Fact]
    public void A_sonata_file_gives_its_spikes_by_time()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Connections", "Files", "spikes.h5");
        ListedSpikes spikes = SpikeTrainFile.ReadSonata(path, "trains", "source");
        Assert.Equal([0.25, 1, 4.5, 4.5, 20], spikes.TimesMs);
        Assert.Equal([2, 3], spikes.Ids.Take(2));
        Assert.Equal([0, 2], spikes.Ids.Skip(2).Take(2).Order());
        Assert.Equal(spikes.Ids, SpikeTrainFile.ReadSonata(path, "trains", "source", "lgn").Ids);
        Assert.Contains("a population 'v1'", Assert.Throws<InvalidDescriptionException>(
            () => SpikeTrainFile.ReadSonata(path, "trains", "source", "v1")).Message);
    }

    [Theory]
    [InlineData("milliseconds", 0.5)]
    [InlineData("s", 500.0)]
    [InlineData("us", 0.0005)]
    [InlineData("h", null)]
    public void Times_of_a_sonata_file_have_the_unit_that_it_says(string units, double? firstMs)
    {
        var file = new H5File
        {
            ["spikes"] = new H5Group { ["lgn"] = new H5Group { ["node_ids"] = new H5Dataset(new ulong[] { 3 }), ["timestamps"] = Hdf5Files.Dataset(new[] { 0.5 }, ("units", units)) } },
        };
        string path = Hdf5Files.Save(file, _folder["spikes.h5"]);
        if (firstMs is double expected)
        {
            Assert.Equal([expected], SpikeTrainFile.ReadSonata(path, "trains", "source").TimesMs);
        }
        else
        {
            Assert.EndsWith(
                "/spikes/lgn/timestamps: its units are 'h': must be s, ms or us",
                Assert.Throws<InvalidDescriptionException>(() => SpikeTrainFile.ReadSonata(path, "trains", "source")).Message,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("neuron,time\n0,1\n", "has no column timeMs: must have neuron and timeMs")]
    [InlineData("neuron,timeMs\n0,1\n-1,2\n", "has -1 as neuron in line 3: must be a whole number from 0 to 2147483647")]
    [InlineData("neuron,timeMs\n0,-1\n", "has -1 as timeMs in line 2: must be a finite number, at least 0")]
    [InlineData("neuron,timeMs\n0\n", "has 1 fields in line 2: must have 2, as its first line")]
    public void Another_file_is_refused(string content, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDescriptionException>(() => Read(content)).Message);

    public void Dispose() => _folder.Dispose();

    private ListedSpikes Read(string content)
    {
        string path = _folder["spikes.csv"];
        File.WriteAllText(path, content);
        return SpikeTrainFile.Read(path, "trains", "source");
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Experiments.Tests.Descriptions;

/// <summary>Lists that stand in files beside a description, here and on their way to nodes.</summary>
public sealed class DescriptionFileTests : IDisposable
{
    private const string Text = """
        {
          "network": {
            "dtMs": 1,
            "populations": [
              {
                "name": "p", "size": 3, "receptors": [ { "name": "r", "model": "delta" } ],
                "model": { "type": "heterogeneous-lif", "thresholdMv": { "file": "THRESHOLDS" }, "restingPotentialMv": [-70, -71, -72] }
              }
            ],
            "projections": [
              { "name": "s", "source": "p", "target": "p", "weight": 0.5, "delayMs": 1, "connectivity": { "type": "connection-list", "file": "data/edges.csv" } }
            ],
            "inputs": [ { "type": "listed-spikes", "name": "i", "population": "p", "file": "spikes.csv", "weight": 20 } ]
          },
          "run": { "durationMs": 20 }
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _node = new();

    public DescriptionFileTests()
    {
        Directory.CreateDirectory(_folder["data"]);
        File.WriteAllText(_folder["data/edges.csv"], "source,target,weight\n0,1,0.25\n2,1,0.75\n");
        File.WriteAllText(_folder["spikes.csv"], "neuron,timeMs\n2,1\n0,3\n");
        File.WriteAllBytes(_folder["thresholds.npy"], Npy([-50, -51, -52]));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _node.Dispose();
    }

    [Theory]
    [InlineData("thresholds.npy\"", "")]
    [InlineData("thresholds.csv\", \"column\": \"mV\"", "neuron,mV\n0,-50\n1,-51\n2,-52\n")]
    public void Lists_come_from_files(string file, string content)
    {
        if (content.Length > 0)
        {
            File.WriteAllText(_folder["thresholds.csv"], content);
        }

        NetworkDescription network = Describe(Text.Replace("THRESHOLDS\"", file, StringComparison.Ordinal));
        Assert.Equal([-50, -51, -52], ((NeuronParameter.Listed)((HeterogeneousLifDescription)network.Populations[0].Model).ThresholdMv).Values);
        var list = (ConnectionList)network.Projections[0].Connectivity;
        Assert.Equal([0, 2], list.Sources);
        Assert.Equal([1, 1], list.Targets);
        Assert.Equal([0.25f, 0.75f], list.Weights!);
        var spikes = (ListedSpikes)network.Inputs[0];
        Assert.Equal([2, 0], spikes.Ids);
        Assert.Equal([1.0, 3.0], spikes.TimesMs);
    }

    [Fact]
    public void Sonata_files_give_edges_spikes_and_numbers()
    {
        foreach (string file in new[] { "edges.h5", "edge_types.csv", "spikes.h5" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Connections", "Files", file), _folder[file]);
        }

        NetworkDescription network = Describe("""
            {
              "network": {
                "dtMs": 0.25,
                "populations": [ { "name": "p", "size": 10, "model": "parrot", "receptors": [ { "name": "r", "model": "delta" } ] } ],
                "projections": [
                  { "name": "s", "source": "p", "target": "p", "weight": 1, "delayMs": 1,
                    "connectivity": { "type": "connection-list", "file": "edges.h5", "filePopulation": "v1_to_v1", "fileTypes": "edge_types.csv", "allowMultapses": true } },
                  { "name": "t", "source": "p", "target": "p", "weight": 1, "delayMs": 1,
                    "connectivity": {
                      "type": "connection-list", "allowMultapses": true,
                      "sources": { "file": "edges.h5", "dataset": "/edges/lgn_to_v1/source_node_id" }, "targets": { "file": "edges.h5", "dataset": "edges/lgn_to_v1/target_node_id" }
                    } }
                ],
                "inputs": [ { "type": "listed-spikes", "name": "i", "population": "p", "file": "spikes.h5" } ]
              }
            }
            """);
        Assert.Equal(12, ((ConnectionList)network.Projections[0].Connectivity).Weights!.Count);
        Assert.Equal([5, 0, 5], ((ConnectionList)network.Projections[1].Connectivity).Sources);
        Assert.Equal([0.25, 1, 4.5, 4.5, 20], ((ListedSpikes)network.Inputs[0]).TimesMs);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../thresholds.npy")]
    [InlineData("data/../../thresholds.npy")]
    [InlineData("data/.. /thresholds.npy")]
    [InlineData("C:thresholds.npy")]
    [InlineData("data\\\\thresholds.npy")]
    [InlineData("./thresholds.npy")]
    [InlineData("")]
    public void No_name_leads_out_of_the_folder(string name) => Assert.Contains(
        "must be a file in the folder of the description or in one below, as 'data/weights.csv'",
        FindingOf(Text.Replace("THRESHOLDS", name, StringComparison.Ordinal)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("link.npy", "link.npy", "thresholds.npy")]
    [InlineData("link/thresholds.npy", "link", ".")]
    public void No_link_leads_out_of_the_folder(string name, string link, string target)
    {
        File.CreateSymbolicLink(_folder[link], _folder[target]);
        Assert.Contains(
            $"7:74: file '{name}' is or goes through a symbolic link, which may lead anywhere",
            FindingOf(Text.Replace("THRESHOLDS", name, StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"THRESHOLDS\"", "\"none.npy\"", "7:74: there is no file 'none.npy' in the folder of the description")]
    [InlineData("\"THRESHOLDS\"", "\"spikes.csv\"", "7:74: spikes.csv has columns: name one, as \"column\": \"weight\"")]
    [InlineData("\"THRESHOLDS\"", "\"spikes.csv\", \"column\": \"timeMS\"", "7:74: spikes.csv has no column 'timeMS'")]
    [InlineData("\"THRESHOLDS\"", "\"spikes.csv\", \"column\": \"timeMs\"", "7:64: p Threshold has 2 values: must have 3, one for each neuron")]
    [InlineData("\"THRESHOLDS\"", "\"spikes.txt\"", "7:74: there is no file 'spikes.txt' in the folder of the description")]
    [InlineData("{ \"file\": \"THRESHOLDS\" }", "{ \"file\": \"thresholds.npy\", \"columns\": 1 }", "7:92: thresholdMv from a file has no key 'columns'; did you mean 'column'?")]
    [InlineData("[-70, -71, -72]", "[-70, -71]", "7:116: p RestingPotential has 2 values: must have 3, one for each neuron")]
    [InlineData("data/edges.csv\"", "data/edges.csv\", \"sources\": [1]", "data/edges.csv\", \"sources\"")]
    public void What_is_wrong_with_files_is_told_with_the_place_that_names_them(string right, string wrong, string message)
    {
        string finding = FindingOf(Text.Replace(right, wrong, StringComparison.Ordinal).Replace("THRESHOLDS", "thresholds.npy", StringComparison.Ordinal));
        if (message.EndsWith("\"sources\"", StringComparison.Ordinal))
        {
            Assert.Contains("sources is given, and is in the file too: give one of them", finding, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains(message, finding, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Small_files_travel_with_the_description_and_leave_nothing_behind()
    {
        NetworkReference reference = Reference();
        Assert.Equal(["data/edges.csv", "spikes.csv", "thresholds.npy"], reference.Files.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.All(reference.Files, file => Assert.NotNull(file.Content));
        var received = DescribedExperiment.Of(reference, folder: null);
        Assert.Equal(2, ((ConnectionList)received.Describe(new ExperimentSettings(1, 1, new Dictionary<string, object>())).Projections[0].Connectivity).Sources.Count);
        Assert.Equal(20, received.DefaultDurationMs);
    }

    [Fact]
    public void A_file_that_does_not_travel_must_be_on_the_node_with_the_same_hash()
    {
        NetworkReference reference = Reference();
        reference = reference with { Files = [.. reference.Files.Select(file => file.Name == "spikes.csv" ? file with { Content = null } : file)] };
        Refused(reference, null, "file 'spikes.csv' of the description does not travel with it and is not here: copy it to the folder that --files names, on every node");
        File.WriteAllText(_node["spikes.csv"], "neuron,timeMs\n2,2\n");
        Refused(reference, _node.Path, "file 'spikes.csv' of the description is another one here (SHA-256 ");
        File.Copy(_folder["spikes.csv"], _node["spikes.csv"], overwrite: true);
        Assert.NotNull(DescribedExperiment.Of(reference, _node.Path));
    }

    [Fact]
    public void What_travels_is_not_trusted()
    {
        NetworkReference reference = Reference();
        DescriptionAttachment spikes = reference.Files.Single(file => file.Name == "spikes.csv");
        NetworkReference With(DescriptionAttachment changed) => reference with { Files = [.. reference.Files.Where(file => file != spikes), changed] };
        Refused(With(spikes with { Hash = new string('0', 64) }), null, "file 'spikes.csv' of the description does not have the hash that it came with");
        Refused(With(spikes with { Content = [1, 2, 3] }), null, "file 'spikes.csv' of the description ");
        Refused(With(spikes with { Content = Packed(new byte[(1 << 26) + 1]) }), null, "file 'spikes.csv' of the description is too large: all together may have 67108864 bytes");
        Refused(With(spikes with { Name = "../spikes.csv" }), null, "file is '../spikes.csv': must be a file in the folder of the description");
        Refused(With(spikes with { Name = "data/edges.csv" }), null, "the description comes with two files 'data/edges.csv'");
        Refused(With(spikes with { Name = "other.csv" }), null, "there is no file 'spikes.csv' in the folder of the description");
        Refused(reference with { Files = [.. Enumerable.Repeat(spikes, 101)] }, null, "the description refers to 101 files: must be at most 100");
        Refused(reference with { Description = null }, null, "network is no description");
        Refused(reference with { Description = new string(' ', (1 << 20) + 1) }, null, "network is 1048577 characters long");

        // One of HDF5 could lead to other files of the node.
        Refused(
            reference with { Description = reference.Description!.Replace("spikes.csv", "spikes.h5", StringComparison.Ordinal), Files = [.. reference.Files, spikes with { Name = "spikes.h5" }] },
            null,
            "file 'spikes.h5' of the description must not travel: only .csv and .npy may");
    }

    [Fact]
    public void A_run_goes_on_from_a_checkpoint_without_the_files_that_it_began_with()
    {
        File.WriteAllText(_folder["network.json"], Text.Replace("THRESHOLDS", "thresholds.npy", StringComparison.Ordinal));
        var experiment = DescribedExperiment.Read(_folder["network.json"]);
        var options = new RunOptions { Device = "host", DurationMs = 20_000, DrawsFigures = false };
        string digest = ExperimentRunner.Run(experiment, options, null, CancellationToken.None).Summary.Digest;
        using var ending = new CancellationTokenSource();
        RunResult early = ExperimentRunner.Run(
            experiment, options with { OutputDirectory = _node["run"], CheckpointEveryMs = 100 }, new Ender(ending), ending.Token);
        Assert.False(early.Summary.Complete);
        Directory.Delete(_folder["data"], recursive: true);
        RunResult whole = ExperimentRunner.Resume(
            new RunOptions { OutputDirectory = _node["run"], DrawsFigures = false, Device = "host" },
            reference => DescribedExperiment.Of(reference, null),
            null,
            CancellationToken.None);
        Assert.Equal((true, digest), (whole.Summary.Complete, whole.Summary.Digest));
    }

    private NetworkReference Reference()
    {
        File.WriteAllText(_folder["network.json"], Text.Replace("THRESHOLDS", "thresholds.npy", StringComparison.Ordinal));
        return NetworkReferences.Of(DescribedExperiment.Read(_folder["network.json"]), new Dictionary<string, string>(), 1, 1);
    }

    private NetworkDescription Describe(string text) => NetworkFile.Parse(Encoding.UTF8.GetBytes(text), "net", _folder.Path).Network;

    private string FindingOf(string text) => Assert.Single(Assert.Throws<InvalidDescriptionException>(() => Describe(text)).Findings);

    private static void Refused(NetworkReference reference, string? folder, string message) => Assert.Contains(
        message, Assert.Throws<InvalidDescriptionException>(() => DescribedExperiment.Of(reference, folder)).Message, StringComparison.Ordinal);

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(content);
        }

        return packed.ToArray();
    }

    private static byte[] Npy(double[] values)
    {
        string header = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({values.Length},), }}");
        header = header.PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. values.SelectMany(BitConverter.GetBytes)];
    }

    private sealed class Ender(CancellationTokenSource ending) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.SimulatedMs > 0)
            {
                ending.Cancel();
            }
        }
    }
}

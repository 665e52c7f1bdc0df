using PureHDF;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Nir;
using SnnCluster.Learning.Persistence;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Nir;

/// <summary>Files that are no graphs, and graphs that cannot be run: one clear error for each thing that is wrong.</summary>
public sealed class NirBadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_wrong_with_a_graph_is_named()
    {
        Refuses(g => g.Set("version", "2.1"), "is NIR of version '2.1'; this program reads version 1");
        Refuses(g => g.Remove("version"), "is HDF5, but no NIR graph");
        Refuses(g => g.Set("node/type", "LIF"), "/node is of type 'LIF': must be NIRGraph");
        Refuses(g => g.Add("conv", "Conv2d", ("weight", new float[1])),
            "node 'conv' is of type 'Conv2d', which is not read: there are Affine, CubaLIF, IF, Input, LI, LIF, Linear, Output and NIRGraph");
        Refuses(g => g.Remove("node/edges"), "the graph lacks edges");
        Refuses(g => g.Remove("node/nodes"), "the graph lacks nodes");
        Refuses(g => g.Remove("node/nodes/lif/type"), "node 'lif' has no type");
        Refuses(g => g.Remove("node/nodes/lif/tau"), "node 'lif', a LIF, has no tau");
        Refuses(g => g.Set("node/edges", new[] { "input", "fc" }), "edges of the graph are 2 names: must be pairs");
        Refuses(g => g.Set("node/edges", NirGraphs.Pairs("input fc", "fc lof", "lif readout", "readout li", "li output")), "an edge from 'fc' to 'lof': there is no node 'lof'; did you mean 'lif'?");
        Refuses(g => g.Remove("node/nodes/input").Set("node/edges", NirGraphs.Pairs("fc lif", "lif readout", "readout li", "li output")), "the graph has 0 nodes of type Input: must have one");
        Refuses(g => g.Add("output2", "Output", ("shape", new long[] { 2 })), "the graph has 2 nodes of type Output: must have one");
        Refuses(g => g.Set("node/edges", NirGraphs.Pairs("fc lif", "lif readout", "readout li", "li output")), "node 'fc', a Linear, has no edge into it");
        Refuses(g => g.Set("node/nodes/input/shape", new long[] { 4 }), "node 'input' gives 4 values, node 'fc' after it takes 3: must be as many");
        Refuses(g => g.Set("node/nodes/input/shape", new long[] { 1 << 20, 1 << 20 }), "node 'input', a Input, is too large");
        Refuses(g => g.Set("node/nodes/input/shape", new[] { 1.5 }), "a shape of 1.5: must be whole numbers");
        Refuses(g => g.Set("node/nodes/fc/weight", new float[,] { { 1, float.NaN, 1 }, { 1, 1, 1 } }), "node 'fc', a Linear, has weight NaN at place 1: must be a finite number");
        Refuses(g => g.Set("node/nodes/fc/weight", new float[3]), "a weight of 1 dimensions: must have 2");
        Refuses(g => g.Set("node/nodes/readout/bias", new float[3]), "has 3 biases: must have as many as outputs, 2");
        Refuses(g => g.Set("node/nodes/lif/tau", new[] { 0.02, 0 }), "node 'lif', a LIF, has tau 0: must be above 0");
        Refuses(g => g.Set("node/nodes/lif/tau", Array.Empty<double>()), "has tau without a value");
        Refuses(g => g.Set("node/nodes/lif/r", new double[3]), "has 2 values of tau and 3 of others");
        Refuses(g => g.Set("node/nodes/lif/r", new[] { "a", "b" }), "/node/nodes/lif/r");
        Refuses(g => g.Add("a", "Linear", ("weight", new float[2, 2])).Add("b", "Linear", ("weight", new float[2, 2]))
            .Set("node/edges", NirGraphs.Pairs("input fc", "fc a", "a b", "b a", "b lif", "lif readout", "readout li", "li output")), "have a cycle without a neuron among them");
    }

    [Fact]
    public void A_step_that_does_not_fit_is_named()
    {
        NirModel model = NirModel.Read(NirGraphs.Small().Set("node/nodes/lif/tau", new[] { 0.02, 0.0005 }).Save(_folder["graph.nir"]));
        Assert.Contains("node 'lif', a LIF, has tau 0.0005 s, less than a step of 1 ms", Steps(new NirSettings(), model));
        Assert.Contains("--nir-dt-ms is -1: must be above 0", Steps(new NirSettings { DtMs = -1 }, model));
        foreach ((string key, object value, string message) in ((string, object, string)[])
            [
                ("dt", -1.0, "dt of its metadata is -1: must be a finite number above 0"),
                ("dt", double.PositiveInfinity, "must be a finite number above 0"),
                ("method", "runge", "method of its metadata is 'runge': must be euler or exact"),
                ("edge_delay_steps", 5L, "edge_delay_steps of its metadata is 5: must be 0 or 1"),
                ("refractory_steps", 0L, "refractory_steps of its metadata is 0: must be a whole number"),
            ])
        {
            File.Delete(_folder["graph.nir"]);
            Assert.Contains(message, Steps(new NirSettings(), NirModel.Read(NirGraphs.Small().Set($"node/metadata/{key}", value).Save(_folder["graph.nir"]))));
        }
    }

    [Fact]
    public void What_is_no_graph_and_what_is_too_large_is_refused()
    {
        File.WriteAllText(_folder["text.nir"], "no HDF5 file, but some text that is longer than a superblock of HDF5 is, so that it can be looked at");
        Assert.Contains("the signature of an HDF5 file", Assert.Throws<DataFileException>(() => NirModel.Read(_folder["text.nir"])).Message);
        byte[] whole = File.ReadAllBytes(NirGraphs.Small().Save(_folder["whole.nir"]));
        File.WriteAllBytes(_folder["cut.nir"], whole[..(whole.Length / 2)]);
        Assert.Contains("cut.nir", Assert.Throws<DataFileException>(() => NirModel.Read(_folder["cut.nir"])).Message);
        new H5File { ["spikes"] = new H5Group { ["times"] = new double[2] } }.Write(_folder["other.nir"]);
        Assert.Contains("is HDF5, but no NIR graph", Assert.Throws<ClassifierFormatException>(() => NirModel.Read(_folder["other.nir"])).Message);

        NirGraphs deep = NirGraphs.Small();
        string path = "node/nodes/deep";
        for (int depth = 0; depth < 10; depth++, path += "/nodes/deep")
        {
            deep.Set($"{path}/type", new string("NIRGraph".AsSpan())).Set($"{path}/edges", new string[0, 2]);
        }

        Assert.Contains("graphs within graphs, more than 8 deep", Assert.Throws<ClassifierFormatException>(() => NirModel.Read(deep.Save(_folder["deep.nir"]))).Message);
    }

    // Files that only h5py writes: sizes of which there is nothing in the file, and a graph that is within itself.
    [SkippableFact]
    public void What_a_file_says_and_does_not_have_is_refused()
    {
        NirGraphs.Small().Remove("node/nodes/fc/weight").Save(_folder["huge.nir"]);
        File.Copy(_folder["huge.nir"], _folder["large.nir"]);
        NirGraphs.Small().Save(_folder["cycle.nir"]);
        Python.Run(
            """
            import sys, h5py
            for name, shape in (("huge", (1 << 26, 1 << 20)), ("large", (12000, 12000))):
                with h5py.File(sys.argv[1] + "/" + name + ".nir", "a") as file:
                    file["node/nodes/fc"].create_dataset("weight", shape, "f4", chunks=(1000, 1000), compression="gzip")
            with h5py.File(sys.argv[1] + "/cycle.nir", "a") as file:
                file["node/nodes/self"] = file["node"]
            """,
            _folder.Path);
        Assert.Contains("/node/nodes/fc/weight: expected at most", Assert.Throws<DataFileException>(() => NirModel.Read(_folder["huge.nir"])).Message);
        Assert.Contains("bytes can hold", Assert.Throws<DataFileException>(() => NirModel.Read(_folder["large.nir"])).Message);
        Assert.Contains("graphs within graphs, more than 8 deep", Assert.Throws<ClassifierFormatException>(() => NirModel.Read(_folder["cycle.nir"])).Message);
    }

    private static string Steps(NirSettings settings, NirModel model) =>
        Assert.Throws<InvalidDescriptionException>(() => model.ToClassifier(settings, 10)).Message;

    private void Refuses(Func<NirGraphs, NirGraphs> change, string message)
    {
        string path = change(NirGraphs.Small()).Save(_folder["graph.nir"]);
        Exception exception = Assert.ThrowsAny<Exception>(() => NirModel.Read(path));
        Assert.True(exception is InvalidDescriptionException or ClassifierFormatException or DataFileException, exception.ToString());
        Assert.Contains(message, exception.Message);
        Assert.Contains(path, exception.Message);
        File.Delete(path);
    }
}

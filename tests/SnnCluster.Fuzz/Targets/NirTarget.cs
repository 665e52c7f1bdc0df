using PureHDF;
using SnnCluster.Fuzz.Running;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Nir;
using SnnCluster.Learning.Persistence;
using SnnCluster.Model.Networks;

namespace SnnCluster.Fuzz.Targets;

/// <summary>Graphs of NIR: read, and made to a classifier.</summary>
internal sealed class NirTarget : IFuzzTarget
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snncluster-fuzz-").FullName;

    public NirTarget() => Readers = [new FuzzReader("graph", [Sample()], Take) { FreeBytes = DataSetsTarget.Hdf5FreeBytes }];

    public IReadOnlyList<FuzzReader> Readers { get; }

    public void Check()
    {
        // Each input has a file of its own name.
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Sample()
    {
        using var content = new MemoryStream();
        new H5File
        {
            ["version"] = "1.0",
            ["node"] = new H5Group
            {
                ["type"] = "NIRGraph",
                ["edges"] = new[,] { { "in", "w" }, { "w", "n" }, { "n", "v" }, { "v", "li" }, { "li", "out" } },
                ["nodes"] = new H5Group
                {
                    ["in"] = new H5Group { ["type"] = "Input", ["shape"] = new long[] { 3 } },
                    ["w"] = new H5Group { ["type"] = "Linear", ["weight"] = new float[2, 3] },
                    ["n"] = Neurons("LIF", ("v_threshold", 0.5)),
                    ["v"] = new H5Group { ["type"] = "Affine", ["weight"] = new float[2, 2], ["bias"] = new float[2] },
                    ["li"] = Neurons("LI"),
                    ["out"] = new H5Group { ["type"] = "Output", ["shape"] = new long[] { 2 } },
                },
            },
        }.Write(content);
        return content.ToArray();
    }

    private static H5Group Neurons(string type, params (string Name, double Value)[] others)
    {
        var node = new H5Group { ["type"] = type };
        foreach ((string name, double value) in others.Append(("tau", 0.02)).Append(("r", 20)).Append(("v_leak", 0)))
        {
            node[name] = new[] { value, value };
        }

        return node;
    }

    private bool Take(byte[] input)
    {
        string path = Path.Combine(_folder, "graph.nir");
        File.WriteAllBytes(path, input);
        try
        {
            using ClassifierState state = NirModel.Read(path).ToClassifier(new NirSettings(), steps: 10);
            return true;
        }
        catch (Exception exception) when (exception is DataFileException or ClassifierFormatException or InvalidDescriptionException)
        {
            Finding.If(exception is not InvalidDescriptionException && exception.Message.Contains('\n', StringComparison.Ordinal), "its message has several lines");
            return false;
        }
    }
}

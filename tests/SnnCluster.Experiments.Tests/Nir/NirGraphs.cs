using PureHDF;

namespace SnnCluster.Experiments.Tests.Nir;

/// <summary>Small graphs in HDF5, as a test wants them: right but for what it changes.</summary>
internal sealed class NirGraphs
{
    private readonly Dictionary<string, object> _content = new()
    {
        ["version"] = "1.0",
        ["node/type"] = "NIRGraph",
        ["node/edges"] = Pairs("input fc", "fc lif", "lif rec", "rec lif", "lif readout", "readout li", "li output"),
    };

    private NirGraphs()
    {
        Add("input", "Input", ("shape", new long[] { 3 }));
        Add("fc", "Linear", ("weight", new float[,] { { 1, -1, 2 }, { 0, 1, 0 } }));
        Add("lif", "LIF", ("tau", new[] { 0.02, 0.02 }), ("r", new[] { 20.0, 20 }), ("v_leak", new double[2]), ("v_threshold", new[] { 0.5, 0.5 }), ("v_reset", new double[2]));
        Add("rec", "Linear", ("weight", new float[,] { { 0, 0.5f }, { 0.25f, 0 } }));
        Add("readout", "Affine", ("weight", new float[,] { { 1, 0 }, { 0, 1 } }), ("bias", new float[] { 0, 0.125f }));
        Add("li", "LI", ("tau", new[] { 0.02, 0.02 }), ("r", new[] { 20.0, 20 }), ("v_leak", new double[2]));
        Add("output", "Output", ("shape", new long[] { 2 }));
    }

    /// <summary>A graph of three inputs, two recurrent LIF neurons and two LI outputs; everything in it can be trained.</summary>
    public static NirGraphs Small() => new();

    /// <summary>Names in pairs.</summary>
    public static string[,] Pairs(params string[] edges)
    {
        var pairs = new string[edges.Length, 2];
        for (int i = 0; i < edges.Length; i++)
        {
            (pairs[i, 0], pairs[i, 1]) = (edges[i].Split(' ')[0], edges[i].Split(' ')[1]);
        }

        return pairs;
    }

    /// <summary>Adds a node, or replaces it.</summary>
    public NirGraphs Add(string name, string type, params (string Name, object Value)[] parameters)
    {
        Remove($"node/nodes/{name}");
        _content[$"node/nodes/{name}/type"] = new string(type.AsSpan());
        foreach ((string parameter, object value) in parameters)
        {
            _content[$"node/nodes/{name}/{parameter}"] = value;
        }

        return this;
    }

    /// <summary>Sets a data set by its path.</summary>
    public NirGraphs Set(string path, object value)
    {
        _content[path] = value;
        return this;
    }

    /// <summary>Leaves out a data set, or a group with all that is in it.</summary>
    public NirGraphs Remove(string path)
    {
        foreach (string key in _content.Keys.Where(key => key == path || key.StartsWith(path + "/", StringComparison.Ordinal)).ToArray())
        {
            _content.Remove(key);
        }

        return this;
    }

    /// <summary>Writes the file.</summary>
    /// <returns>Its path.</returns>
    public string Save(string path)
    {
        var file = new H5File();
        foreach ((string key, object value) in _content)
        {
            string[] names = key.Split('/');
            H5Group group = file;
            foreach (string name in names[..^1])
            {
                if (!group.TryGetValue(name, out object? inner))
                {
                    group[name] = inner = new H5Group();
                }

                group = (H5Group)inner;
            }

            group[names[^1]] = value;
        }

        file.Write(path);
        return path;
    }
}

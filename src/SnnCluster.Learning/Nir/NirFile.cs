using System.Text.RegularExpressions;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Persistence;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Nir;

/// <summary>
/// Reads NIR graphs of version 1 in HDF5, as the nir package writes them: a text /version, and a group /node with a text type, a group nodes with
/// a group of type and parameters for each node, and edges, pairs of names. Source: nir/serialization.py and nir/ir of github.com/neuromorphs/NIR.
/// </summary>
internal sealed partial class NirFile
{
    private const string Root = "node";
    private const int MostNodes = 4096;
    private const int MostEdges = 1 << 16;
    private const int MostMetadata = 1000;
    private const int DeepestGraph = 8;

    private readonly string _path;
    private readonly Hdf5File _file;
    private readonly ValidationErrors _errors = new();
    private readonly List<NirNode> _nodes = [];
    private readonly List<int> _depths = []; // how deep in graphs within graphs each node is; the graph itself is 1
    private readonly List<(int From, int To)> _edges = [];
    private long _left = ClassifierDescription.ParameterLimit;
    private int _groups;

    private NirFile(string path, Hdf5File file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>Whether a file is to be read as a graph: by its name.</summary>
    public static bool IsNamed(string path) => path.EndsWith(".nir", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a graph, and checks it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">It is no HDF5 file, or damaged.</exception>
    /// <exception cref="ClassifierFormatException">It is HDF5 of another layout, or of another version.</exception>
    /// <exception cref="InvalidDescriptionException">It is a graph that cannot be run; all findings at once.</exception>
    public static NirGraph Read(string path)
    {
        using var file = Hdf5File.Open(path);
        return new NirFile(path, file).Read();
    }

    private NirGraph Read()
    {
        if (!_file.IsGroup(Root) || !_file.Has("version") || !_file.Has($"{Root}/type"))
        {
            throw new ClassifierFormatException(_path, "is HDF5, but no NIR graph: that has a text /version and a group /node with a text /node/type");
        }

        string version = Text("version");
        if (!VersionOne().IsMatch(version))
        {
            throw new ClassifierFormatException(_path, $"is NIR of version '{Cut(version)}'; this program reads version 1");
        }

        if (Text($"{Root}/type") is string type && type != NirNodeType.GraphName)
        {
            throw new ClassifierFormatException(_path, $"/node is of type '{Cut(type)}': must be {NirNodeType.GraphName}");
        }

        ReadGraph(Root, "", 1);
        _errors.ThrowIfAny();
        foreach ((int from, int to) in _edges.Distinct().Order())
        {
            _nodes[to].Sources.Add(from);
        }

        NirNode? input = Single(NirNodeType.Input);
        NirNode? output = Single(NirNodeType.Output);
        _errors.ThrowIfAny();
        NirShapes.Check(_path, _nodes, input!, _errors);
        _errors.ThrowIfAny();
        (Dictionary<string, string> texts, Dictionary<string, double> numbers) = Metadata();
        return new NirGraph(_path, _nodes, texts, numbers) { Input = input!, Output = output! };
    }

    private void ReadGraph(string group, string prefix, int depth)
    {
        string nodes = $"{group}/nodes";
        string edges = $"{group}/edges";
        string name = prefix.Length == 0 ? "the graph" : $"graph '{prefix[..^1]}'";
        if (depth > DeepestGraph)
        {
            throw new ClassifierFormatException(_path, $"has graphs within graphs, more than {DeepestGraph} deep");
        }

        if (!_file.IsGroup(nodes) || !_file.Has(edges))
        {
            _errors.Add($"{_path}: {name} lacks {(_file.IsGroup(nodes) ? "edges" : "nodes")}: must have a group nodes and a list edges");
            return;
        }

        var inputs = new Dictionary<string, List<int>>();
        var outputs = new Dictionary<string, List<int>>();
        foreach (string child in _file.NamesIn(nodes).Order(StringComparer.Ordinal))
        {
            if (++_groups > MostNodes)
            {
                throw new ClassifierFormatException(_path, $"has more than {MostNodes} nodes");
            }

            int first = _nodes.Count;
            string path = $"{nodes}/{child}";
            if (TypeOf(path, prefix + child) is not string type)
            {
                inputs[child] = outputs[child] = [];
            }
            else if (type == NirNodeType.GraphName)
            {
                ReadGraph(path, $"{prefix}{child}.", depth + 1);
                int[] own = [.. Enumerable.Range(first, _nodes.Count - first).Where(node => _depths[node] == depth + 1)];
                inputs[child] = [.. own.Where(node => _nodes[node].Type == NirNodeType.Input)];
                outputs[child] = [.. own.Where(node => _nodes[node].Type == NirNodeType.Output)];
            }
            else
            {
                ReadNode(path, prefix + child, NirNodeType.All[type]);
                _depths.Add(depth);
                inputs[child] = outputs[child] = [first];
            }
        }

        ReadEdges(edges, name, inputs, outputs);
    }

    private string? TypeOf(string path, string name)
    {
        if (!_file.IsGroup(path) || !_file.Has($"{path}/type"))
        {
            _errors.Add($"{_path}: node '{Cut(name)}' has no type: must be a group with a text type");
            return null;
        }

        string type = Text($"{path}/type");
        if (type == NirNodeType.GraphName || NirNodeType.All.ContainsKey(type))
        {
            return type;
        }

        _errors.Add($"{_path}: node '{Cut(name)}' is of type '{Cut(type)}', which is not read: there are {string.Join(", ", NirNodeType.All.Keys)} and {NirNodeType.GraphName}");
        return null;
    }

    private void ReadNode(string path, string name, NirNodeType type)
    {
        var values = new Dictionary<string, double[]>();
        var shapes = new Dictionary<string, int[]>();
        int before = _errors.Messages.Count;
        string say = $"{_path}: node '{Cut(name)}', a {type.Name},";
        foreach (string parameter in type.Required.Concat(type.Optional))
        {
            if (!_file.Has($"{path}/{parameter}"))
            {
                if (type.Required.Contains(parameter))
                {
                    _errors.Add($"{say} has no {parameter}");
                }

                continue;
            }

            (double[] numbers, int[] shape) = _file.Values($"{path}/{parameter}", _left);
            _left -= numbers.Length;
            values[parameter] = numbers;
            shapes[parameter] = shape;
            int wrong = Array.FindIndex(numbers, number => !double.IsFinite(number) || Math.Abs(number) > float.MaxValue);
            if (numbers.Length == 0)
            {
                _errors.Add($"{say} has {parameter} without a value");
            }
            else if (wrong >= 0)
            {
                _errors.Add($"{say} has {parameter} {NirGraph.Text(numbers[wrong])} at place {wrong}: must be a finite number of single precision");
            }
            else if (type.Positive.Contains(parameter) && numbers.Min() <= 0)
            {
                _errors.Add($"{say} has {parameter} {NirGraph.Text(numbers.Min())}: must be above 0");
            }
        }

        var node = new NirNode(name, type, values);
        if (_errors.Messages.Count == before)
        {
            NirShapes.Size(say, node, shapes, _errors);
        }

        _nodes.Add(node);
    }

    private void ReadEdges(string path, string graph, Dictionary<string, List<int>> inputs, Dictionary<string, List<int>> outputs)
    {
        (string[] names, int[] shape) = _file.Texts(path, 2L * MostEdges);
        if (names.Length > 0 && shape is not [_, 2])
        {
            _errors.Add($"{_path}: edges of {graph} are {string.Join(" x ", shape)} names: must be pairs");
            return;
        }

        for (int i = 0; i < names.Length; i += 2)
        {
            string edge = $"{_path}: {graph} has an edge from '{Cut(names[i])}' to '{Cut(names[i + 1])}'";
            int? from = End(edge, names[i], outputs, "output");
            int? to = End(edge, names[i + 1], inputs, "input");
            if (from is int source && to is int target && source < _nodes.Count && target < _nodes.Count)
            {
                _edges.Add((source, target));
            }
        }
    }

    private int? End(string edge, string name, Dictionary<string, List<int>> ends, string what)
    {
        if (!ends.TryGetValue(name, out List<int>? nodes))
        {
            _errors.Add($"{edge}: there is no node '{Cut(name)}'{NearestName.Hint(name, [.. ends.Keys])}");
            return null;
        }

        // What is wrong with a node was told; a graph within the graph has one way in and one out.
        if (nodes.Count > 1 || (nodes.Count == 0 && _errors.Messages.Count == 0))
        {
            _errors.Add($"{edge}: graph '{Cut(name)}' has {nodes.Count} nodes of {what}, must have one");
        }

        return nodes.Count == 1 ? nodes[0] : null;
    }

    private NirNode? Single(NirNodeType type)
    {
        // A name may have dots of its own.
        NirNode[] found = [.. _nodes.Where((node, i) => node.Type == type && _depths[i] == 1)];
        if (found.Length != 1)
        {
            _errors.Add($"{_path}: the graph has {found.Length} nodes of type {type.Name}: must have one");
        }

        return found.Length == 1 ? found[0] : null;
    }

    private (Dictionary<string, string> Texts, Dictionary<string, double> Numbers) Metadata()
    {
        const string group = $"{Root}/metadata";
        var texts = new Dictionary<string, string>();
        var numbers = new Dictionary<string, double>();
        foreach (string name in _file.IsGroup(group) ? _file.NamesIn(group).Take(MostMetadata) : [])
        {
            string path = $"{group}/{name}";
            if (!_file.IsGroup(path) && _file.ShapeOf(path).Length == 0)
            {
                if (_file.IsText(path))
                {
                    texts[name] = Text(path);
                }
                else if (_file.IsNumber(path))
                {
                    numbers[name] = _file.Values(path, 1).Values[0];
                }
            }
        }

        return (texts, numbers);
    }

    private string Text(string name) => _file.Texts(name, 1).Values is [string text] ? text : "";

    private static string Cut(string text) => text.Length <= 100 ? text : text[..100] + "...";

    [GeneratedRegex(@"^1(\.\d+)*([-+.a-z]\S*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionOne();
}

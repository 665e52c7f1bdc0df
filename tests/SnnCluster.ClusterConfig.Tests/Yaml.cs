using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace SnnCluster.ClusterConfig.Tests;

/// <summary>
/// A YAML document as dictionaries, lists and strings, with a path into it: <c>spec/containers/0/name</c>. A slash within
/// a key is written ~1, as in JSON pointers; the path <c>.</c> is the document itself.
/// </summary>
internal sealed class Yaml
{
    private readonly object? _root;

    private Yaml(object? root) => _root = root;

    /// <summary>The value at a path; null where there is none.</summary>
    public object? this[string path]
    {
        get
        {
            object? value = _root;
            foreach (string part in path == "." ? [] : path.Split('/').Select(part => part.Replace("~1", "/", StringComparison.Ordinal)))
            {
                value = value switch
                {
                    Dictionary<object, object> map => map.GetValueOrDefault(part),
                    List<object> list when int.TryParse(part, out int index) && index < list.Count => list[index],
                    _ => null,
                };
            }

            return value;
        }
    }

    public static Yaml Read(params string[] path) => Parse(Repository.Read(path));

    public static Yaml Parse(string text) =>
        new(new DeserializerBuilder().Build().Deserialize(new MergingParser(new Parser(new StringReader(text)))));

    public string Text(string path) =>
        this[path] as string ?? throw new KeyNotFoundException($"there is no text at {path}");

    public string[] Texts(string path) =>
        this[path] is List<object> list ? [.. list.Cast<string>()] : throw new KeyNotFoundException($"there is no list at {path}");

    public Yaml[] Items(string path) =>
        this[path] is List<object> list ? [.. list.Select(item => new Yaml(item))] : throw new KeyNotFoundException($"there is no list at {path}");

    public string[] Keys(string path) =>
        this[path] is Dictionary<object, object> map ? [.. map.Keys.Cast<string>()] : throw new KeyNotFoundException($"there is no map at {path}");
}

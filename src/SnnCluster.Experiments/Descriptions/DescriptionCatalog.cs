using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>
/// The types that descriptions can name: of each family, which is an abstract record, all public records below it in our assemblies and, where one is given, in an
/// assembly of people's own.
/// </summary>
public sealed class DescriptionCatalog
{
    private static readonly Assembly[] Ours = [typeof(NetworkDescription).Assembly, typeof(Probe).Assembly, typeof(DescriptionCatalog).Assembly];
    private readonly ConcurrentDictionary<Type, DescriptionFamily> _families = new();
    private readonly Type[] _types;

    /// <summary>A catalogue.</summary>
    /// <param name="models">An assembly of people's own; null: there is none.</param>
    public DescriptionCatalog(Assembly? models = null)
    {
        Models = models;
        _types = [.. Ours.Concat(models is null || Ours.Contains(models) ? [] : [models]).SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !type.IsAbstract && !type.ContainsGenericParameters)];
    }

    /// <summary>What comes with SnnCluster.</summary>
    public static DescriptionCatalog BuiltIn { get; } = new();

    /// <summary>The assembly of people's own.</summary>
    public Assembly? Models { get; }

    /// <summary>A family's members.</summary>
    internal DescriptionFamily Of(Type family) => _families.GetOrAdd(family, type => new DescriptionFamily(type, _types, Models));
}

/// <summary>A family of types that stand in descriptions by their names.</summary>
internal sealed class DescriptionFamily
{
    private readonly Dictionary<string, DescribedType> _byName = [];
    private readonly Dictionary<Type, string> _names = [];

    public DescriptionFamily(Type type, IEnumerable<Type> types, Assembly? models)
    {
        Type = type;
        string[] words = [.. WithoutDescription(Kebab(type.Name)).Split('-')];
        string title = string.Join(' ', words);
        Title = type.GetProperty("ModelType") is null || words.Contains("model") ? title : $"{title} model";
        foreach (Type member in types.Where(type.IsAssignableFrom))
        {
            if (DescribedType.Of(member) is DescribedType described)
            {
                // Ours come first: a name of theirs that is taken is that of the class in full.
                string name = NameOf(type, described, words[^1]);
                _names[member] = name = _byName.TryAdd(name, described) ? name : member.FullName!;
                _byName[name] = described;
                if (member.Assembly == models)
                {
                    _byName.TryAdd(member.FullName!, described);
                }
            }
        }

        foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Where(method => method.Name == "op_Implicit" && method.ReturnType == type))
        {
            Conversions.Add((method.GetParameters()[0].ParameterType, method));
        }
    }

    public Type Type { get; }

    /// <summary>What messages call it.</summary>
    public string Title { get; }

    /// <summary>Types from which there is a conversion that code makes without being asked: a number for a distribution, say.</summary>
    public List<(Type From, MethodInfo Method)> Conversions { get; } = [];

    /// <summary>Names of its types, in the order of the alphabet.</summary>
    public IReadOnlyList<string> Names => [.. _names.Values.Order(StringComparer.Ordinal)];

    public DescribedType? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The name of a type; null where it has none, as what only code makes.</summary>
    public string? NameOf(Type type) => _names.GetValueOrDefault(type);

    /// <summary>A name in kebab case.</summary>
    public static string Kebab(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            bool begins = i > 0 && char.IsUpper(name[i])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(begins ? "-" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary>A name in kebab case without the word that says that it is one of a description.</summary>
    public static string WithoutDescription(string name) => Without(name, "description");

    // Of what is per synapse, the synapse says something.
    private static string Without(string name, string lastWord) =>
        name.EndsWith($"-{lastWord}", StringComparison.Ordinal) && !name.EndsWith($"-per-{lastWord}", StringComparison.Ordinal) ? name[..^(lastWord.Length + 1)] : name;

    // Models of neurons have names of their own; others that of their class, without the family's last word: "gaussian" of kernels is GaussianKernel.
    private static string NameOf(Type family, DescribedType type, string lastWord)
    {
        PropertyInfo? name = family.GetProperty("Name", typeof(string));
        if (name is { CanWrite: false, GetMethod.IsAbstract: true } && type.Sample is object sample && name.GetValue(sample) is string own)
        {
            return own;
        }

        return Without(WithoutDescription(Kebab(type.Type.Name)), lastWord);
    }
}

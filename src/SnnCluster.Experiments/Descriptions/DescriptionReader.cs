using System.Globalization;
using System.Reflection;
using System.Text.Json;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>
/// Makes of a text's values what a type says. It goes on after a finding, with a default in the place of what is wrong, so that all findings are told at once.
/// </summary>
/// <param name="catalog">The types that can be named.</param>
/// <param name="files">The files that can be referred to.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed partial class DescriptionReader(DescriptionCatalog catalog, DescriptionFiles files, DescriptionFindings findings)
{
    /// <summary>The key that names a type of a family.</summary>
    public const string Type = "type";

    /// <summary>The text that stands for an infinite number.</summary>
    public const string Infinity = "infinity";

    private readonly Dictionary<object, DescriptionNode> _nodes = new(ReferenceEqualityComparer.Instance);

    /// <summary>The value of which each object was made.</summary>
    public IReadOnlyDictionary<object, DescriptionNode> Nodes => _nodes;

    /// <summary>Whether a type of people's own was named.</summary>
    public bool UsesModels { get; private set; }

    /// <summary>Makes a value.</summary>
    /// <param name="node">The text's value.</param>
    /// <param name="type">The type.</param>
    /// <param name="key">What messages call it.</param>
    /// <param name="mayBeInfinite">Whether a number may be infinite.</param>
    /// <param name="range">The range of a number, for messages.</param>
    /// <returns>It; null where it was refused and nothing can stand in its place.</returns>
    public object? Read(DescriptionNode node, Type type, string key, bool mayBeInfinite = false, ValidationCheck range = default)
    {
        var kind = DescribedKind.Of(type);
        return kind.Kind switch
        {
            ValueKind.Flag => node.Kind is JsonValueKind.True or JsonValueKind.False ? node.Kind == JsonValueKind.True : Refuse(node, key, "true or false"),
            ValueKind.Text => node.Kind == JsonValueKind.String ? node.Text : Refuse(node, key, "a text"),
            ValueKind.Whole => Whole(node, type, key, range),
            ValueKind.Number => Number(node, type, key, mayBeInfinite, range),
            ValueKind.Word => Word(node, type, key),
            ValueKind.Pair => Pair(node, kind, key),
            ValueKind.List => List(node, kind, key),
            ValueKind.Dictionary => Dictionary(node, kind, key),
            ValueKind.Family => OfFamily(node, catalog.Of(type), key),
            _ => node.Kind == JsonValueKind.Object
                ? Object(node, DescribedType.Of(type)!, key, isOfFamily: false)
                : Refuse(node, key, $"an object with {string.Join(", ", DescribedType.Of(type)!.Members.Select(member => member.Name))}") ?? DescribedType.Of(type)!.Sample,
        };
    }

    private object? Refuse(DescriptionNode node, string key, string rule)
    {
        findings.Add(node, $"{key} is {node.Shown}: must be {rule}");
        return null;
    }

    private object Dictionary(DescriptionNode node, DescribedKind kind, string key)
    {
        var dictionary = (System.Collections.IDictionary)kind.Nothing!;
        if (node.Kind != JsonValueKind.Object)
        {
            Refuse(node, key, "an object");
            return dictionary;
        }

        foreach (DescriptionEntry entry in node.Entries)
        {
            if (Read(entry.Value, kind.Item!, $"{key} {DescriptionNode.Cut(entry.Name)}") is object value)
            {
                dictionary[entry.Name] = value;
            }
        }

        return dictionary;
    }

    private object? OfFamily(DescriptionNode node, DescriptionFamily family, string key)
    {
        (Type _, MethodInfo? conversion) = family.Conversions.Find(one => Fits(node, DescribedKind.Of(one.From)));
        if (conversion is not null)
        {
            return Read(node, conversion.GetParameters()[0].ParameterType, key) is object from ? Converted(node, conversion, from) : AnyOf(family);
        }

        DescriptionNode? type = node.Kind == JsonValueKind.Object ? node.Find(Type) : node.Kind == JsonValueKind.String ? node : null;
        DescriptionFamily[] families = [family, .. family.Conversions.Where(one => DescribedKind.Of(one.From).Kind == ValueKind.Family).Select(one => catalog.Of(one.From))];
        if (type is not { Kind: JsonValueKind.String })
        {
            return RefuseType(type ?? node, node, family, families, key);
        }

        foreach (DescriptionFamily one in families)
        {
            if (one.Find(type.Text) is DescribedType found)
            {
                UsesModels |= catalog.Models is not null && found.Type.Assembly == catalog.Models;
                object? made = Object(node, found, type.Text, isOfFamily: true);
                return made is null ? null
                    : one == family ? made
                    : Converted(node, family.Conversions.Find(conversion => conversion.From == one.Type).Method, made);
            }
        }

        return RefuseType(type, node, family, families, key);
    }

    private object Converted(DescriptionNode node, MethodInfo conversion, object from)
    {
        object made = conversion.Invoke(null, [from])!;
        _nodes[made] = node;
        return made;
    }

    private object? RefuseType(DescriptionNode type, DescriptionNode node, DescriptionFamily family, DescriptionFamily[] families, string key)
    {
        string[] names = [.. families.SelectMany(one => one.Names)];
        bool takesNumbers = family.Conversions.Exists(one => DescribedKind.Of(one.From).Kind == ValueKind.Number);
        node.IsRefused = true;
        findings.Add(type, type.Kind == JsonValueKind.String
            ? $"there is no {family.Title} '{DescriptionNode.Cut(type.Text)}'{Nearest(type.Text, names)}"
            : type.Kind == JsonValueKind.Object && type == node
                ? $"{key} has no \"{Type}\": must be one of {string.Join(", ", names)}"
                : $"{key} is {type.Shown}: must be {(takesNumbers ? $"a number{UnitOf(key)}, or " : "")}one of {string.Join(", ", names)}, "
                    + $"or an object with one of them as its \"{Type}\"");
        return AnyOf(family);
    }

    private static string Nearest(string name, IReadOnlyCollection<string> names) => name.Length > 100 ? "" : NearestName.Hint(name, names);

    // Something to go on with.
    private object? AnyOf(DescriptionFamily family)
    {
        foreach ((Type from, MethodInfo method) in family.Conversions)
        {
            if (DescribedKind.Of(from).Kind == ValueKind.Number)
            {
                return method.Invoke(null, [Convert.ChangeType(0, from, CultureInfo.InvariantCulture)]);
            }
        }

        return family.Names.Select(name => family.Find(name)!).FirstOrDefault(type => type.NeedsNothing)?.Sample
            ?? family.Names.Select(name => family.Find(name)!.Sample).FirstOrDefault(sample => sample is not null);
    }

    private static bool Fits(DescriptionNode node, DescribedKind kind) => node.Kind switch
    {
        JsonValueKind.Number => kind.IsNumber,
        JsonValueKind.String => kind.Kind == ValueKind.Text,
        JsonValueKind.Array => kind.Kind == ValueKind.List,
        JsonValueKind.Object => kind.Kind == ValueKind.List && node.Find(Type) is null && node.Find(DescriptionFiles.File) is not null,
        _ => false,
    };

    private object? Object(DescriptionNode node, DescribedType type, string key, bool isOfFamily)
    {
        node.ReadAs = type;
        var values = new Dictionary<DescribedMember, object?>();
        IReadOnlyDictionary<DescribedMember, ValidationCheck> ranges = CheckedRanges.Of(type);
        HashSet<string> aside = isOfFamily ? [Type] : [];
        if (DescriptionFiles.AreIn(type.Type) && node.Kind == JsonValueKind.Object && node.Find(DescriptionFiles.File) is not null)
        {
            aside.UnionWith([DescriptionFiles.File, DescriptionFiles.Population, DescriptionFiles.Types]);
            ReadLists(node, type, values);
        }

        foreach (DescriptionEntry entry in node.Entries.Where(entry => !aside.Contains(entry.Name)))
        {
            DescribedMember? member = type.Members.FirstOrDefault(member => member.Name == entry.Name);
            if (member is null)
            {
                RefuseKey(node, entry, type, key);
                continue;
            }

            if (values.ContainsKey(member))
            {
                findings.Add(entry.Value, $"{entry.Name} is given, and is in the file too: give one of them");
            }
            else if (entry.Value.Kind == JsonValueKind.Null)
            {
                if (member.IsNullable)
                {
                    values[member] = null;
                }
                else
                {
                    Refuse(entry.Value, entry.Name, "a value");
                }
            }
            else if (Read(entry.Value, member.Type, entry.Name, member.MayBeInfinite, ranges.GetValueOrDefault(member)) is object value)
            {
                values[member] = value;
            }

            if (entry.Value.IsRefused)
            {
                node.StandIns.Add(member.Name);
            }
        }

        foreach (DescribedMember missing in type.Members.Where(member => member.IsRequired && !values.ContainsKey(member) && node.Find(member.Name) is null))
        {
            if (node.StandIns.Add(missing.Name))
            {
                findings.Add(node, $"{key} has no \"{missing.Name}\": it must be given");
            }
        }

        return Create(node, type, values, key);
    }

    private object? Create(DescriptionNode node, DescribedType type, Dictionary<DescribedMember, object?> values, string key)
    {
        // What was refused has something in its place that all that looks at it can bear.
        foreach (DescribedMember member in type.Members.Where(member => member is { IsRequired: true, IsNullable: false, Type.IsValueType: false } && !values.ContainsKey(member)))
        {
            var kind = DescribedKind.Of(member.Type);
            values[member] = kind.Kind switch
            {
                ValueKind.Text => "",
                ValueKind.Family => AnyOf(catalog.Of(member.Type)),
                _ => kind.Nothing,
            };
        }

        try
        {
            object made = type.Create(values);
            if (!made.GetType().IsValueType)
            {
                _nodes[made] = node;
            }

            return made;
        }
        catch (ArgumentException exception)
        {
            findings.Add(
                exception.ParamName is string parameter && type.Find(parameter) is DescribedMember member && node.Find(member.Name) is DescriptionNode place ? place : node,
                $"{key}: {exception.Message.Split(" (Parameter")[0]}");
            return type.Type.IsValueType ? null : type.Sample;
        }
    }

    private void RefuseKey(DescriptionNode node, DescriptionEntry entry, DescribedType type, string key)
    {
        string[] names = [.. type.Members.Select(member => member.Name)];
        string hint = entry.Name.Length > 100 ? ""
            : DescriptionUnits.Mistaken(entry.Name, entry.Value.Number, names) is string unit ? $": {unit}"
            : NearestName.Hint(entry.Name, names);
        node.IsRefused = true;
        if (entry.Name.Length <= 100 && NearestName.Of(entry.Name, names) is string meant && !node.Entries.Exists(other => other.Name == meant))
        {
            node.StandIns.Add(meant);
        }

        findings.Add(entry.Place, $"{key} has no key '{DescriptionNode.Cut(entry.Name)}'{hint}");
    }

    private static string UnitOf(string key) => DescriptionUnits.Of(key.Split('[')[0]) is string unit ? $" [{unit}]" : "";
}

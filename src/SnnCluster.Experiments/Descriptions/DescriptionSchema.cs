using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>
/// The JSON Schema (2020-12) of description files, made of the same types that the reader reads, with defaults, and with ranges as far as they are fixed numbers.
/// </summary>
/// <remarks>
/// It is written here, and not by the exporter of System.Text.Json: that one describes what its serializer takes, and knows neither families of types by name nor
/// numbers that stand for distributions, lists in files or ranges.
/// </remarks>
public sealed class DescriptionSchema
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(),
    };

    private readonly DescriptionCatalog _catalog;
    private readonly SortedDictionary<string, JsonNode> _definitions = new(StringComparer.Ordinal);

    private DescriptionSchema(DescriptionCatalog catalog) => _catalog = catalog;

    /// <summary>The schema's text.</summary>
    /// <param name="catalog">The types that files can name; null: those that come with SnnCluster.</param>
    public static string Text(DescriptionCatalog? catalog = null)
    {
        var schema = new DescriptionSchema(catalog ?? DescriptionCatalog.BuiltIn);
        JsonObject root = schema.OfObject(DescribedType.Of(typeof(NetworkFile))!, name: null);
        root["properties"]!.AsObject().Insert(0, NetworkFile.SchemaKey, new JsonObject { ["type"] = "string", ["description"] = "A schema, for editors." });
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "SnnCluster network description");
        root["$defs"] = new JsonObject(schema._definitions.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)));
        return root.ToJsonString(Options) + "\n";
    }

    private JsonObject Of(Type type, DescribedMember? member = null, ValidationCheck range = default)
    {
        var kind = DescribedKind.Of(type);
        return kind.Kind switch
        {
            ValueKind.Flag => new JsonObject { ["type"] = "boolean" },
            ValueKind.Text => new JsonObject { ["type"] = "string" },
            ValueKind.Whole => Ranged(new JsonObject { ["type"] = "integer" }, type, range),
            ValueKind.Number when member is { MayBeInfinite: true } => AnyOf(
                Ranged(new JsonObject { ["type"] = "number" }, null, range), new JsonObject { ["const"] = DescriptionReader.Infinity }),
            ValueKind.Number => Ranged(new JsonObject { ["type"] = "number" }, null, range),
            ValueKind.Word => new JsonObject { ["enum"] = Names(Enum.GetNames(type).Select(DescriptionFamily.Kebab)) },
            ValueKind.Pair => Items(kind, kind.Type.GetGenericArguments().Length),
            ValueKind.List when DescribedKind.Of(kind.Item!).IsNumber => AnyOf(Items(kind, null), Reference("numbers-in-file", NumbersInFile)),
            ValueKind.List => Items(kind, null),
            ValueKind.Dictionary => new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(kind.Item!) },
            ValueKind.Family => Reference(NameOf(_catalog.Of(type)), () => OfFamily(_catalog.Of(type))),
            _ => Reference(DescriptionFamily.WithoutDescription(DescriptionFamily.Kebab(type.Name)), () => OfObject(DescribedType.Of(type)!, name: null)),
        };
    }

    private JsonObject Items(DescribedKind kind, int? count)
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = Of(kind.Item!) };
        if (count is int exactly)
        {
            list["minItems"] = exactly;
            list["maxItems"] = exactly;
        }

        return list;
    }

    private JsonObject OfFamily(DescriptionFamily family)
    {
        var all = new List<JsonNode>();
        string[] words = [.. family.Names.Where(name => family.Find(name)!.NeedsNothing)];
        if (words.Length > 0)
        {
            all.Add(new JsonObject { ["enum"] = Names(words) });
        }

        foreach ((Type from, _) in family.Conversions)
        {
            all.Add(Of(from));
        }

        foreach (string name in family.Names)
        {
            all.Add(Reference($"{NameOf(family)}.{name}", () => OfObject(family.Find(name)!, name)));
        }

        JsonObject schema = AnyOf([.. all]);
        Describe(schema, TypeSummaries.Of(family.Type));
        return schema;
    }

    private JsonObject OfObject(DescribedType type, string? name)
    {
        IReadOnlyDictionary<DescribedMember, ValidationCheck> ranges = CheckedRanges.Of(type);
        var properties = new JsonObject();
        if (name is not null)
        {
            properties[DescriptionReader.Type] = new JsonObject { ["const"] = name };
        }

        foreach (DescribedMember member in type.Members)
        {
            JsonObject value = Of(member.Type, member, ranges.GetValueOrDefault(member));
            if (member.IsNullable)
            {
                value = OrNull(value);
            }

            Describe(value, TypeSummaries.Of(type, member));
            if (!member.IsRequired && type.DefaultOf(member) is object usual)
            {
                value["default"] = DefaultNode(usual, member);
            }

            properties[member.Name] = value;
        }

        string[] required = [.. type.Members.Where(member => member.IsRequired).Select(member => member.Name)];
        string[] always = name is null ? required : [DescriptionReader.Type, .. required];
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (DescriptionFiles.AreIn(type.Type))
        {
            AddLists(schema, type, always);
        }
        else if (always.Length > 0)
        {
            schema["required"] = Names(always);
        }

        Describe(schema, TypeSummaries.Of(type.Type));
        return schema;
    }

    // Its lists, or a file that has them.
    private static void AddLists(JsonObject schema, DescribedType type, string[] always)
    {
        JsonObject properties = schema["properties"]!.AsObject();
        properties[DescriptionFiles.File] = Described("string", "A CSV, Parquet or SONATA (.h5) file that has the lists, in the folder of the description or in one below.");
        properties[DescriptionFiles.Population] = Described("string", "Population within a SONATA file, where it has several.");
        properties[DescriptionFiles.Types] = Described("string", "CSV file of edge types of a SONATA file.");
        string[] lists = [.. DescriptionFiles.ListsOf(type.Type).Where(always.Contains)];
        schema["required"] = Names(always.Except(lists));
        schema["anyOf"] = new JsonArray(new JsonObject { ["required"] = Names([DescriptionFiles.File]) }, new JsonObject { ["required"] = Names(lists) });
    }

    private static JsonObject NumbersInFile() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            [DescriptionFiles.File] = Described("string", "A CSV, Parquet, NumPy (.npy) or HDF5 file, in the folder of the description or in one below."),
            [DescriptionFiles.Column] = Described("string", "The column of a CSV or Parquet file."),
            [DescriptionFiles.DataSet] = Described("string", "The data set of an HDF5 file."),
        },
        ["required"] = Names([DescriptionFiles.File]),
        ["description"] = "Numbers that stand in a file.",
    };

    private JsonNode? DefaultNode(object usual, DescribedMember member)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            new DescriptionWriter(_catalog).Write(writer, usual, member.Type);
        }

        return JsonNode.Parse(stream.ToArray());
    }

    private JsonObject Reference(string name, Func<JsonObject> definition)
    {
        if (!_definitions.ContainsKey(name))
        {
            // Taken before it is made, since it may lead to itself.
            _definitions[name] = new JsonObject();
            _definitions[name] = definition();
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }

    private static JsonObject Ranged(JsonObject number, Type? whole, ValidationCheck range)
    {
        Bound(number, "minimum", "exclusiveMinimum", whole == typeof(ulong) ? 0 : range.Least, range.ExcludesLeast);
        Bound(number, "maximum", "exclusiveMaximum", range.Most, range.ExcludesMost);
        return number;
    }

    private static void Bound(JsonObject number, string name, string excluding, double? bound, bool isExcluded)
    {
        if (bound is double value && double.IsFinite(value))
        {
            number[isExcluded ? excluding : name] = value == Math.Floor(value) && Math.Abs(value) < 1e15 ? JsonValue.Create((long)value) : JsonValue.Create(value);
        }
    }

    private static JsonObject OrNull(JsonObject value)
    {
        var none = new JsonObject { ["type"] = "null" };
        if (value is { Count: 1 } && value["anyOf"] is JsonArray choices)
        {
            choices.Add((JsonNode)none);
            return value;
        }

        return AnyOf(value, none);
    }

    private static JsonObject AnyOf(params JsonNode[] all) => new() { ["anyOf"] = new JsonArray(all) };

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)JsonValue.Create(name))]);

    private static JsonObject Described(string type, string text) => new() { ["type"] = type, ["description"] = text };

    private static void Describe(JsonObject schema, string? text)
    {
        if (text is not null)
        {
            schema["description"] = text;
        }
    }

    private static string NameOf(DescriptionFamily family) => family.Title.Replace(' ', '-');
}

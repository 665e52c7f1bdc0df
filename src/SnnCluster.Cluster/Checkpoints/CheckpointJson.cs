using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>
/// How manifests are written as JSON, whether or not a program has serializers that look at types by default: the version
/// first, then the XxHash3 (16 hexadecimal digits) of what comes then, byte for byte, then the fields. No field is read
/// before the hash was compared.
/// </summary>
internal static class CheckpointJson
{
    // A run's specification came in one message, and a partition takes some 100 bytes.
    private const int MostBytes = 64 << 20;
    private const int MostDepth = 16;

    private const string Version = "schema";
    private const string Hash = "hash";
    private const string Fields = "checkpoint";

    // No generated serializer: of a property with an initial value, such a one makes 0 or null where a file does not have it.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = MostDepth,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new OneOrMore() },
    };

    private static readonly JsonTypeInfo<CheckpointManifest> Manifest =
        (JsonTypeInfo<CheckpointManifest>)Options.GetTypeInfo(typeof(CheckpointManifest));

    public static void Write(Stream stream, CheckpointManifest manifest)
    {
        byte[] fields = JsonSerializer.SerializeToUtf8Bytes(manifest, Manifest);
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteNumber(Version, CheckpointManifest.CurrentSchema);
        writer.WriteString(Hash, HashText.Of(fields));
        writer.WritePropertyName(Fields);
        writer.WriteRawValue(fields);
        writer.WriteEndObject();
    }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="JsonException">It is none, or damaged.</exception>
    /// <exception cref="CheckpointException">It is of a version that is not read; it says which are.</exception>
    public static CheckpointManifest Read(Stream stream)
    {
        if (stream.Length > MostBytes)
        {
            throw new JsonException($"it has {stream.Length} bytes, and manifests have at most {MostBytes}");
        }

        var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = MostDepth };
        using JsonDocument file = JsonDocument.Parse(stream, options);
        if (file.RootElement.ValueKind != JsonValueKind.Object
            || !file.RootElement.TryGetProperty(Version, out JsonElement version)
            || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int schema))
        {
            throw new JsonException("it names no version");
        }

        return schema switch
        {
            CheckpointManifest.CurrentSchema or CheckpointManifest.SchemaOfOneLog => Parse(Checked(file.RootElement)),
            CheckpointManifest.SchemaWithoutHash => Parse(file.RootElement) with { HasHash = false },
            _ => throw new CheckpointException(
                $"is of version {schema}, this snncluster reads versions {CheckpointManifest.SchemaWithoutHash} to {CheckpointManifest.CurrentSchema}"),
        };
    }

    private static JsonElement Checked(JsonElement file) =>
        !file.TryGetProperty(Hash, out JsonElement hash) || !file.TryGetProperty(Fields, out JsonElement fields)
            ? throw new JsonException("it has no hash, or nothing that it is of")
        : hash.ValueKind != JsonValueKind.String || !hash.ValueEquals(HashText.Of(JsonMarshal.GetRawUtf8Value(fields)))
            ? throw new JsonException("its content does not have the hash that it names")
        : fields;

    private static CheckpointManifest Parse(JsonElement fields) =>
        fields.Deserialize(Manifest) ?? throw new JsonException("it is empty");

    /// <summary>The reports: before there were segments, a manifest named one file.</summary>
    private sealed class OneOrMore : JsonConverter<IReadOnlyList<CheckpointReports>>
    {
        public override IReadOnlyList<CheckpointReports>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.StartObject
                ? [JsonSerializer.Deserialize(ref reader, TypeOf<CheckpointReports>(options))!]
                : JsonSerializer.Deserialize(ref reader, TypeOf<CheckpointReports[]>(options));

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<CheckpointReports> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, [.. value], TypeOf<CheckpointReports[]>(options));

        private static JsonTypeInfo<T> TypeOf<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }
}

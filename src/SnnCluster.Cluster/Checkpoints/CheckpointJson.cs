using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>How manifests are written as JSON, whether or not a program has serializers that look at types by default.</summary>
internal static class CheckpointJson
{
    // No generated serializer: of a property with an initial value, such a one makes 0 or null where a file does not have it.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 16,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static JsonTypeInfo<CheckpointManifest> Manifest { get; } =
        (JsonTypeInfo<CheckpointManifest>)Options.GetTypeInfo(typeof(CheckpointManifest));
}

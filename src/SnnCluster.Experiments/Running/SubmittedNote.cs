using System.Text.Json;
using System.Text.Json.Serialization;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Experiments.Running;

/// <summary>What a cluster need not understand of a run, but whoever fetches its results must.</summary>
/// <param name="CommandLine">The command line that asked for the run; null where it is not known.</param>
/// <param name="Date">When it was asked for; null where that is not known.</param>
internal sealed record SubmittedNote(string? CommandLine = null, DateTimeOffset? Date = null)
{
    /// <summary>The note of a run; an empty one where it has none that is readable.</summary>
    public static SubmittedNote Of(RunSpecification run)
    {
        try
        {
            return JsonSerializer.Deserialize(run.ClientNote, SubmittedNoteJson.Default.SubmittedNote) ?? new SubmittedNote();
        }
        catch (JsonException)
        {
            return new SubmittedNote();
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, SubmittedNoteJson.Default.SubmittedNote);
}

/// <summary>Its serializer.</summary>
[JsonSerializable(typeof(SubmittedNote))]
internal sealed partial class SubmittedNoteJson : JsonSerializerContext;

using System.Text;
using System.Text.Json;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Dashboard.Feeds;

/// <summary>What is seen of a run, as the page reads it.</summary>
internal static class LiveJson
{
    public static string Of(LiveFrame frame)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, frame);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static void Write(Utf8JsonWriter writer, LiveFrame frame)
    {
        writer.WriteStartObject();
        writer.WriteNumber("dtMs", frame.DtMs);
        writer.WriteNumber("populationsInAll", frame.PopulationsInAll);
        writer.WriteNumber("projectionsInAll", frame.ProjectionsInAll);
        writer.WriteBoolean("isCut", frame.IsCut);
        writer.WriteStartArray("watched");
        foreach ((int first, int end) in frame.Watched)
        {
            writer.WriteNumberValue(first);
            writer.WriteNumberValue(end);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("populations");
        foreach (LiveFramePopulation population in frame.Populations)
        {
            writer.WriteStartObject();
            writer.WriteString("name", population.Name);
            writer.WriteNumber("size", population.Size);
            writer.WriteNumber("every", population.Every);
            WriteFinite(writer, "rateHz", population.RateHz);
            writer.WriteStartArray("spikes");
            foreach ((int step, int neuron) in population.Spikes)
            {
                writer.WriteNumberValue(step);
                writer.WriteNumberValue(neuron);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("projections");
        foreach (LiveFrameProjection projection in frame.Projections)
        {
            Write(writer, projection);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, LiveFrameProjection projection)
    {
        writer.WriteStartObject();
        writer.WriteNumber("number", projection.Number);
        writer.WriteString("name", projection.Name);
        writer.WriteNumber("synapses", projection.Synapses);
        writer.WriteNumber("weightsStep", projection.WeightsStep);
        writer.WriteStartArray("weights");
        foreach ((double lower, double upper, long count) in projection.Weights.Where(bin => double.IsFinite(bin.Lower) && double.IsFinite(bin.Upper)))
        {
            writer.WriteNumberValue(lower);
            writer.WriteNumberValue(upper);
            writer.WriteNumberValue(count);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteFinite(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}

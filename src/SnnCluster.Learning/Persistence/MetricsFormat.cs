using MessagePack;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Persistence;

/// <summary>Metrics of epochs and batches in MessagePack: an array for each, in the order of the record's parameters.</summary>
internal static class MetricsFormat
{
    public static void Write(ref MessagePackWriter writer, IReadOnlyList<EpochMetrics> epochs)
    {
        writer.WriteArrayHeader(epochs.Count);
        foreach (EpochMetrics epoch in epochs)
        {
            writer.WriteArrayHeader(10);
            writer.Write(epoch.Epoch);
            writer.Write(epoch.Loss);
            writer.Write(epoch.TrainAccuracy);
            Packed.Write(ref writer, epoch.ValidationAccuracy);
            Packed.Write(ref writer, epoch.TestAccuracy);
            writer.Write(epoch.MeanRateHz);
            writer.Write(epoch.LearningRate);
            Write(ref writer, epoch.Rewired);
            writer.Write(epoch.Seconds);
            writer.Write(epoch.ExamplesPerSecond);
        }
    }

    public static void Write(ref MessagePackWriter writer, IReadOnlyList<BatchMetrics> batches)
    {
        writer.WriteArrayHeader(batches.Count);
        foreach (BatchMetrics batch in batches)
        {
            writer.WriteArrayHeader(8);
            writer.Write(batch.Epoch);
            writer.Write(batch.Batch);
            writer.Write(batch.Examples);
            writer.Write(batch.Loss);
            writer.Write(batch.Accuracy);
            writer.Write(batch.MeanRateHz);
            writer.Write(batch.LearningRate);
            Write(ref writer, [.. batch.Rewired.Select(count => (long)count)]);
        }
    }

    public static List<EpochMetrics> ReadEpochs(ref MessagePackReader reader)
    {
        var epochs = new List<EpochMetrics>();
        for (int left = reader.ReadArrayHeader(); left > 0; left--)
        {
            Begin(ref reader, 10);
            epochs.Add(new EpochMetrics(
                reader.ReadInt32(),
                reader.ReadDouble(),
                reader.ReadDouble(),
                Packed.OptionalDouble(ref reader),
                Packed.OptionalDouble(ref reader),
                reader.ReadDouble(),
                reader.ReadDouble(),
                ReadCounts(ref reader),
                reader.ReadDouble(),
                reader.ReadDouble()));
            if (epochs[^1].Epoch != epochs.Count - 1)
            {
                throw new InvalidDataException($"epoch {epochs[^1].Epoch} is where {epochs.Count - 1} should be");
            }
        }

        return epochs;
    }

    public static List<BatchMetrics> ReadBatches(ref MessagePackReader reader)
    {
        var batches = new List<BatchMetrics>();
        for (int left = reader.ReadArrayHeader(); left > 0; left--)
        {
            Begin(ref reader, 8);
            batches.Add(new BatchMetrics(
                reader.ReadInt32(),
                reader.ReadInt32(),
                reader.ReadInt32(),
                reader.ReadDouble(),
                reader.ReadDouble(),
                reader.ReadDouble(),
                reader.ReadDouble(),
                [.. ReadCounts(ref reader).Select(count => checked((int)count))]));
        }

        return batches;
    }

    private static void Begin(ref MessagePackReader reader, int length)
    {
        if (reader.ReadArrayHeader() != length)
        {
            throw new InvalidDataException($"metrics do not have {length} numbers");
        }
    }

    private static void Write(ref MessagePackWriter writer, IReadOnlyList<long> counts)
    {
        writer.WriteArrayHeader(counts.Count);
        foreach (long count in counts)
        {
            writer.Write(count);
        }
    }

    private static List<long> ReadCounts(ref MessagePackReader reader)
    {
        var counts = new List<long>();
        for (int left = reader.ReadArrayHeader(); left > 0; left--)
        {
            counts.Add(reader.ReadInt64());
        }

        return counts;
    }
}

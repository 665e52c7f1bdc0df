using System.Buffers;
using MessagePack;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Persistence;

/// <summary>
/// The format of classifiers: trained networks, checkpoints, and states as they go from one process to another, in
/// MessagePack. docs/classifiers.md describes it byte for byte.
/// </summary>
public static class ClassifierFormat
{
    /// <summary>Version of the format that is written.</summary>
    public const int Version = 3;

    /// <summary>The oldest version that is read, and all from it to <see cref="Version"/>; others are refused.</summary>
    public const int OldestVersion = 1;

    private const string Network = "network";
    private const string State = "state";
    private const string Checkpoint = "checkpoint";

    private delegate void Content(ref MessagePackWriter writer);

    private delegate T Reading<T>(ref MessagePackReader reader, string kind, int version);

    /// <summary>A trained classifier as bytes.</summary>
    public static byte[] OfNetwork(TrainedClassifier classifier) => Write(Network, (ref MessagePackWriter writer) =>
    {
        writer.WriteMapHeader(3);
        WriteStart(ref writer, classifier.State, withOptimiser: false, classifier.Data, classifier.Parameters);
    });

    /// <summary>A state with that of its optimiser as bytes.</summary>
    public static byte[] OfState(ClassifierState state) =>
        Write(State, (ref MessagePackWriter writer) => StateFormat.Write(ref writer, state, withOptimiser: true));

    /// <summary>A checkpoint as bytes.</summary>
    public static byte[] OfCheckpoint(TrainingCheckpoint checkpoint) => Write(Checkpoint, (ref MessagePackWriter writer) =>
    {
        writer.WriteMapHeader(5);
        WriteStart(ref writer, checkpoint.State, withOptimiser: true, checkpoint.Data, checkpoint.Parameters);
        writer.Write("epochs");
        MetricsFormat.Write(ref writer, checkpoint.Epochs);
        writer.Write("batches");
        MetricsFormat.Write(ref writer, checkpoint.Batches);
    });

    /// <summary>A trained classifier from bytes; a checkpoint is one too.</summary>
    /// <param name="bytes">All bytes.</param>
    /// <param name="name">What messages call them: the file.</param>
    /// <exception cref="ClassifierFormatException">They hold none.</exception>
    public static TrainedClassifier ReadNetwork(ReadOnlyMemory<byte> bytes, string name) =>
        Read(bytes, name, [Network, Checkpoint], (ref MessagePackReader reader, string kind, int version) =>
        {
            if (kind == Checkpoint)
            {
                TrainingCheckpoint checkpoint = ReadCheckpoint(ref reader, version);
                return new TrainedClassifier(checkpoint.State, checkpoint.Data, checkpoint.Parameters);
            }

            Packed.ReadMap(ref reader, 3);
            return ReadStart(ref reader, version);
        });

    /// <summary>A state from bytes.</summary>
    /// <param name="bytes">All bytes.</param>
    /// <param name="name">What messages call them.</param>
    /// <exception cref="ClassifierFormatException">They hold none.</exception>
    public static ClassifierState ReadState(ReadOnlyMemory<byte> bytes, string name) =>
        Read(bytes, name, [State], (ref MessagePackReader reader, string _, int version) => StateFormat.Read(ref reader, version));

    /// <summary>A checkpoint from bytes.</summary>
    /// <param name="bytes">All bytes.</param>
    /// <param name="name">What messages call them: the file.</param>
    /// <exception cref="ClassifierFormatException">They hold none.</exception>
    public static TrainingCheckpoint ReadCheckpoint(ReadOnlyMemory<byte> bytes, string name) =>
        Read(bytes, name, [Checkpoint], (ref MessagePackReader reader, string _, int version) => ReadCheckpoint(ref reader, version));

    private static TrainingCheckpoint ReadCheckpoint(ref MessagePackReader reader, int version)
    {
        Packed.ReadMap(ref reader, 5);
        TrainedClassifier start = ReadStart(ref reader, version);
        try
        {
            Packed.ReadKey(ref reader, "epochs");
            var epochs = MetricsFormat.ReadEpochs(ref reader);
            Packed.ReadKey(ref reader, "batches");
            var checkpoint = new TrainingCheckpoint(
                start.State, start.Data, start.Parameters, epochs, MetricsFormat.ReadBatches(ref reader));
            CheckpointParts.Check(checkpoint);
            return checkpoint;
        }
        catch
        {
            start.State.Dispose();
            throw;
        }
    }

    private static void WriteStart(
        ref MessagePackWriter writer,
        ClassifierState state,
        bool withOptimiser,
        DataSetIdentity data,
        IReadOnlyDictionary<string, string> parameters)
    {
        writer.Write("state");
        StateFormat.Write(ref writer, state, withOptimiser);
        writer.Write("dataSet");
        writer.WriteMapHeader(2);
        writer.Write("name");
        writer.Write(data.Name);
        writer.Write("fingerprint");
        writer.Write(data.Fingerprint);
        writer.Write("parameters");
        writer.WriteMapHeader(parameters.Count);
        foreach ((string key, string value) in parameters)
        {
            writer.Write(key);
            writer.Write(value);
        }
    }

    private static TrainedClassifier ReadStart(ref MessagePackReader reader, int version)
    {
        Packed.ReadKey(ref reader, "state");
        ClassifierState state = StateFormat.Read(ref reader, version);
        Packed.ReadKey(ref reader, "dataSet");
        Packed.ReadMap(ref reader, 2);
        Packed.ReadKey(ref reader, "name");
        string name = Packed.Text(ref reader);
        Packed.ReadKey(ref reader, "fingerprint");
        string fingerprint = Packed.Text(ref reader);
        Packed.ReadKey(ref reader, "parameters");
        var parameters = new Dictionary<string, string>();
        for (int left = reader.ReadMapHeader(); left > 0; left--)
        {
            parameters[Packed.Text(ref reader)] = Packed.Text(ref reader);
        }

        return new TrainedClassifier(state, new DataSetIdentity(name, fingerprint), parameters);
    }

    private static byte[] Write(string kind, Content content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        content(ref writer);
        writer.Flush();
        return FormatEnvelope.Wrap(kind, buffer.WrittenSpan);
    }

    private static T Read<T>(ReadOnlyMemory<byte> bytes, string name, string[] kinds, Reading<T> read)
    {
        (int version, string kind, ReadOnlyMemory<byte> content) = FormatEnvelope.Unwrap(bytes, name);
        if (!kinds.Contains(kind))
        {
            throw new ClassifierFormatException(name, $"holds a {kind} and not a {kinds[0]}");
        }

        try
        {
            var reader = new MessagePackReader(content);
            T result = read(ref reader, kind, version);
            return reader.End ? result : throw new InvalidDataException("there is more than there should be");
        }
        catch (Exception exception) when (Packed.IsFormatError(exception))
        {
            throw new ClassifierFormatException(
                name, "is not as it should be: " + exception.Message, exception);
        }
    }
}

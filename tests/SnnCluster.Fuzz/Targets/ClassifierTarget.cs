using SnnCluster.Fuzz.Running;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Persistence;
using SnnCluster.Learning.Tests.Persistence;

namespace SnnCluster.Fuzz.Targets;

/// <summary>Files and states of classifiers: as they are, and with a true digest around what was changed.</summary>
internal sealed class ClassifierTarget : IFuzzTarget
{
    private const string Name = "file";

    public ClassifierTarget()
    {
        var readers = new List<FuzzReader>();
        Add("network", () => ClassifierFormat.OfNetwork(SavedClassifiers.Network()), Network);
        Add("checkpoint", () => ClassifierFormat.OfCheckpoint(SavedClassifiers.Checkpoint()), Checkpoint);
        Add("state", () => ClassifierFormat.OfState(SavedClassifiers.State()), State);
        Readers = readers;

        void Add(string kind, Func<byte[]> write, Func<byte[], ClassifierState> read)
        {
            byte[] file = write();
            byte[] content = FormatEnvelope.Unwrap(file, Name).Content.ToArray();
            readers.Add(new FuzzReader(kind, [file], input => Take(input, read)));
            readers.Add(new FuzzReader(
                $"{kind} with a true digest", [content], input => Take(FormatEnvelope.Wrap(kind, input), read)));
        }
    }

    public IReadOnlyList<FuzzReader> Readers { get; }

    public void Check()
    {
        // Nothing is kept from input to input.
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private static ClassifierState Network(byte[] input) => ClassifierFormat.ReadNetwork(input, Name).State;

    private static ClassifierState Checkpoint(byte[] input) => ClassifierFormat.ReadCheckpoint(input, Name).State;

    private static ClassifierState State(byte[] input) => ClassifierFormat.ReadState(input, Name);

    private static bool Take(byte[] input, Func<byte[], ClassifierState> read)
    {
        try
        {
            using ClassifierState state = read(input);

            // Parameters lie outside of the managed heap: three arrays of four bytes each, rows padded to 16.
            Finding.If(
                state.Layout.Length > (16L * input.Length) + 1024,
                $"{input.Length} bytes made it allocate {state.Layout.Length} parameters");
            byte[] again = ClassifierFormat.OfState(state);
            using ClassifierState back = ClassifierFormat.ReadState(again, Name);
            Finding.If(ClassifierDigest.OfTraining(back) != ClassifierDigest.OfTraining(state), "it does not come back");
            return true;
        }
        catch (ClassifierFormatException exception)
        {
            Finding.If(exception.Message.Contains('\n', StringComparison.Ordinal), "its message has several lines");
            return false;
        }
    }
}

using System.IO.Hashing;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Runs;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Fuzz.Running;
using SnnCluster.Fuzz.Samples;

namespace SnnCluster.Fuzz.Targets;

/// <summary>Checkpoints of runs: what a coordinator reads of them, and what partitions are restored from.</summary>
internal sealed class CheckpointsTarget : IFuzzTarget
{
    public CheckpointsTarget() => Readers =
    [
        new FuzzReader("manifest", [CheckpointSamples.Manifest], TakeManifest) { BytesPerByte = 256 },

        // A mutation of one that has a hash seldom gets as far as the fields.
        new FuzzReader("manifest without hash", [CheckpointSamples.ManifestWithoutHash], TakeManifest) { BytesPerByte = 256 },
        new FuzzReader("log of reports", [CheckpointSamples.Log], TakeLog),

        // A block may take 4 MiB, whatever a small one says.
        new FuzzReader("snapshot", [CheckpointSamples.Snapshot], TakeSnapshot) { FreeBytes = 16 << 20 },
    ];

    public IReadOnlyList<FuzzReader> Readers { get; }

    public void Check()
    {
        // Nothing is kept from input to input.
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    // A manifest that is none leaves the folder without a checkpoint.
    private static bool TakeManifest(byte[] input)
    {
        try
        {
            IReadOnlyList<CheckpointManifest> all = new CheckpointStore(new SampleStorage(input), "folder").All();
            return all.Count == 1;
        }
        catch (CheckpointException exception)
        {
            Finding.If(!exception.Message.Contains("is of version", StringComparison.Ordinal), exception.Message);
            return false;
        }
    }

    // Damage anywhere in a segment leaves nothing of it: never a part of a part, or another one.
    private static bool TakeLog(byte[] input)
    {
        using var log = new RunLog(new MemoryStream());
        bool isWhole = log.TryBegin(
            [new StoredSegment("log", input.Length, XxHash3.HashToUInt64(input), () => new MemoryStream(input))],
            (_, damage) => Finding.If(damage.Contains('\n', StringComparison.Ordinal), "its message has several lines"),
            acceptsGaps: false);
        for (long from = 0; from < log.Count;)
        {
            from += log.Read(from).Count;
        }

        return isWhole;
    }

    private static bool TakeSnapshot(byte[] input)
    {
        try
        {
            PartitionSnapshot snapshot = CheckpointSamples.Load(input);
            Finding.If(snapshot.Step != CheckpointSamples.Step, "the step is another");
            return true;
        }
        catch (SnapshotFormatException exception)
        {
            Finding.If(exception.Message.Contains('\n', StringComparison.Ordinal), "its message has several lines");
            return false;
        }
    }
}

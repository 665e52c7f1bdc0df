using System.Globalization;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Runs;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>What was found in a run's folder of checkpoints.</summary>
/// <param name="Claim">The claim; null where it could not be claimed.</param>
/// <param name="Last">The checkpoint to go on from; null where there is none.</param>
/// <param name="Log">The reports of the run up to that checkpoint.</param>
/// <param name="Failure">Why it could not be opened; null where it was.</param>
internal sealed record OpenedArchive(CheckpointClaim? Claim, CheckpointManifest? Last, RunLog? Log, string? Failure)
{
    /// <summary>What is to be told of the checkpoints there: which were passed over, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Opens a run's folder of checkpoints for a coordinator.</summary>
internal static class RunArchive
{
    /// <summary>On how many nodes the run in a folder keeps its checkpoints, as they themselves say; 1 where there are none.</summary>
    /// <param name="local">The folder on this node's disk, which need not hold all of one.</param>
    /// <param name="peers">Those of other nodes.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="CheckpointException">It cannot be read.</exception>
    public static int ReplicasOf(ICheckpointDisk local, ICheckpointPeers peers, string name)
    {
        // A folder that all nodes see is told by its being whole as it is: nothing else is to be looked for then.
        CheckpointManifest? newest = new CheckpointStore(local, name).All().FirstOrDefault()
            ?? new CheckpointStore(new ReplicatedStorage(local, peers, copies: 1), name).All().FirstOrDefault();
        return newest?.Specification.CheckpointReplicas ?? 1;
    }

    /// <summary>Claims the folder, finds the last checkpoint that is whole, and begins a log with its reports.</summary>
    /// <param name="store">The folder.</param>
    /// <param name="runId">The run.</param>
    /// <param name="use">What it is expected to hold.</param>
    /// <param name="below">Only checkpoints of fewer steps are wanted.</param>
    /// <param name="replaces">Whether checkpoints that are there make way for a new run.</param>
    public static OpenedArchive Open(
        CheckpointStore store, string runId, FolderUse use, int below, bool replaces = false)
    {
        try
        {
            // A run that waited when its coordinator was lost has not begun: what lies here is another one's, which it may
            // replace.
            if (use == FolderUse.Adopt && !store.IsOf(runId))
            {
                use = FolderUse.New;
            }

            if (use == FolderUse.New && replaces)
            {
                CheckpointStore.Clear(store.Storage);
            }

            CheckpointClaim? claim = null;
            List<string> notes = [];
            if (use != FolderUse.New)
            {
                CheckpointListing there = store.Look();
                if (there.Whole.Any(manifest => manifest.Step < below))
                {
                    // Looked through again once it is claimed: whoever had it removes nothing any more.
                    claim = store.Claim(runId, isNew: false);
                    there = store.Look();
                }

                notes.AddRange(there.Damaged);
                if (claim is not null && Newest(store, there.Whole.Where(manifest => manifest.Step < below), claim.Epoch, notes)
                    is (CheckpointManifest last, RunLog log))
                {
                    if (!FolderTexts.HasHash(claim.Token))
                    {
                        notes.Add($"{CheckpointNames.Token} and the claims with it are of an earlier version and carry no hash: damage to them would not be seen");
                    }

                    return new OpenedArchive(claim, last, log, null) { Notes = CheckpointListing.Few(notes) };
                }
            }

            if (use == FolderUse.Resume)
            {
                throw new CheckpointException(CheckpointListing.NoneIsWhole(store.Name, notes));
            }

            claim ??= store.Claim(runId, use == FolderUse.New);
            return new OpenedArchive(claim, null, NewLog(store, claim.Epoch), null) { Notes = CheckpointListing.Few(notes) };
        }
        catch (CheckpointException exception)
        {
            return new OpenedArchive(null, null, null, exception.Message);
        }
        catch (IOException exception)
        {
            return new OpenedArchive(null, null, null, $"folder of checkpoints {store.Name} cannot be used: {exception.Message}");
        }
    }

    /// <summary>The segments of a log as a manifest names them.</summary>
    /// <param name="epoch">Number of the coordinator whose log it is.</param>
    /// <param name="marks">What belongs to the checkpoint.</param>
    public static IReadOnlyList<CheckpointReports> ReportsOf(long epoch, IReadOnlyList<SegmentMark> marks) =>
    [
        .. marks.Select(mark => new CheckpointReports(
            CheckpointNames.Reports(epoch, mark.Number), mark.Bytes, HashText.Of(mark.Hash))),
    ];

    // Another coordinator may still write to the log of its own: this one goes on with a copy. The newest whose reports are
    // whole is the best; only where there is none, the newest is gone on from without what is damaged of its reports.
    private static (CheckpointManifest Last, RunLog Log)? Newest(
        CheckpointStore store, IEnumerable<CheckpointManifest> whole, long epoch, List<string> notes)
    {
        CheckpointManifest[] newestFirst = [.. whole];
        foreach (CheckpointManifest manifest in newestFirst)
        {
            if (Continue(manifest, acceptsGaps: false, notes.Add) is RunLog log)
            {
                return (manifest, log);
            }
        }

        if (newestFirst.Length == 0)
        {
            return null;
        }

        notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"the run goes on from step {newestFirst[0].Step} without the reports that are damaged: what they recorded is lost"));
        return (newestFirst[0], Continue(newestFirst[0], acceptsGaps: true, _ => { })!);

        RunLog? Continue(CheckpointManifest manifest, bool acceptsGaps, Action<string> note)
        {
            RunLog log = NewLog(store, epoch);
            bool hasBegun = false;
            try
            {
                hasBegun = log.TryBegin(
                    [.. manifest.Reports.Select(Stored)],
                    (segment, damage) => note(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{segment.Name}, which the checkpoint of step {manifest.Step} needs, is damaged: {damage}")),
                    acceptsGaps);
            }
            finally
            {
                if (!hasBegun)
                {
                    log.Dispose();
                }
            }

            if (hasBegun && !manifest.HasHash)
            {
                note($"{CheckpointNames.Manifest(manifest.Step, manifest.Epoch)} is of version "
                    + $"{CheckpointManifest.SchemaWithoutHash} and carries no hash: damage to it would not be seen");
            }

            return hasBegun ? log : null;
        }

        StoredSegment Stored(CheckpointReports reports) => new(
            reports.File,
            reports.Bytes,
            reports.Hash is string hash ? HashText.Parse(hash) : null,
            () => store.Storage.OpenRead(reports.File));
    }

    private static RunLog NewLog(CheckpointStore store, long epoch) => new(
        number => store.Storage.Create(CheckpointNames.Reports(epoch, number)), store.Storage.SegmentBytes);
}

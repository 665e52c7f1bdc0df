using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>What a coordinator finds in a folder of checkpoints that it has claimed.</summary>
/// <param name="Epoch">Its number.</param>
/// <param name="Token">What the folder's token file holds.</param>
public sealed record CheckpointClaim(long Epoch, string Token);

/// <summary>
/// The checkpoints of one run in a folder that all its nodes see. A coordinator claims the folder by a number; one with
/// a lower number can complete no checkpoint any more. So that two never write to one file, a coordinator's number is in
/// the names of all that it writes.
/// </summary>
/// <param name="storage">The folder.</param>
/// <param name="name">Its name, for messages.</param>
public sealed class CheckpointStore(ICheckpointStorage storage, string name)
{
    private const int MostLooks = 100;

    /// <summary>The folder.</summary>
    public ICheckpointStorage Storage => storage;

    /// <summary>Its name, for messages.</summary>
    public string Name => name;

    /// <summary>Whether a run, whichever, has begun here.</summary>
    /// <exception cref="CheckpointException">The folder cannot be read.</exception>
    public bool IsClaimed => Guarded(() => storage.List().Any(file => CheckpointNames.EpochOfClaim(file) is not null));

    /// <summary>Whether a run has begun here: a coordinator has claimed the folder for it, or a checkpoint of it is there.</summary>
    /// <param name="runId">The run.</param>
    /// <exception cref="CheckpointException">The folder cannot be read.</exception>
    public bool IsOf(string runId) =>
        Guarded(() => storage.List().Any(file => CheckpointNames.EpochOfClaim(file) is not null && IsClaimOf(runId, file)))
        || All().Any(manifest => manifest.RunId == runId);

    /// <summary>Claims the folder.</summary>
    /// <param name="runId">The run that it is for.</param>
    /// <param name="isNew">Whether it must hold no checkpoint yet.</param>
    /// <exception cref="CheckpointException">It cannot be used, or it holds what <paramref name="isNew"/> excludes.</exception>
    public CheckpointClaim Claim(string runId, bool isNew) => Guarded(() =>
    {
        IReadOnlyList<string> files = storage.List();
        if (isNew && files.Any(file => CheckpointNames.EpochOfClaim(file) is not null))
        {
            throw new CheckpointException(
                $"folder of checkpoints {name} has checkpoints of another run: name another, or go on with that run by 'snncluster resume'");
        }

        byte[] owner = Encoding.UTF8.GetBytes($"{runId} {Environment.MachineName}");
        long epoch = storage.NextEpoch(HighestClaim(files));
        while (!storage.TryCreate(CheckpointNames.Claim(epoch), owner))
        {
            epoch = storage.NextEpoch(epoch);
        }

        storage.TryCreate(CheckpointNames.Token, Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32, lowercase: true)));
        return new CheckpointClaim(epoch, ReadText(CheckpointNames.Token));
    });

    /// <summary>The text of the token file, by which a node sees whether this folder is the coordinator's.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public string Token() => Guarded(() =>
    {
        try
        {
            return ReadText(CheckpointNames.Token);
        }
        catch (FileNotFoundException)
        {
            throw new CheckpointException(
                $"folder of checkpoints {name} is another one there than at the coordinator: it has no file '{CheckpointNames.Token}'");
        }
    });

    /// <summary>Checkpoints that are whole, as far as their manifests and the sizes of their files tell, newest first.</summary>
    /// <exception cref="CheckpointException">The folder cannot be read, or a checkpoint is of another version.</exception>
    public IReadOnlyList<CheckpointManifest> All() => Guarded(() =>
    {
        // Whoever has the folder may complete checkpoints and remove old ones meanwhile.
        for (int i = 0; ; i++)
        {
            (int, long)[] listed = [.. Manifests(storage.List()).OrderDescending()];
            CheckpointManifest[] whole = [.. listed.Select(checkpoint => Read(checkpoint.Item1, checkpoint.Item2)).OfType<CheckpointManifest>()];
            if (whole.Length > 0 || i == MostLooks || Manifests(storage.List()).OrderDescending().SequenceEqual(listed))
            {
                return (IReadOnlyList<CheckpointManifest>)whole;
            }
        }
    });

    /// <summary>Completes a checkpoint whose parts and reports are on the disk, and removes those that are no longer kept.</summary>
    /// <exception cref="CheckpointException">It cannot be written, or another coordinator has claimed the folder.</exception>
    public void Commit(CheckpointManifest manifest) => Guarded(() =>
    {
        RequireClaim(manifest.Epoch);
        storage.Write(
            CheckpointNames.Manifest(manifest.Step, manifest.Epoch),
            stream => JsonSerializer.Serialize(stream, manifest, CheckpointJson.Manifest));
        RequireClaim(manifest.Epoch);
        Prune(manifest);
        return true;
    });

    /// <summary>Removes what was begun and never completed, once nobody of the run writes any more.</summary>
    /// <param name="epoch">The number that the folder is claimed by.</param>
    /// <exception cref="CheckpointException">It cannot be removed, or another coordinator has claimed the folder.</exception>
    public void Tidy(long epoch) => Guarded(() =>
    {
        RequireClaim(epoch);

        // One list for both, so that nothing goes whose manifest was only missed in another. What a later coordinator
        // writes, should this one be late, is none of its business.
        IReadOnlyList<string> files = storage.List();
        (int, long)[] complete = [.. Manifests(files)];
        foreach (string file in files)
        {
            if (CheckpointNames.CheckpointOf(file) is (int step, long of) && of <= epoch && !complete.Contains((step, of)))
            {
                storage.Delete(file);
            }
        }

        storage.DeleteUnfinished(epoch);
        return true;
    });

    /// <summary>Removes all checkpoints of a folder, of whatever runs, and nothing else that is in it.</summary>
    /// <param name="storage">The folder.</param>
    /// <exception cref="IOException">One cannot be removed.</exception>
    public static void Clear(ICheckpointStorage storage)
    {
        foreach (string file in storage.ListAll().Where(CheckpointNames.IsOurs))
        {
            storage.Delete(file);
        }
    }

    // What was never completed before this one is of no use either; parts of later steps may be being written.
    private void Prune(CheckpointManifest manifest)
    {
        IReadOnlyList<string> files = storage.List();
        (int, long)[] kept = [.. Manifests(files).OrderDescending().Take(Math.Max(1, manifest.Specification.KeptCheckpoints))];
        string[] logs = [.. kept.Select(checkpoint => Read(checkpoint.Item1, checkpoint.Item2)?.Reports.File ?? "")];
        foreach (string file in files)
        {
            bool isOldPart = CheckpointNames.CheckpointOf(file) is (int step, long epoch)
                && !kept.Contains((step, epoch)) && step < manifest.Step;
            bool isOldLog = file.StartsWith("reports-", StringComparison.Ordinal)
                && !logs.Contains(file) && string.CompareOrdinal(file, manifest.Reports.File) < 0;
            if (isOldPart || isOldLog)
            {
                storage.Delete(file);
            }
        }
    }

    private void RequireClaim(long epoch)
    {
        long highest = HighestClaim(storage.List());
        if (highest != epoch)
        {
            throw new CheckpointException(highest == 0
                ? $"folder of checkpoints {name} is gone, or no longer the same"
                : $"folder of checkpoints {name} was taken over by another coordinator")
            {
                IsTakenOver = highest > epoch,
            };
        }
    }

    private bool IsClaimOf(string runId, string file)
    {
        try
        {
            return ReadText(file).StartsWith(runId + " ", StringComparison.Ordinal);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private static long HighestClaim(IReadOnlyList<string> files) =>
        files.Select(CheckpointNames.EpochOfClaim).Append(0).Max() ?? 0;

    private static IEnumerable<(int Step, long Epoch)> Manifests(IEnumerable<string> files) => files
        .Where(file => file.EndsWith("/manifest.json", StringComparison.Ordinal))
        .Select(CheckpointNames.CheckpointOf)
        .OfType<(int, long)>();

    // A manifest that cannot be read, or whose files are not there in full, is no checkpoint: an older one may be.
    private CheckpointManifest? Read(int step, long epoch)
    {
        string file = CheckpointNames.Manifest(step, epoch);
        try
        {
            using Stream stream = storage.OpenRead(file);
            if (JsonSerializer.Deserialize(stream, CheckpointJson.Manifest) is not CheckpointManifest manifest)
            {
                return null;
            }

            if (manifest.Schema != CheckpointManifest.CurrentSchema)
            {
                throw new CheckpointException(
                    $"{name}/{file} is of version {manifest.Schema}, this snncluster reads version {CheckpointManifest.CurrentSchema}");
            }

            // Of what lists hold, the reader of JSON does not look whether it is there.
            bool isComplete = !manifest.Parts.Contains(null) && !manifest.Recoveries.Contains(null)
                && double.IsFinite(manifest.LoopSeconds) && manifest.LoopSeconds >= 0
                && manifest.Recoveries.Cast<object>().Append(manifest.Specification).Append(manifest.Costs)
                    .All(contract => ContractValues.Wrong(contract) is null);
            bool isWhole = isComplete && manifest.Step == step && manifest.Epoch == epoch && manifest.Parts.Count > 0
                && manifest.Parts.All(part => Has(part.File, part.Bytes, exactly: true))
                && manifest.Reports.Bytes >= 0 && Has(manifest.Reports.File, manifest.Reports.Bytes, exactly: false);
            return isWhole ? manifest : null;
        }
        catch (Exception exception) when (exception is JsonException or FileNotFoundException)
        {
            return null;
        }
    }

    private bool Has(string file, long bytes, bool exactly)
    {
        if (!CheckpointNames.IsInside(file))
        {
            return false;
        }

        try
        {
            long length = storage.LengthOf(file);
            return exactly ? length == bytes : length >= bytes;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string ReadText(string file)
    {
        using Stream stream = storage.OpenRead(file);
        using var reader = new StreamReader(stream);
        var text = new char[64];
        return new string(text, 0, reader.ReadBlock(text));
    }

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (IOException exception)
        {
            throw new CheckpointException($"folder of checkpoints {name} cannot be used: {exception.Message}", exception);
        }
    }
}

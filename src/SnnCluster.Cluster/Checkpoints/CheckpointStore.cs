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
    /// <exception cref="CheckpointException">The folder cannot be read, or only a claim that is damaged could tell.</exception>
    public bool IsOf(string runId)
    {
        (string File, string? Run)[] claims = Guarded(Claims);
        return claims.Any(claim => claim.Run == runId) || All().Any(manifest => manifest.RunId == runId)
            || (claims.FirstOrDefault(claim => claim.Run is null).File is string damaged
                ? throw new CheckpointException($"{name}/{damaged} is damaged: it says of which run the checkpoints are")
                : false);
    }

    /// <summary>Claims the folder.</summary>
    /// <param name="runId">The run that it is for.</param>
    /// <param name="isNew">Whether it must hold no checkpoint yet.</param>
    /// <exception cref="CheckpointException">It cannot be used, or it holds what <paramref name="isNew"/> excludes.</exception>
    public CheckpointClaim Claim(string runId, bool isNew) => Guarded(() =>
    {
        IReadOnlyList<string> files = storage.List();
        if (isNew && files.Where(file => CheckpointNames.EpochOfClaim(file) is not null).MaxBy(CheckpointNames.EpochOfClaim) is string last)
        {
            throw new CheckpointException(
                $"folder of checkpoints {name} has checkpoints of another run ({last} {OwnerIn(last)}): name another, or go on with that run by 'snncluster resume'");
        }

        byte[] owner = Encoding.UTF8.GetBytes(FolderTexts.Claim(runId));
        long epoch = storage.NextEpoch(HighestClaim(files));
        while (!storage.TryCreate(CheckpointNames.Claim(epoch), owner))
        {
            epoch = storage.NextEpoch(epoch);
        }

        storage.TryCreate(CheckpointNames.Token, Encoding.ASCII.GetBytes(FolderTexts.NewToken()));
        return new CheckpointClaim(epoch, ReadToken());
    });

    /// <summary>Gives a claim back with which nothing was done.</summary>
    /// <exception cref="CheckpointException">It cannot be removed.</exception>
    public void Withdraw(CheckpointClaim claim) => Guarded(() =>
    {
        foreach (string reports in storage.List().Where(file => CheckpointNames.EpochOfReports(file) == claim.Epoch))
        {
            storage.Delete(reports);
        }

        storage.Delete(CheckpointNames.Claim(claim.Epoch));
        return true;
    });

    /// <summary>The text of the token file, by which a node sees whether this folder is the coordinator's.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public string Token() => Guarded(() =>
    {
        try
        {
            return ReadToken();
        }
        catch (FileNotFoundException)
        {
            throw new CheckpointException(
                $"folder of checkpoints {name} is another one there than at the coordinator: it has no file '{CheckpointNames.Token}'");
        }
    });

    /// <summary>
    /// Checkpoints that are whole but for their reports, as far as their manifests and the sizes of their files tell, newest
    /// first.
    /// </summary>
    /// <exception cref="CheckpointException">The folder cannot be read, or a checkpoint is of another version.</exception>
    public IReadOnlyList<CheckpointManifest> All() => Look().Whole;

    /// <summary>Looks through the folder.</summary>
    /// <exception cref="CheckpointException">The folder cannot be read, or a checkpoint is of another version.</exception>
    public CheckpointListing Look() => Guarded(() =>
    {
        // Whoever has the folder may complete checkpoints and remove old ones meanwhile.
        for (int i = 0; ; i++)
        {
            (int, long)[] listed = [.. Manifests(storage.List()).OrderDescending()];
            var damaged = new List<string>();
            CheckpointManifest[] whole =
                [.. listed.Select(checkpoint => Read(checkpoint.Item1, checkpoint.Item2, damaged.Add)).OfType<CheckpointManifest>()];
            if (whole.Length > 0 || i == MostLooks || Manifests(storage.List()).OrderDescending().SequenceEqual(listed))
            {
                return new CheckpointListing(whole, damaged);
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
            stream => CheckpointJson.Write(stream, manifest));
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
        string[] logs =
        [
            .. kept.SelectMany(checkpoint => Read(checkpoint.Item1, checkpoint.Item2)?.Reports ?? []).Select(segment => segment.File),
        ];
        string last = manifest.Reports.Select(segment => segment.File).DefaultIfEmpty("").Last();
        foreach (string file in files)
        {
            bool isOldPart = CheckpointNames.CheckpointOf(file) is (int step, long epoch)
                && !kept.Contains((step, epoch)) && step < manifest.Step;
            bool isOldLog = CheckpointNames.IsReports(file) && !logs.Contains(file) && string.CompareOrdinal(file, last) < 0;
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

    // Of a claim that is damaged nobody knows the run any more.
    private (string File, string? Run)[] Claims()
    {
        var claims = new List<(string, string?)>();
        foreach (string file in storage.List().Where(file => CheckpointNames.EpochOfClaim(file) is not null))
        {
            try
            {
                claims.Add((file, FolderTexts.RunOf(ReadText(file))));
            }
            catch (FileNotFoundException)
            {
                // It was removed since it was listed.
            }
        }

        return [.. claims];
    }

    private string ReadToken()
    {
        string token = ReadText(CheckpointNames.Token);
        return FolderTexts.IsWhole(token) ? token : throw new CheckpointException($"{name}/{CheckpointNames.Token} is damaged");
    }

    // Damage to a claim cannot be told from another run by anybody but who reads it.
    private string OwnerIn(string claim)
    {
        string text;
        try
        {
            text = ReadText(claim);
        }
        catch (FileNotFoundException)
        {
            return "was removed just now";
        }

        return FolderTexts.RunOf(text) is string owner && owner.All(char.IsAsciiLetterOrDigit) ? $"says {owner}" : "is damaged";
    }

    private static long HighestClaim(IReadOnlyList<string> files) =>
        files.Select(CheckpointNames.EpochOfClaim).Append(0).Max() ?? 0;

    private static IEnumerable<(int Step, long Epoch)> Manifests(IEnumerable<string> files) => files
        .Where(file => file.EndsWith("/manifest.json", StringComparison.Ordinal))
        .Select(CheckpointNames.CheckpointOf)
        .OfType<(int, long)>();

    // A manifest that cannot be read, or whose parts are not there in full, is no checkpoint: an older one may be.
    private CheckpointManifest? Read(int step, long epoch, Action<string>? damaged = null)
    {
        string file = CheckpointNames.Manifest(step, epoch);
        try
        {
            CheckpointManifest manifest;
            using (Stream stream = storage.OpenRead(file))
            {
                manifest = CheckpointJson.Read(stream);
            }

            if (Wrong(manifest, step, epoch) is not string wrong)
            {
                return manifest;
            }

            damaged?.Invoke(wrong);
        }
        catch (CheckpointException exception)
        {
            throw new CheckpointException($"{name}/{file} {exception.Message}");
        }
        catch (JsonException exception)
        {
            damaged?.Invoke($"{file} is damaged: {exception.Message}");
        }
        catch (FileNotFoundException)
        {
            // It was removed since it was listed.
        }

        return null;
    }

    // What is wrong with a manifest that could be read, and the files that it names; null where nothing is.
    private string? Wrong(CheckpointManifest manifest, int step, long epoch)
    {
        string file = CheckpointNames.Manifest(step, epoch);

        // Of what lists hold, the reader of JSON does not look whether it is there.
        if (manifest.Parts.Contains(null) || manifest.Recoveries.Contains(null) || manifest.Reports.Contains(null)
            || manifest.Parts.Count == 0)
        {
            return $"{file} is damaged: it lacks parts of itself";
        }

        if (!(double.IsFinite(manifest.LoopSeconds) && manifest.LoopSeconds >= 0)
            || manifest.Reports.Any(segment => segment.Bytes < 0 || (segment.Hash is string hash && !HashText.IsOne(hash))))
        {
            return $"{file} is damaged: it has a number that cannot be";
        }

        foreach (object contract in manifest.Recoveries.Cast<object>().Append(manifest.Specification).Append(manifest.Costs))
        {
            if (ContractValues.Wrong(contract) is string wrong)
            {
                return $"{file} is damaged: {wrong}";
            }
        }

        if (!manifest.Parts.Select(part => part.File).Concat(manifest.Reports.Select(segment => segment.File)).All(CheckpointNames.IsInside))
        {
            return $"{file} is damaged: it names a file outside of the folder";
        }

        return manifest.Step != step || manifest.Epoch != epoch
            ? $"{file} is that of another checkpoint, of step {manifest.Step}"
            : manifest.Parts.Select(part => WrongSize(part.File, part.Bytes)).FirstOrDefault(part => part is not null);
    }

    private string? WrongSize(string file, long bytes)
    {
        try
        {
            long length = storage.LengthOf(file);
            return length == bytes ? null : $"{file} has {length} bytes, its manifest says {bytes}";
        }
        catch (IOException exception)
        {
            return exception is FileNotFoundException ? $"{file} is missing" : $"{file} cannot be read: {exception.Message}";
        }
    }

    private string ReadText(string file)
    {
        using Stream stream = storage.OpenRead(file);
        return FolderTexts.Read(stream);
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

using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Protocol;

/// <summary>
/// What the coordinator knows of a run's checkpoints. One is complete when every partition has written its part of it and
/// reported all that was recorded up to it, and the manifest is written; one manifest is being written at a time.
/// </summary>
internal sealed class RunCheckpoints
{
    private readonly SortedDictionary<int, PartWritten?[]> _parts = [];
    private int[] _reported = [];

    /// <summary>The folder, claimed; null before that, and for a run without checkpoints.</summary>
    public CheckpointClaim? Claim { get; set; }

    /// <summary>What its token file holds, as far as nodes have told; null where that is not known.</summary>
    public string? Token { get; set; }

    /// <summary>Whether the folder is being looked through.</summary>
    public bool IsOpening { get; set; }

    /// <summary>The last complete one; null where there is none.</summary>
    public CheckpointManifest? Last { get; set; }

    /// <summary>What was found in the folder when it was opened: which checkpoints were passed over, and why.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];

    /// <summary>The one whose manifest is being written; null where none is.</summary>
    public CheckpointManifest? Committing { get; private set; }

    /// <summary>What is half made is being removed, or has been; false before the run ends.</summary>
    public bool IsTidying { get; set; }

    /// <summary>What they cost so far.</summary>
    public CheckpointCosts Costs { get; set; } = new();

    /// <summary>Forgets what an attempt that was lost has not completed.</summary>
    public void BeginAttempt(int partitions)
    {
        _parts.Clear();
        _reported = new int[partitions];
    }

    /// <summary>A partition has reported all that was recorded up to a step.</summary>
    public void Reported(int partition, int step) => _reported[partition] = Math.Max(_reported[partition], step);

    /// <summary>A partition has written its part of a checkpoint, or could not.</summary>
    public void Written(PartWritten part)
    {
        if (part.Step <= (Last?.Step ?? 0))
        {
            return;
        }

        if (!_parts.TryGetValue(part.Step, out PartWritten?[]? parts))
        {
            parts = new PartWritten?[_reported.Length];
            _parts.Add(part.Step, parts);
        }

        parts[part.Partition] ??= part;
    }

    /// <summary>The next checkpoint that can be completed, without its reports; null where none can.</summary>
    /// <param name="run">The run.</param>
    public CheckpointManifest? Next(CoordinatorRun run)
    {
        if (Committing is not null || Claim is null)
        {
            return null;
        }

        foreach ((int step, PartWritten?[] parts) in _parts.ToArray())
        {
            if (parts.Any(part => part is null) || _reported.Min() < step)
            {
                continue;
            }

            _parts.Remove(step);
            Charge(parts!);
            if (parts.FirstOrDefault(part => part!.Failure is not null) is PartWritten failed)
            {
                Failed(failed.Failure!);
                continue;
            }

            return Committing = new CheckpointManifest
            {
                RunId = run.Id,
                Epoch = Claim.Epoch,
                Step = step,
                DeviceKind = run.DeviceKind!,
                Specification = run.Specification!,
                Parts = [.. parts.Select(part => new CheckpointPart(part!.File, part.Bytes))],
                Reports = [],
                LoopSeconds = parts.Max(part => part!.LoopSeconds),
                Recoveries = [.. run.Recoveries],
                Costs = Costs with { Written = Costs.Written + 1, Bytes = parts.Sum(part => part!.Bytes) },
            };
        }

        return null;
    }

    /// <summary>The manifest is written, or could not be.</summary>
    public void Committed(string? failure)
    {
        if (Committing is CheckpointManifest manifest)
        {
            Committing = null;
            if (manifest.Epoch != Claim?.Epoch)
            {
                // The folder has been claimed anew meanwhile, and the log begun anew: what was found then is what counts.
                return;
            }

            if (failure is null)
            {
                Last = manifest;
                Costs = manifest.Costs;
            }
            else
            {
                Failed(failure);
            }
        }
    }

    private void Failed(string failure) => Costs = Costs with { Failed = Costs.Failed + 1, LastFailure = failure };

    private void Charge(PartWritten[] parts) => Costs = Costs with
    {
        PauseSeconds = Costs.PauseSeconds + parts.Max(part => part.PauseSeconds),
        WriteSeconds = Costs.WriteSeconds + parts.Max(part => part.WriteSeconds),
    };
}

using System.Globalization;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Placement;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Protocol;

/// <content>
/// Checkpoints and losses. A run whose node is lost is let go of everywhere, laid out anew over the nodes that are there,
/// and goes on from its last complete checkpoint, or from the start where it has none. Each attempt has a name of its
/// own, so that nothing that an earlier one still says is mistaken for news.
/// </content>
public sealed partial class CoordinatorProtocol
{
    /// <summary>Time has passed: runs that wait for nodes may go on, or have waited long enough.</summary>
    public IReadOnlyList<CoordinatorEffect> Tick()
    {
        _effects.Clear();
        foreach (CoordinatorRun run in _runs.FindAll(run => run.State == RunState.Recovering))
        {
            TryAgain(run);
        }

        _runs.ToList().ForEach(LookAtDeadline);
        foreach (CoordinatorRun run in _runs.FindAll(run => Now - run.ConcludingSince >= _recovery.GiveUpAfter && !run.IsOver))
        {
            // A disk that hangs keeps nobody from results that are there.
            Finish(run);
        }

        StartNext();
        return [.. _effects];
    }

    /// <summary>Whether a run waits for its folder of checkpoints: one that is over, or was given up, does not.</summary>
    public bool IsOpening(string runId) => Find(runId) is { Checkpoints.IsOpening: true, IsOver: false };

    /// <summary>A folder of checkpoints was claimed, or could not be.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="claim">The claim; null where it failed.</param>
    /// <param name="last">The checkpoint to go on from; null where there is none.</param>
    /// <param name="failure">Why it failed; null where it did not.</param>
    /// <param name="notes">What is to be told of the checkpoints that are there.</param>
    public IReadOnlyList<CoordinatorEffect> Opened(
        string runId, CheckpointClaim? claim, CheckpointManifest? last, string? failure, IReadOnlyList<string>? notes = null)
    {
        _effects.Clear();
        if (Find(runId) is not { Checkpoints.IsOpening: true } run)
        {
            return [];
        }

        run.Checkpoints.IsOpening = false;
        if (run.IsOver)
        {
            StartNext();
            return [.. _effects];
        }

        if (failure is not null || claim is null)
        {
            string finding = failure ?? "its folder of checkpoints cannot be used";
            Fail(run, run.Loss is RunLoss loss ? $"{loss.Reason}; {finding}" : finding, isInput: run.Loss is null);
            StartNext();
            return [.. _effects];
        }

        run.Checkpoints.Claim = claim;
        run.Checkpoints.Last = last;
        run.Checkpoints.Notes = [.. run.Checkpoints.Notes.Union(notes ?? [])];
        if (last is not null)
        {
            TakeOver(run, last);
        }

        if (run.State == RunState.Recovering)
        {
            TryAgain(run);
        }
        else
        {
            StartNext();
        }

        return [.. _effects];
    }

    /// <summary>The manifest of a checkpoint was written, or could not be.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="failure">Why it could not; null where it was.</param>
    /// <param name="isTakenOver">Whether another coordinator has the run.</param>
    public IReadOnlyList<CoordinatorEffect> Committed(string runId, string? failure, bool isTakenOver = false)
    {
        _effects.Clear();
        if (Find(runId) is CoordinatorRun run)
        {
            // Where this coordinator has claimed the folder anew, it has taken over from itself.
            bool isOwn = run.Checkpoints.IsOpening || run.Checkpoints.Committing?.Epoch != run.Checkpoints.Claim?.Epoch;
            run.Checkpoints.Committed(failure);
            run.LossesInVain = failure is null ? 0 : run.LossesInVain;
            if (isTakenOver && !isOwn && !run.IsOver)
            {
                run.IsTakenOver = true;
                Fail(run, failure!, isInput: false);
            }
            else
            {
                Commit(run);
                if (run.State == RunState.Recovering)
                {
                    TryAgain(run);
                }
                else if (run.IsConcluding)
                {
                    Conclude(run);
                }
            }
        }

        return [.. _effects];
    }

    /// <summary>What was half made in a run's folder of checkpoints is gone, as far as it could be removed.</summary>
    /// <param name="runId">The run.</param>
    public IReadOnlyList<CoordinatorEffect> Tidied(string runId)
    {
        _effects.Clear();
        if (Find(runId) is { IsConcluding: true } run)
        {
            Finish(run);
        }

        return [.. _effects];
    }

    /// <summary>The reports of a run cannot be kept: it ends, and what was complete before stays.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="reason">Why.</param>
    public IReadOnlyList<CoordinatorEffect> ReportsLost(string runId, string reason)
    {
        _effects.Clear();
        if (Find(runId) is { IsOver: false } run)
        {
            Fail(run, $"its reports cannot be kept: {reason}", isInput: false);
        }

        return [.. _effects];
    }

    private void OnResume(ResumeRun resume, object client)
    {
        if (resume.ProtocolVersion != WireProtocol.Version)
        {
            Refuse(client, VersionMismatch(resume.ProtocolVersion));
        }
        else
        {
            Queue(new CoordinatorRun(_newRunId()) { Resume = resume, WaitsIfBusy = resume.WaitsIfBusy }, client);
        }
    }

    // Of the nodes that had the run, the first to tell brings it here; all of them are waited for as for any that is lost.
    private void OnOrphan(OrphanedRun orphan, object node)
    {
        _effects.Add(new CoordinatorEffect.ToClient(node, new ReleaseRun { RunId = orphan.RunId }));
        if (Find(orphan.RunId) is CoordinatorRun known)
        {
            known.LostAt(orphan.Step);
            known.Checkpoints.Token ??= orphan.Token;
            return;
        }

        var run = new CoordinatorRun(orphan.RunId) { Specification = orphan.Specification, Devices = orphan.Devices };
        run.Checkpoints.Token = orphan.Token;
        _runs.Add(run);
        run.Recover(new RunLoss(Now, "the node that coordinated the run was lost", orphan.Step, orphan.Nodes));
        if (orphan.Nodes == 0)
        {
            // It had not begun.
            run.Become(RunState.Waiting);
        }
        else if (orphan.Specification.CheckpointFolder.Length > 0)
        {
            Open(run, FolderUse.Adopt);
        }

        _effects.Add(new CoordinatorEffect.Changed(run.Id));
    }

    private void OnFailure(CoordinatorRun run, RunFailure failure)
    {
        string reason = Describe(run, failure);
        if (failure.IsCheckpoint && run.Checkpoints.Last is CheckpointManifest damaged)
        {
            run.Checkpoints.Last = null;
            Lose(run, reason, failure.Step);
            if (!run.IsOver)
            {
                Open(run, run.Resume is null ? FolderUse.Adopt : FolderUse.Resume, below: damaged.Step);
            }
        }
        else if (run.HasNode(failure.LostNode))
        {
            // It may be some time until the cluster knows; nothing is laid out there before it is heard of again.
            _suspects.Add(run.Placement!.Nodes[failure.LostNode]);
            Lose(run, reason, failure.Step);
        }
        else if (failure.IsTransient)
        {
            Lose(run, reason, failure.Step);
        }
        else if (failure.IsUnfit && run.HasNode(failure.Node)
            && (run.AttemptId != run.Id || run.Specification!.ReplacesCheckpoints))
        {
            // The user may have looked after the nodes that were there at first, and not after those that came later; or
            // said that what is there is to go, and this node did not hear of it.
            run.Unfit.Add(run.Placement!.Nodes[failure.Node]);
            Lose(run, reason, failure.Step);
        }
        else
        {
            Fail(run, reason, failure.IsInput);
        }
    }

    private void OnWritten(CoordinatorRun run, PartWritten part)
    {
        run.Checkpoints.Written(part);
        Commit(run);
    }

    // All is reported. Parts that are written become checkpoints still, and what is half made goes: a run that is over leaves
    // what it counts and nothing else.
    private void Conclude(CoordinatorRun run)
    {
        run.Conclude(Now);
        Commit(run);
        if (run.Checkpoints.Committing is not null)
        {
            return;
        }

        if (run.Checkpoints.Claim is not CheckpointClaim claim)
        {
            Finish(run);
        }
        else if (!run.Checkpoints.IsTidying)
        {
            run.Checkpoints.IsTidying = true;
            _effects.Add(new CoordinatorEffect.TidyCheckpoints(run.Id, claim.Epoch));
        }
    }

    private void Finish(CoordinatorRun run)
    {
        run.Finish();
        run.LastNews = Now;
        _effects.Add(new CoordinatorEffect.Changed(run.Id));
        Release(run);
        ForgetOld(run);
    }

    private void Commit(CoordinatorRun run)
    {
        if (!run.IsOver && run.Checkpoints.Next(run) is CheckpointManifest manifest)
        {
            _effects.Add(new CoordinatorEffect.Commit(run.Id, manifest));
        }
    }

    private void Open(CoordinatorRun run, FolderUse use, int below = int.MaxValue)
    {
        run.Checkpoints.IsOpening = true;
        run.LastNews = Now;
        string folder = run.Resume?.Folder ?? run.Specification!.CheckpointFolder;
        _effects.Add(new CoordinatorEffect.OpenCheckpoints(
            run.Id,
            folder,
            use,
            below,
            run.Specification?.CheckpointReplicas ?? 0,
            run.Specification?.ReplacesCheckpoints == true,
            run.Checkpoints.Claim?.Token ?? run.Checkpoints.Token));
    }

    // A run that goes on is the one that was asked for then, where nothing else is asked for now.
    private static void TakeOver(CoordinatorRun run, CheckpointManifest last)
    {
        run.Observation = null;
        run.DeviceKind = last.DeviceKind;
        run.Checkpoints.Costs = last.Costs;
        if (run.Recoveries.Count == 0)
        {
            run.Recoveries.AddRange(last.Recoveries);
        }

        if (run.Resume is ResumeRun resume)
        {
            run.Specification = last.Specification with
            {
                Partitions = resume.Partitions,
                Shares = [],
                Device = resume.Device,
                Transport = resume.Transport,
                CheckpointFolder = resume.Folder,
            };
        }
    }

    // Whoever saw the loss may know of later steps than the last news of progress.
    private void Lose(CoordinatorRun run, string reason, int step = 0)
    {
        if (run.State == RunState.Stopping)
        {
            Fail(run, reason, isInput: false);
            return;
        }

        if (++run.LossesInVain > _recovery.MostLossesInVain)
        {
            string again = run.LossesInVain == 1
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $"; it was the loss number {run.LossesInVain} without a checkpoint in between");
            Fail(run, reason + again, isInput: false);
            return;
        }

        run.Recover(new RunLoss(Now, reason, Math.Max(step, run.Steps.Max()), run.Placement!.Nodes.Count));
        Release(run);
        _effects.Add(new CoordinatorEffect.Changed(run.Id));
    }

    private void TryAgain(CoordinatorRun run)
    {
        RunLoss loss = run.Loss!;
        TimeSpan waited = Now - loss.Time;
        DeviceLedger held = HeldByOthers(run);
        IReadOnlyList<NodeReport> nodes = UsableFor(run);
        int usable = nodes.Count(node => held.FreeOf(node).Devices.Count > 0);
        bool waitsForOthers = run.CouldGoOn && nodes.Count > 0 && usable == 0;
        string? finding = waitsForOthers ? HeldText(held) : "no node is there that could take it";
        if (run.Unreleased.Count > 0)
        {
            finding = $"it still lies on {string.Join(", ", run.Unreleased)}";
        }
        else if (run.Checkpoints.IsOpening)
        {
            finding = "its folder of checkpoints does not answer";
        }
        else if (run.Checkpoints.Committing is not null)
        {
            // It is the one to go on from, and older ones are being removed.
            finding = "its last checkpoint is not complete yet";
        }
        else if (usable >= loss.Nodes || (usable > 0 && waited >= _recovery.ReplacementWait))
        {
            finding = TryLaunch(run, out waitsForOthers);
        }

        // A node that builds a large partition lets go of it when it is built; other runs have deadlines of their own.
        TimeSpan limit = run.Unreleased.Count > 0 ? _recovery.SilenceLimit : _recovery.GiveUpAfter;
        if (finding is not null && waitsForOthers)
        {
            run.WaitedForOthers = Now;
        }
        else if (finding is not null && waited >= limit && Now - run.WaitedForOthers >= limit)
        {
            run.Checkpoints.IsOpening = false;
            Fail(run, string.Create(CultureInfo.InvariantCulture, $"{loss.Reason}; {finding}, after {waited.TotalSeconds:0} s"), isInput: false);
        }
    }

    /// <summary>
    /// Begins an attempt. A run that cannot be laid out fails; one that has to wait for others does, or fails where its client
    /// wants that.
    /// </summary>
    private bool Launch(CoordinatorRun run)
    {
        if (TryLaunch(run, out bool waitsForOthers) is not string finding)
        {
            return true;
        }

        if (!waitsForOthers || !run.WaitsIfBusy)
        {
            Fail(run, finding, isInput: true);
        }

        return false;
    }

    // Gives what is in the way, or null.
    private string? TryLaunch(CoordinatorRun run, out bool waitsForOthers)
    {
        RunSpecification specification = run.Specification!;
        DeviceLedger held = HeldByOthers(run);
        waitsForOthers = false;
        RunPlacement placement;
        try
        {
            if (Plan(run, held) is not RunPlacement plan)
            {
                waitsForOthers = true;
                return HeldText(held);
            }

            placement = plan;
        }
        catch (InvalidDescriptionException exception)
        {
            waitsForOthers = run.State == RunState.Waiting && IsWithoutNodes(run);
            return string.Join("; ", exception.Findings);
        }

        string kind = KindOf(placement);
        if (run.Resume is { AllowsOtherDevice: false } && run.DeviceKind is string before && before != kind)
        {
            return $"--device is '{specification.Device}': the checkpoint was computed on {before}, and another kind of "
                + $"device ({kind}) gives other bits: allow it with --allow-other-device";
        }

        run.DeviceKind = kind;
        CheckpointManifest? from = run.Checkpoints.Last;
        bool isFirst = run.Placement is null && run.Loss is null && run.Resume is null;
        run.LastNews = Now;
        run.Place(placement, isFirst ? run.Id : $"{run.Id}.{_newRunId()}");
        _effects.Add(new CoordinatorEffect.BeginAttempt(
            run.Id, new AttemptStart { Placement = placement, Step = from?.Step ?? 0 }));
        for (int node = 0; node < placement.Nodes.Count; node++)
        {
            _effects.Add(new CoordinatorEffect.ToNode(placement.Nodes[node], new PrepareRun
            {
                RunId = run.AttemptId,
                Whole = run.Id,
                Specification = specification,
                Placement = placement,
                Node = node,
                Checkpoints = run.Checkpoints.Claim is not CheckpointClaim claim ? null : new CheckpointOrder
                {
                    Epoch = claim.Epoch,
                    Token = claim.Token,
                    StartFiles = from is null ? [] : [.. from.Parts.Select(part => part.File)],
                    StartStep = from?.Step ?? 0,
                    StartLoopSeconds = from?.LoopSeconds ?? 0,
                },
            }));
        }

        TellOfRuns(_nodes.Keys.Except(placement.Nodes));
        _effects.Add(new CoordinatorEffect.Changed(run.Id));
        return null;
    }

    private IReadOnlyList<NodeReport> UsableFor(CoordinatorRun run) =>
        [.. Usable.Where(node => !run.Unfit.Contains(node.Address))];

    private string KindOf(RunPlacement placement)
    {
        PartitionPlacement first = placement.Partitions[0];
        return _nodes[placement.Nodes[first.Node]].Devices.First(device => device.Name == first.Device).Kind;
    }
}

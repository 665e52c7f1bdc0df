using System.Globalization;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// A coordinator without an actor: does what the <see cref="CoordinatorProtocol"/> wants done, keeps the reports of runs
/// and their folders of checkpoints, and answers clients that read them. All calls come from one thread at a time.
/// </summary>
/// <param name="protocol">Decides.</param>
/// <param name="host">Carries it.</param>
internal sealed class CoordinatorDesk(CoordinatorProtocol protocol, ICoordinatorHost host) : IDisposable
{
    private readonly Dictionary<string, RunLog> _logs = [];
    private readonly Dictionary<string, CheckpointStore> _stores = [];
    private readonly Dictionary<string, RunState> _told = [];
    private readonly List<(object Client, ReadRun Request)> _readers = [];

    /// <summary>Takes a message of a node or a client.</summary>
    public void Receive(IWireMessage message, object sender)
    {
        switch (message)
        {
            case ReportPart part:
                OnReport(part, sender);
                break;
            case ReadRun read:
                OnRead(read, sender);
                break;
            default:
                Do(protocol.Receive(message, sender));
                break;
        }
    }

    /// <summary>Time has passed.</summary>
    public void Tick() => Do(protocol.Tick());

    /// <summary>A node cannot be reached, or has left.</summary>
    public void NodeLost(string address, string reason, bool isGone) => Do(protocol.NodeLost(address, reason, isGone));

    /// <summary>A node has joined the cluster.</summary>
    public void NodeJoined(string address) => protocol.NodeJoined(address);

    /// <summary>The connection to a node broke: what was on its way there and back is lost.</summary>
    public void ConnectionLost(string address) => Do(protocol.ConnectionLost(address));

    /// <summary>A node can be reached again.</summary>
    public void NodeReachable(string address) => Do(protocol.NodeReachable(address));

    /// <summary>Answers all who wait for something new, so that they know that the cluster lives.</summary>
    public void AnswerAll() => Answer(_ => true);

    /// <summary>Tells all who wait that the runs which are not over end with the cluster.</summary>
    public void End(string reason)
    {
        foreach ((object client, ReadRun request) in _readers)
        {
            if (protocol.PageOf(request.RunId) is RunPage { State: not (RunState.Finished or RunState.Failed) } page)
            {
                host.ToClient(client, page with { State = RunState.Failed, Failure = reason });
            }
        }

        _readers.Clear();
    }

    public void Dispose()
    {
        foreach (RunLog log in _logs.Values)
        {
            log.Dispose();
        }
    }

    private void OnReport(ReportPart part, object sender)
    {
        host.ToClient(sender, new ReportTaken { Parts = 1 });

        // What an attempt still says that was given up would only be said again.
        if (protocol.RunOf(part.RunId) is string runId && (!protocol.IsNext(part) || Log(runId, part)))
        {
            Do(protocol.Receive(part, sender));
        }
    }

    private bool Log(string runId, ReportPart part)
    {
        try
        {
            if (!_logs.TryGetValue(runId, out RunLog? log))
            {
                log = host.NewLog();
                _logs.Add(runId, log);
            }

            log.Add(part);
            return true;
        }
        catch (IOException exception)
        {
            Do(protocol.ReportsLost(runId, exception.Message));
            return false;
        }
    }

    private void OnOpened(string runId, CheckpointStore? store, OpenedArchive archive)
    {
        if (!protocol.IsOpening(runId))
        {
            // Nobody waits for it any more: what the run was told stays, and the folder is in nobody's way.
            archive.Log?.Dispose();
            if (archive.Claim is CheckpointClaim unused)
            {
                Withdraw(runId, store!, unused);
            }

            Do(protocol.Opened(runId, null, null, null));
            return;
        }

        if (store is not null)
        {
            _stores[runId] = store;
        }

        if (archive.Log is RunLog log)
        {
            if (_logs.Remove(runId, out RunLog? before))
            {
                before.Dispose();
            }

            _logs.Add(runId, log);
        }

        foreach (string note in archive.Notes)
        {
            host.Log($"run {runId}: {note}", isWarning: true);
        }

        if (archive.Last is CheckpointManifest last)
        {
            host.Log(string.Create(
                CultureInfo.InvariantCulture, $"run {runId}: its checkpoint of step {last.Step} is there"));
        }

        Do(protocol.Opened(runId, archive.Claim, archive.Last, archive.Failure, archive.Notes));
    }

    // Disks are slow, and folders may hang: neither holds up the cluster.
    private void Open(CoordinatorEffect.OpenCheckpoints open)
    {
        ICheckpointDisk local = host.Folder(open.Folder);
        ICheckpointPeers peers = host.Peers(open.Folder);
        host.Beside(() =>
        {
            CheckpointStore? store = null;
            OpenedArchive archive;
            try
            {
                int replicas = open.Replicas > 0 ? open.Replicas : RunArchive.ReplicasOf(local, peers, open.Folder);
                store = new CheckpointStore(ReplicatedStorage.Of(local, peers, replicas, open.Token), open.Folder);
                archive = RunArchive.Open(store, open.RunId, open.Use, open.Below, open.Replaces);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                archive = new OpenedArchive(null, null, null, exception.Message);
            }

            return () => OnOpened(open.RunId, store, archive);
        });
    }

    private void Withdraw(string runId, CheckpointStore store, CheckpointClaim claim) => host.Beside(() =>
    {
        string? failure = null;
        try
        {
            store.Withdraw(claim);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            failure = exception.Message;
        }

        return () =>
        {
            if (failure is not null)
            {
                host.Log($"run {runId}: its folder of checkpoints stays claimed: {failure}", isWarning: true);
            }
        };
    });

    private void Commit(CoordinatorEffect.Commit commit)
    {
        RunLog log = _logs[commit.RunId];
        CheckpointStore store = _stores[commit.RunId];

        // What comes from here on is no part of the checkpoint, though it may be flushed with it.
        IReadOnlyList<SegmentMark> marks = log.Mark();
        CheckpointManifest manifest = commit.Manifest with { Reports = RunArchive.ReportsOf(commit.Manifest.Epoch, marks) };
        host.Beside(() =>
        {
            string? failure = null;
            bool isTakenOver = false;
            try
            {
                log.Flush(marks);
                store.Commit(manifest);
            }
            catch (ObjectDisposedException)
            {
                failure = "the run has let go of its reports meanwhile";
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                failure = exception.Message;
                isTakenOver = exception is CheckpointException { IsTakenOver: true };
            }

            return () => Do(protocol.Committed(commit.RunId, failure, isTakenOver));
        });
    }

    private void Tidy(CoordinatorEffect.TidyCheckpoints tidy)
    {
        CheckpointStore store = _stores[tidy.RunId];
        host.Beside(() =>
        {
            string? failure = null;
            try
            {
                store.Tidy(tidy.Epoch);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                failure = exception.Message;
            }

            return () =>
            {
                if (failure is not null)
                {
                    host.Log($"run {tidy.RunId}: what was not completed of its checkpoints may be left: {failure}", isWarning: true);
                }

                Do(protocol.Tidied(tidy.RunId));
            };
        });
    }

    private void OnRead(ReadRun message, object client)
    {
        if (message.ProtocolVersion != WireProtocol.Version)
        {
            Refuse(client, CoordinatorProtocol.VersionMismatch(message.ProtocolVersion));
        }
        else if (protocol.PageOf(message.RunId) is not RunPage page)
        {
            Refuse(client, protocol.UnknownRun(message.RunId));
        }
        else
        {
            // A client that has everything says so by asking for more. It waits for no answer, but one whose coordinator was another
            // may ask the same.
            bool hasAll = page.State == RunState.Finished && message.Seen == page.Seen && message.From == CountOf(message.RunId);
            Do(hasAll ? protocol.ReadWhole(message.RunId) : protocol.Read(message.RunId));
            _readers.Add((client, message));
            Answer(reader => reader.Request == message && (page.Seen != message.Seen || CountOf(message.RunId) > message.From));
        }
    }

    private void Do(IReadOnlyList<CoordinatorEffect> effects)
    {
        foreach (CoordinatorEffect effect in effects)
        {
            switch (effect)
            {
                case CoordinatorEffect.ToNode toNode:
                    host.ToNode(toNode.Address, toNode.Message);
                    break;
                case CoordinatorEffect.ToClient toClient:
                    host.ToClient(toClient.Client, toClient.Message);
                    break;
                case CoordinatorEffect.Changed changed:
                    Tell(protocol.PageOf(changed.RunId));
                    Answer(reader => reader.Request.RunId == changed.RunId);
                    break;
                case CoordinatorEffect.OpenCheckpoints open:
                    Open(open);
                    break;
                case CoordinatorEffect.WithdrawClaim withdraw:
                    Withdraw(withdraw.RunId, _stores[withdraw.RunId], withdraw.Claim);
                    break;
                case CoordinatorEffect.BeginAttempt begin:
                    Log(begin.RunId, new ReportPart
                    {
                        RunId = begin.RunId,
                        Partition = -1,
                        Step = begin.Start.Step,
                        Kind = ReportKind.Attempt,
                        Data = ContractBytes.Of(begin.Start),
                    });
                    break;
                case CoordinatorEffect.Commit commit:
                    Commit(commit);
                    break;
                case CoordinatorEffect.TidyCheckpoints tidy:
                    Tidy(tidy);
                    break;
                case CoordinatorEffect.Forget forget:
                    _told.Remove(forget.RunId);
                    _stores.Remove(forget.RunId);
                    if (_logs.Remove(forget.RunId, out RunLog? log))
                    {
                        log.Dispose();
                    }

                    break;
            }
        }
    }

    // Where something is new: a run has been placed, or is over.
    private void Tell(RunPage? page)
    {
        if (page is null or { State: RunState.Building, Placement: null } || (_told.TryGetValue(page.RunId, out RunState told) && told == page.State))
        {
            return;
        }

        _told[page.RunId] = page.State;
        if (page is { State: RunState.Building, Placement: RunPlacement placement })
        {
            host.Log(string.Create(
                CultureInfo.InvariantCulture,
                $"run {page.RunId} begins: {page.Specification!.Network.Experiment}, {placement.Partitions.Count} partitions on {placement.Nodes.Count} nodes"));
        }
        else if (page.State == RunState.Recovering)
        {
            host.Log($"run {page.RunId} is interrupted, and goes on when it can: {page.Failure}", isWarning: true);
        }
        else if (page.State == RunState.Failed)
        {
            host.Log($"run {page.RunId} has ended: {page.Failure}", isWarning: true);
        }
        else if (page.State == RunState.Finished)
        {
            host.Log($"run {page.RunId} has ended{(page.WasCancelled ? ": it was cancelled" : "")}");
        }
    }

    private void Answer(Predicate<(object Client, ReadRun Request)> which)
    {
        List<(string RunId, string Reason)> damaged = [];
        foreach ((object client, ReadRun request) in _readers.FindAll(which))
        {
            if (protocol.PageOf(request.RunId) is not RunPage page)
            {
                Refuse(client, protocol.UnknownRun(request.RunId));
                continue;
            }

            try
            {
                host.ToClient(client, page with
                {
                    Parts = _logs.TryGetValue(request.RunId, out RunLog? log) ? log.Read(request.From) : [],
                    PartsThere = CountOf(request.RunId),
                    Log = log?.Name ?? "",
                });
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException)
            {
                damaged.Add((request.RunId, exception.Message));
                host.ToClient(client, page with
                {
                    State = RunState.Failed,
                    Failure = $"the reports of run {request.RunId} cannot be read: {exception.Message}",
                });
            }
        }

        _readers.RemoveAll(which);
        foreach ((string runId, string reason) in damaged)
        {
            Do(protocol.ReportsLost(runId, reason));
        }
    }

    private long CountOf(string runId) => _logs.TryGetValue(runId, out RunLog? log) ? log.Count : 0;

    private void Refuse(object client, string finding) => host.ToClient(client, new RequestRefused { Findings = [finding] });
}

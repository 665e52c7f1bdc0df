using System.Diagnostics;
using Akka.Actor;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// Submits runs and follows them: to the nodes of a cluster, of which it is no member, or to actors of this process.
/// </summary>
public sealed class RunClient : IAsyncDisposable
{
    /// <summary>
    /// How long a node that is busy may take to answer, and a cluster to agree that a coordinator is lost, to have another,
    /// and to bring it its runs.
    /// </summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // A coordinator answers every half second; one that does not answer for so long may be lost.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LiveLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly IActorRef? _coordinator;
    private readonly NodeContacts? _contacts;
    private readonly TimeSpan _patience;

    /// <summary>A client of a coordinator in this process.</summary>
    internal RunClient(ActorSystem system, IActorRef coordinator)
    {
        System = system;
        _coordinator = coordinator;
        _patience = Patience;
    }

    /// <summary>A client of a cluster.</summary>
    /// <param name="system">Its actors, which end with it.</param>
    /// <param name="contacts">The nodes that it knows.</param>
    /// <param name="patience">How long one may take to answer.</param>
    internal RunClient(ActorSystem system, NodeContacts contacts, TimeSpan patience)
    {
        System = system;
        _contacts = contacts;
        _patience = patience;
    }

    /// <summary>What it talks to: an address, or "local".</summary>
    public string Name => _contacts?.Address ?? "local";

    /// <summary>The client's own actors.</summary>
    internal ActorSystem System { get; }

    private ICanTell Gateway => _contacts is null ? _coordinator! : _contacts.Gateway;

    /// <summary>Submits a run.</summary>
    /// <exception cref="InvalidDescriptionException">It is refused; it says all that is wrong.</exception>
    /// <exception cref="ClusterException">Nobody answers.</exception>
    public async Task<RunSubmitted> SubmitAsync(RunSpecification run, bool waitsIfBusy = true, bool isDryRun = false) =>
        await AskAsync<RunSubmitted>(new SubmitRun
        {
            ProtocolVersion = WireProtocol.Version,
            Specification = run,
            WaitsIfBusy = waitsIfBusy,
            IsDryRun = isDryRun,
        }).ConfigureAwait(false);

    /// <summary>Has a run go on from the last checkpoint in a folder.</summary>
    /// <param name="run">Which, where and how.</param>
    /// <exception cref="InvalidDescriptionException">It is refused; it says all that is wrong.</exception>
    /// <exception cref="ClusterException">Nobody answers.</exception>
    public async Task<RunSubmitted> ResumeAsync(ResumeRun run) =>
        await AskAsync<RunSubmitted>(run).ConfigureAwait(false);

    /// <summary>What was asked for when a run was submitted; waits until that is known.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="InvalidDescriptionException">There is no such run, or it cannot go on.</exception>
    /// <exception cref="ClusterException">The run could not go on, or nobody answers.</exception>
    public async Task<RunSpecification> SpecificationAsync(string runId, CancellationToken cancellation = default)
    {
        for (long seen = -1; ;)
        {
            RunPage page = await NextPageAsync(new ReadRun
            {
                ProtocolVersion = WireProtocol.Version,
                RunId = runId,
                From = long.MaxValue,
                Seen = seen,
            }).WaitAsync(cancellation).ConfigureAwait(false);
            if (page.Specification is RunSpecification specification)
            {
                return specification;
            }

            if (page.State == RunState.Failed)
            {
                throw Failure(page, cancellation);
            }

            seen = page.Seen;
        }
    }

    /// <summary>What goes on in the cluster.</summary>
    /// <exception cref="ClusterException">Nobody answers.</exception>
    public async Task<ClusterStatus> StatusAsync() =>
        await AskAsync<ClusterStatus>(new GetStatus { ProtocolVersion = WireProtocol.Version }).ConfigureAwait(false);

    /// <summary>What a node sees now of a run. Nobody waits for whoever asks; what is asked for late is left out.</summary>
    /// <param name="node">Address of the node, as in <see cref="PartitionStatus.Node"/>.</param>
    /// <param name="runId">The run.</param>
    /// <param name="seen">What is known of its partitions there.</param>
    /// <exception cref="InvalidDescriptionException">The node speaks another version.</exception>
    /// <exception cref="ClusterException">It does not answer.</exception>
    public async Task<LivePage> LiveAsync(string node, string runId, IReadOnlyList<LiveSeen> seen)
    {
        ActorSelection service = _contacts is null
            ? System.ActorSelection($"/user/{ActorNames.Live}")
            : System.ActorSelection(NodeAddress.In(System, node) / "user" / ActorNames.Live);
        try
        {
            return Expected<LivePage>(await service.Ask<object>(
                new ReadLive { ProtocolVersion = WireProtocol.Version, RunId = runId, Seen = seen }, LiveLimit).ConfigureAwait(false));
        }
        catch (AskTimeoutException)
        {
            throw new ClusterException($"node {node} does not tell within {LiveLimit.TotalSeconds:0} s what it sees of run {runId}");
        }
    }

    /// <summary>Has a run end early, with what it has. There is no answer: the status tells.</summary>
    /// <param name="runId">The run.</param>
    public void Cancel(string runId) => Gateway.Tell(new CancelRun { RunId = runId }, ActorRefs.NoSender);

    /// <summary>Whether any node that is known answers; the client talks to it then.</summary>
    public async Task<bool> IsReachedAsync() =>
        _contacts is null || await _contacts.TurnAsync(_contacts.Address).ConfigureAwait(false) == true;

    /// <summary>
    /// Follows a run from its start to its end, wherever it is now. When it is cancelled, the run ends early with what it
    /// has.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="observe">Makes the network, for its sizes, and what is observed of it.</param>
    /// <param name="follower">Takes what the run gives.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <exception cref="InvalidDescriptionException">There is no such run, or it cannot be built.</exception>
    /// <exception cref="ClusterException">The run could not go on, or nobody answers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before it had begun.</exception>
    public async Task<RunOutcome> FollowAsync(
        string runId,
        Func<RunSpecification, ObservationPlan> observe,
        IRunFollower follower,
        CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(
            () => Gateway.Tell(new CancelRun { RunId = runId }, ActorRefs.NoSender));
        var reader = new RunReader(runId, observe, follower);
        await LearnNodesAsync().ConfigureAwait(false);
        while (true)
        {
            RunPage page = await NextPageAsync(reader.Next).ConfigureAwait(false);
            if (cancellation.IsCancellationRequested && !page.WasCancelled)
            {
                // It was lost on its way, or with a coordinator.
                Gateway.Tell(new CancelRun { RunId = runId }, ActorRefs.NoSender);
            }

            if (reader.Take(page))
            {
                if (page.State == RunState.Failed)
                {
                    throw Failure(page, cancellation);
                }

                // Tells that it has everything; there is no answer.
                Gateway.Tell(reader.Next, ActorRefs.NoSender);
                return reader.Outcome(page);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await System.Terminate().ConfigureAwait(false);

    // Should the node that is talked to be lost, others may know where the run is.
    private async Task LearnNodesAsync()
    {
        if (_contacts is null)
        {
            return;
        }

        try
        {
            _contacts.Learn((await StatusAsync().ConfigureAwait(false)).Nodes.Select(node => node.Report.Address));
        }
        catch (ClusterException)
        {
            // Whoever follows a run looks for another node; what is not known yet, it does without.
        }
    }

    // Where a coordinator was there and is not any more, or does not know the run any more, another is being found. A node that
    // has come back alone knows no run, but the others may.
    private async Task<RunPage> NextPageAsync(ReadRun request)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            Exception? lost;
            string? asked = _contacts?.Address;
            try
            {
                if (await AskOnceAsync(request, Silence).ConfigureAwait(false) is object answer)
                {
                    return Expected<RunPage>(answer);
                }

                lost = Broken();
            }
            catch (InvalidDescriptionException) when (request.Seen >= 0)
            {
                lost = new ClusterException(
                    $"run {request.RunId} is lost with the node that coordinated it; another one coordinates now");
            }
            catch (AskTimeoutException)
            {
                lost = new ClusterException(
                    $"the coordinator of run {request.RunId} does not answer {Name} any more (for {_patience.TotalSeconds:0} s): "
                    + "its node may be lost");
            }

            await TurnAsync(request.RunId, began, asked, lost).ConfigureAwait(false);
        }
    }

    // Waits until a node answers that can be asked.
    private async Task TurnAsync(string runId, long began, string? asked, Exception lost)
    {
        bool areGone = false;
        while (true)
        {
            if (Stopwatch.GetElapsedTime(began) > _patience)
            {
                throw lost;
            }

            await Task.Delay(AskAgainAfter).ConfigureAwait(false);
            bool? answers = _contacts is null ? true : await _contacts.TurnAsync(asked!).ConfigureAwait(false);
            if (answers == true)
            {
                return;
            }

            // Twice, for one that is started again at this moment.
            if (answers is null && areGone)
            {
                throw new ClusterException($"run {runId} is lost with its cluster: nothing listens any more at {_contacts}");
            }

            areGone = answers is null;
        }
    }

    private static Exception Failure(RunPage page, CancellationToken cancellation) => page switch
    {
        { WasCancelled: true, Placement: null } => new OperationCanceledException(cancellation),
        { FailureIsInput: true } => new InvalidDescriptionException(page.Failure!),
        _ => new ClusterException($"run {page.RunId} has ended: {page.Failure}{Hint(page)}"),
    };

    private static string Hint(RunPage page) => page.CheckpointStep > 0
        ? "; its last checkpoint is whole: 'snncluster resume' goes on from there"
        : "";

    // Only what changes nothing may be asked again: a run might be submitted twice.
    private async Task<T> AskAsync<T>(IWireMessage message)
        where T : class
    {
        bool isRepeatable = message is GetStatus;
        for (long began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return Expected<T>(
                    await AskOnceAsync(message, isRepeatable ? Silence : _patience).ConfigureAwait(false) ?? throw Broken());
            }
            catch (AskTimeoutException)
            {
                if (!isRepeatable || Stopwatch.GetElapsedTime(began) > _patience)
                {
                    throw new ClusterException(
                        $"the cluster of {Name} does not answer within {_patience.TotalSeconds:0} s: it has no coordinator now, or is overloaded");
                }
            }
        }
    }

    /// <summary>The answer; null where the connection breaks before it has come.</summary>
    private async Task<object?> AskOnceAsync(IWireMessage message, TimeSpan limit)
    {
        if (_contacts is null)
        {
            return await Gateway.Ask<object>(message, limit).ConfigureAwait(false);
        }

        Task broken = _contacts.Broken;
        using var stop = new CancellationTokenSource();
        Task<object> answer = Gateway.Ask<object>(message, limit, stop.Token);
        if (await Task.WhenAny(answer, broken).ConfigureAwait(false) == broken && !answer.IsCompleted)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            return null;
        }

        return await answer.ConfigureAwait(false);
    }

    private T Expected<T>(object answer)
        where T : class => answer switch
        {
            T expected => expected,
            RequestRefused refused => throw new InvalidDescriptionException(refused.Findings),
            _ => throw new ClusterException($"{Name} answers with a {answer.GetType().Name}: another version of snncluster?"),
        };

    private ClusterException Broken() => new($"the connection to {Name} broke before it answered");
}

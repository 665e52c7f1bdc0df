using System.Diagnostics;
using Akka.Actor;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// Submits runs and follows them: to the nodes of a cluster, of which it is no member, or to actors of this process.
/// </summary>
public sealed class RunClient : IAsyncDisposable
{
    // A coordinator answers every half second; one that does not answer for so long is lost.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    // It takes a cluster some time to agree that a coordinator is lost, to have another, and to bring it its runs.
    private static readonly TimeSpan Succession = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly ActorSystem _system;
    private readonly ICanTell _gateway;

    internal RunClient(ActorSystem system, ICanTell gateway, string name)
    {
        _system = system;
        _gateway = gateway;
        Name = name;
    }

    /// <summary>What it talks to: an address, or "local".</summary>
    public string Name { get; }

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
            RunPage page = await AskAsync<RunPage>(new ReadRun
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

    /// <summary>
    /// Follows a run from its start to its end, wherever it is now. When it is cancelled, the run ends early with what it
    /// has.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="describe">Makes the network, for its sizes.</param>
    /// <param name="follower">Takes what the run gives.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <exception cref="InvalidDescriptionException">There is no such run, or it cannot be built.</exception>
    /// <exception cref="ClusterException">The run could not go on, or nobody answers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before it had begun.</exception>
    public async Task<RunOutcome> FollowAsync(
        string runId,
        Func<NetworkReference, NetworkDescription> describe,
        IRunFollower follower,
        CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(
            () => _gateway.Tell(new CancelRun { RunId = runId }, ActorRefs.NoSender));
        var reader = new RunReader(runId, describe, follower);
        while (true)
        {
            RunPage page = await NextPageAsync(reader.Next).ConfigureAwait(false);
            if (cancellation.IsCancellationRequested && !page.WasCancelled)
            {
                // It was lost on its way, or with a coordinator.
                _gateway.Tell(new CancelRun { RunId = runId }, ActorRefs.NoSender);
            }

            if (reader.Take(page))
            {
                return page.State == RunState.Failed ? throw Failure(page, cancellation) : reader.Outcome(page);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _system.Terminate().ConfigureAwait(false);

    // Where a coordinator was there and is not any more, or does not know the run any more, another is being found.
    private async Task<RunPage> NextPageAsync(ReadRun request)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            Exception? lost;
            try
            {
                return await AskAsync<RunPage>(request).ConfigureAwait(false);
            }
            catch (InvalidDescriptionException) when (request.Seen >= 0)
            {
                lost = new ClusterException(
                    $"run {request.RunId} is lost with the node that coordinated it; another one coordinates now");
            }
            catch (ClusterException exception) when (request.Seen >= 0)
            {
                lost = exception;
            }

            if (Stopwatch.GetElapsedTime(began) > Succession)
            {
                throw lost;
            }

            await Task.Delay(AskAgainAfter).ConfigureAwait(false);
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

    private async Task<T> AskAsync<T>(IWireMessage message)
        where T : class
    {
        object answer;
        try
        {
            answer = await _gateway.Ask<object>(message, Silence).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            throw new ClusterException(message is ReadRun run
                ? $"the coordinator of run {run.RunId} does not answer {Name} any more (for {Silence.TotalSeconds:0} s): "
                    + "its node may be lost"
                : $"what listens at {Name} does not answer as a snncluster node within {Silence.TotalSeconds:0} s: "
                    + "it is none, or its cluster has no coordinator now");
        }

        return answer switch
        {
            T expected => expected,
            RequestRefused refused => throw new InvalidDescriptionException(refused.Findings),
            _ => throw new ClusterException($"{Name} answers with a {answer.GetType().Name}: another version of snncluster?"),
        };
    }
}

using System.Runtime.Serialization;
using Akka.Actor;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Cluster.Tests.Actors;

/// <summary>
/// Every message with every one of its numbers at what it can be at most, as far as it gets through the serializer, told to
/// all actors of a node while a run is on: no actor breaks, and the next run gives its answer.
/// </summary>
public sealed class HostileNumbersTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly ActorSystem _system = ActorSystems.Create();
    private readonly TestNetworks _networks = new();
    private IActorRef _coordinator = ActorRefs.Nobody;
    private IActorRef _node = ActorRefs.Nobody;
    private Inbox _inbox = null!;
    private Inbox _errors = null!;

    /// <summary>Those that have a number.</summary>
    public static TheoryData<string> Messages =>
    [
        .. WireContracts.All.Where(pair => ContractNumbers.Changes(ContractNumbers.Filled(pair.Value)).Any())
            .Select(pair => pair.Key).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_with_any_number_leaves_a_node_that_runs(string name)
    {
        WireContracts.TryGetType(name, out Type? type);
        var serializer = new WireSerializer((ExtendedActorSystem)_system);

        // A node that is told to prepare a run lets go of the one that it has.
        string run = type == typeof(PrepareRun) ? "none" : Submit(steps: 100_000_000);
        if (type != typeof(PrepareRun))
        {
            WaitFor(run, page => page.State == RunState.Running);
        }

        foreach ((string _, object _, object message) in ContractNumbers.Changes(Likely(type!, run)))
        {
            object received;
            try
            {
                received = serializer.FromBinary(serializer.ToBinary(message), name);
            }
            catch (SerializationException)
            {
                continue;
            }

            // In its own process all may say all; a node listens to its coordinator alone.
            foreach (string actor in (string[])["coordinator", "node", $"node/run-{run}", $"node/run-{run}/partition-0"])
            {
                _system.ActorSelection($"/user/{actor}").Tell(received, _coordinator);
            }
        }

        EndAll();
        string next = Submit(steps: 50);
        RunPage page = WaitFor(next, page => page.State is RunState.Finished or RunState.Failed);
        Assert.Null(page.Failure);
        Assert.Equal(50, page.Step);
        Assert.Empty(ErrorsSoFar());
    }

    public Task InitializeAsync()
    {
        _inbox = Inbox.Create(_system);
        _errors = Inbox.Create(_system);
        _system.EventStream.Subscribe(_errors.Receiver, typeof(Akka.Event.Error));
        var settings = new NodeSettings { ProgressInterval = TimeSpan.FromMilliseconds(20) };
        _coordinator = _system.ActorOf(CoordinatorActor.Props(_networks, settings), ActorNames.Coordinator);
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Action onAccepted = () => accepted.TrySetResult();
        Action<string> refused = _ => { };
        NodeReport report = ActorSystems.Report;
        _node = _system.ActorOf(
            Props.Create(() => new NodeSupervisor(report, _coordinator, _networks, settings, onAccepted, refused)), ActorNames.Node);
        return accepted.Task.WaitAsync(Limit);
    }

    public async Task DisposeAsync()
    {
        await _system.Terminate().WaitAsync(Limit);
        _system.Dispose();
    }

    // What would be believed but for one number.
    private static object Likely(Type type, string run)
    {
        if (type == typeof(SubmitRun))
        {
            return new SubmitRun
            {
                ProtocolVersion = WireProtocol.Version,
                Specification = LikelyRun(),
            };
        }

        if (type == typeof(PrepareRun))
        {
            PrepareRun prepare = ActorSystems.Prepare("forged", "delay-10", steps: 100);
            return prepare with { Whole = "forged", Specification = LikelyRun() };
        }

        if (type == typeof(OrphanedRun))
        {
            return new OrphanedRun { RunId = "orphan", Specification = LikelyRun(), Nodes = 1 };
        }

        object message = ContractNumbers.Filled(type);
        type.GetProperty("RunId")?.SetValue(message, run);
        return message;
    }

    private static RunSpecification LikelyRun() => TestNetworks.Run("delay-10", steps: 100) with
    {
        Partitions = 1,
        Shares = [1.0],
        SampleSteps = 10,
        Record = ["target.V:neurons=first-10:every-steps=10", "spikes", "synapses"],
    };

    private string Submit(int steps)
    {
        object? answer = null;
        using var limit = new CancellationTokenSource(Limit);
        while (answer is not RunSubmitted)
        {
            Assert.False(limit.IsCancellationRequested, string.Join("; ", (answer as RequestRefused)?.Findings ?? []));
            answer = Ask(new SubmitRun { ProtocolVersion = WireProtocol.Version, Specification = TestNetworks.Run("delay-10", steps) });
            if (answer is RequestRefused)
            {
                // The node tells once a second what it has, where a message has said something else of it.
                _coordinator.Tell(ActorSystems.Report, _node);
            }
        }

        return ((RunSubmitted)answer).RunId;
    }

    private void EndAll()
    {
        while (((ClusterStatus)Ask(new GetStatus { ProtocolVersion = WireProtocol.Version })).Runs
            .Where(run => run.State is not (RunState.Finished or RunState.Failed)).ToArray() is { Length: > 0 } open)
        {
            foreach (RunStatus run in open)
            {
                _coordinator.Tell(new CancelRun { RunId = run.RunId }, ActorRefs.NoSender);
                WaitFor(run.RunId, page => page.State is RunState.Finished or RunState.Failed);
            }
        }

        _node.Tell(new ReleaseRun { RunId = "forged" }, _coordinator);
    }

    private RunPage WaitFor(string run, Func<RunPage, bool> isThere)
    {
        long seen = -1;
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var page = (RunPage)Ask(new ReadRun { ProtocolVersion = WireProtocol.Version, RunId = run, From = 0, Seen = seen });
            if (isThere(page))
            {
                return page;
            }

            Assert.False(limit.IsCancellationRequested, $"{page.State} {page.Failure} {page.Step}");
            seen = page.Seen;
        }
    }

    private object Ask(object message) => _coordinator.Ask<object>(message, Limit).GetAwaiter().GetResult();

    private List<string> ErrorsSoFar()
    {
        var found = new List<string>();
        _system.EventStream.Unsubscribe(_errors.Receiver);
        _errors.Receiver.Tell("end");
        while (_errors.Receive(Limit) is Akka.Event.Error error)
        {
            found.Add(error.ToString());
        }

        return found;
    }
}

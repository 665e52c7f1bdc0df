using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Recording;
using SnnCluster.Faults.Schedules;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Faults.World;

/// <summary>Plays a client: submits a run or has one go on, and follows it to its end.</summary>
internal sealed class SimClient : SimActor, IRunFollower
{
    // As RunClient has them [us].
    private const long Silence = 10_000_000;
    private const long Succession = 60_000_000;
    private const long AskAgainAfter = 500_000;

    private readonly Cluster _world;
    private readonly IWireMessage _request;
    private RunReader? _reader;
    private long _asked;
    private long _began;
    private int _contact;
    private bool _isCancelled;
    private bool _sawAttempt;

    public SimClient(Cluster world, IWireMessage request)
        : base(null, "client")
    {
        _world = world;
        _request = request;
    }

    public string? RunId { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>What it was told, or says itself, where the run did not end well; null where it did.</summary>
    public string? Error { get; private set; }

    public RunOutcome? Outcome { get; private set; }

    public List<NetworkSample> Samples { get; } = [];

    /// <summary>Whether anything is wrong with the last state that it saw.</summary>
    public RunState LastState { get; private set; }

    public void Submit()
    {
        _began = _world.Scheduler.Now;
        Ask(_request);
    }

    public void Cancel()
    {
        _isCancelled = true;
        if (RunId is not null)
        {
            Send(new CancelRun { RunId = RunId });
        }
    }

    public override void Receive(object message, SimActor sender) => throw new NotSupportedException();

    /// <summary>Whether it has never been told where the run is.</summary>
    public bool SawNothing => _reader is null or { Seen: < 0 };

    private void Take(object message, long asked)
    {
        if (IsDone || asked != _asked)
        {
            return;
        }

        _asked++;
        switch (message)
        {
            case RunSubmitted submitted when _reader is null:
                RunId = submitted.RunId;
                _reader = new RunReader(RunId, run => RunChecks.Observe(run, _world.Networks), this);
                Next();
                break;
            case RunPage page when _reader is not null:
                Take(page);
                break;
            case RequestRefused refused when _reader is { Seen: >= 0 }:
                _contact++;
                Again("the run is lost with the node that coordinated it");
                break;
            case RequestRefused refused:
                End(string.Join("; ", refused.Findings));
                break;
        }
    }

    public void OnPlaced(RunSpecification specification, RunPlacement placement)
    {
    }

    public void OnSample(NetworkSample sample) => Samples.Add(ObservationLog.Held(sample));

    public void OnProgress(RunPage page) => LastState = page.State;

    private void Take(RunPage page)
    {
        if (_isCancelled && !page.WasCancelled)
        {
            Cancel();
        }

        if (_world.Schedule.Bug == PlantedBug.MixesAttempts)
        {
            page = page with { Parts = [.. page.Parts.Select(Unmarked)] };
        }

        if (!_reader!.Take(page))
        {
            Next();
        }
        else if (page.State == RunState.Failed)
        {
            End(page.Failure ?? "");
        }
        else
        {
            Outcome = _reader.Outcome(page);
            IsDone = true;
            Send(_reader.Next);
        }
    }

    // The second attempt's parts seem to belong to the first.
    private ReportPart Unmarked(ReportPart part)
    {
        bool isMark = part.Kind == ReportKind.Attempt;
        bool hides = isMark && _sawAttempt;
        _sawAttempt |= isMark;
        return hides ? part with { Partition = int.MaxValue, Kind = ReportKind.End } : part;
    }

    private void End(string error)
    {
        Error = error;
        IsDone = true;
    }

    private void Next()
    {
        _began = _world.Scheduler.Now;
        Ask(_reader!.Next);
    }

    private void Ask(IWireMessage message)
    {
        long number = ++_asked;
        Send(message);
        _world.Scheduler.After(Silence, () =>
        {
            if (number == _asked && !IsDone)
            {
                _contact++;
                Again("the coordinator does not answer any more");
            }
        });
    }

    private void Again(string error)
    {
        long number = ++_asked;
        if (_world.Scheduler.Now - _began > Succession || (_reader is null or { Seen: < 0 }))
        {
            End(error);
            return;
        }

        _world.Scheduler.After(AskAgainAfter, () =>
        {
            if (number == _asked && !IsDone)
            {
                Ask(_reader!.Next);
            }
        });
    }

    /// <summary>Takes the answer to one question; one that comes too late is for nobody.</summary>
    private sealed class Asker(SimClient client, long number) : SimActor(null, "client")
    {
        public override void Receive(object message, SimActor sender) => client.Take(message, number);
    }

    // By way of any node that answers.
    private void Send(IWireMessage message)
    {
        Process[] there = [.. _world.Processes.Where(process => process.IsAtWork)];
        if (there.Length > 0 && _world.Membership.CoordinatorFor(there[_contact % there.Length]) is SimCoordinator coordinator)
        {
            _world.Network.Tell(new Asker(this, _asked), coordinator, message);
        }
    }
}

using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Remote;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire;
using SnnCluster.Learning.Parallel.Messages;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Parallel.Nodes;

/// <summary>A trainer's side of a node: sends what the trainer wants, and puts the answers where they belong.</summary>
internal sealed class TrainingLink : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    private readonly int _index;
    private readonly string _node;
    private readonly ActorSelection _service;
    private readonly BlockSender _sender;
    private IActorRef? _session;
    private LinkOpen? _open;
    private LinkJob? _job;
    private int _outcomes;
    private long _elements;
    private Exception? _failure;

    /// <summary>A link.</summary>
    /// <param name="index">Number of the node in rounds.</param>
    /// <param name="node">Its address, as host:port.</param>
    /// <param name="service">Its service.</param>
    public TrainingLink(int index, string node, ActorSelection service)
    {
        _index = index;
        _node = node;
        _service = service;
        _sender = new BlockSender(message => _session!.Tell(message));
        Receive<LinkOpen>(OnOpen);
        Receive<ActorIdentity>(message => Guarded(() => OnIdentity(message)));
        Receive<NoAnswer>(_ => OnLost($"it does not answer within {AnswerLimit.TotalSeconds:0} s"));
        Receive<TrainingData>(message => Guarded(() => OnData(message)));
        Receive<LinkJob>(OnJob);
        Receive<SumBlock>(message => Guarded(() => OnSum(message)));
        Receive<OutcomeBlock>(message => Guarded(() => OnOutcomes(message)));
        Receive<ShareDone>(message => Guarded(() => OnDone(message)));
        Receive<BlockTaken>(message => Guarded(() => _sender.Taken(message.Blocks)));
        Receive<TrainingFailed>(OnFailed);
        Receive<Terminated>(_ => OnLost("it does not answer any more"));
        Receive<DisassociatedEvent>(message =>
        {
            // Whatever was on its way over a connection that broke may be lost, and is not sent again.
            if (message.RemoteAddress.Equals(_session?.Path.Address))
            {
                OnLost("its connection is broken");
            }
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // The service and the session that it makes are on the node that was asked, and nobody else answers.
    protected override bool AroundReceive(Receive receive, object message) =>
        (message is IWireMessage && Sender.Path.Address != _session?.Path.Address) || base.AroundReceive(receive, message);

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _session?.Tell(new CloseTraining());
    }

    private void OnOpen(LinkOpen open)
    {
        _open = open;
        _service.Tell(new Identify(_index));
        Timers.StartSingleTimer("answer", new NoAnswer(), AnswerLimit);
    }

    private void OnIdentity(ActorIdentity identity)
    {
        Timers.Cancel("answer");
        if (_open is not LinkOpen open)
        {
            return;
        }

        if (identity.Subject is not IActorRef service)
        {
            Fail(new ClusterException($"node {_node} does not answer as one that trains: it runs another version of snncluster, or was lost a moment ago"));
            return;
        }

        // Until the session answers, which may take as long as examples take to load, the service stands for it.
        _session = service;
        Context.Watch(service);
        service.Tell(open.Training);
    }

    private void OnData(TrainingData data)
    {
        // A second answer must not make another actor the session.
        if (_open is not LinkOpen open)
        {
            throw new InvalidDataException("it names its examples and was not asked for them");
        }

        Context.Unwatch(_session);
        _session = Sender;
        Context.Watch(_session);
        _open = null;
        open.Data(data);
        open.Round.Done();
    }

    private void OnJob(LinkJob job)
    {
        if (_failure is not null)
        {
            job.Round?.Fail(_index, _failure);
            return;
        }

        if (job.Round is not null)
        {
            _job = job;
            _outcomes = 0;
            _elements = 0;
        }

        _sender.Send(job.Messages);
    }

    private void OnSum(SumBlock block)
    {
        float[] sum = _job!.Sums[new GradientNode(block.Level, block.Index)];
        ReadOnlySpan<float> elements = MemoryMarshal.Cast<byte, float>(block.Data);
        elements.CopyTo(sum.AsSpan(block.Offset));
        _elements += elements.Length;
        Taken();
    }

    private void OnOutcomes(OutcomeBlock block)
    {
        _outcomes += OutcomeBytes.Read(block.Data, _job!.Outcomes.Span[block.First..]);
        Taken();
    }

    private void OnDone(ShareDone done)
    {
        LinkJob job = _job!;
        long expected = job.Sums.Values.Sum(sum => (long)sum.Length);
        if (_outcomes != job.Outcomes.Length || _elements != expected)
        {
            throw new InvalidDataException(
                $"{_elements} of {expected} elements and {_outcomes} of {job.Outcomes.Length} outcomes have come");
        }

        job.Digests(done.Digests);
        _job = null;
        job.Round!.Done();
    }

    private void OnFailed(TrainingFailed failed) => Fail(failed.IsInput
        ? new InvalidDescriptionException($"node {_node}: {failed.Reason}")
        : new TrainingException($"node {_node}: {failed.Reason}"));

    private void OnLost(string how) => Fail(new WorkersLostException($"node {_node} was lost: {how}", _node));

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Fail(new TrainingException($"node {_node} sends what was not asked for: {FailureText.Of(exception)}", exception));
        }
    }

    private void Fail(Exception exception)
    {
        _failure ??= exception;
        _open?.Round.Fail(_index, _failure);
        _job?.Round!.Fail(_index, _failure);
        _open = null;
        _job = null;
    }

    private void Taken() => _session!.Tell(new BlockTaken { Blocks = 1 });

    private sealed record NoAnswer;
}

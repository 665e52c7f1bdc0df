using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel.Messages;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Parallel.Nodes;

/// <summary>
/// A trainer's replicas on a node: finds the sums of the node's share of each batch, and makes the step with the sum of
/// all. When the trainer is gone, or the connection to it, nothing of it is left here.
/// </summary>
internal sealed class TrainingSession : ReceiveActor
{
    private readonly OpenTraining _training;
    private readonly IActorRef _trainer;
    private readonly string? _dataFolder;
    private readonly BlockSender _sender;
    private readonly GradientAssembly _sums = new();
    private readonly GradientAssembly _totals = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private NodeData? _data;
    private byte[] _state;
    private int _stateBytes;
    private ReplicaGroup? _group;
    private float[] _total = [];
    private int _totalElements;

    public TrainingSession(OpenTraining training, IActorRef trainer, string? dataFolder)
    {
        _training = training;
        _trainer = trainer;
        _dataFolder = dataFolder;
        _state = new byte[training.StateBytes];
        _sender = new BlockSender(message => _trainer.Tell(message));
        Receive<NodeData>(OnData);
        Receive<Status.Failure>(message => Fail(message.Cause));
        Receive<StateBlock>(message => Guarded(() => OnState(message)));
        Receive<LearnShare>(message => Guarded(() => OnLearn(message)));
        Receive<TotalBlock>(message => Guarded(() => OnTotal(message)));
        Receive<StepShare>(message => Guarded(() => OnStep(message)));
        Receive<EvaluateShare>(message => Guarded(() => OnEvaluate(message)));
        Receive<DigestShare>(_ => Guarded(OnDigest));
        Receive<RoundEnded>(message => Guarded(() => OnRound(message)));
        Receive<BlockTaken>(message => _sender.Taken(message.Blocks));
        Receive<CloseTraining>(_ => Context.Stop(Self));
        Receive<Terminated>(_ => OnLost());
        Receive<DisassociatedEvent>(message =>
        {
            // Whatever was on its way over a connection that broke may be lost, and is not sent again.
            if (message.RemoteAddress.Equals(_trainer.Path.Address))
            {
                OnLost();
            }
        });
    }

    protected override void PreStart()
    {
        Context.Watch(_trainer);
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        DataSetContract data = _training.Data;
        Task.Run(() => NodeData.Load(data, _dataFolder)).PipeTo(Self);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnData(NodeData data)
    {
        _data = data;
        _trainer.Tell(new TrainingData { Train = data.Train, Test = data.Test });
    }

    private void OnState(StateBlock block)
    {
        block.Data.CopyTo(_state, block.Offset);
        _stateBytes += block.Data.Length;
        Taken();
        if (_stateBytes != _state.Length)
        {
            return;
        }

        var layout = new ClassifierLayout(_training.Classifier.ToDescription());
        var setup = new ReplicaSetup
        {
            Data = _data!.Set,
            State = StateBytes.Read(layout, _state),
            Options = _training.Options.ToOptions(),
        };
        _state = [];
        _total = new float[layout.Length];
        _group = new ReplicaGroup(Context, setup, _training.Replicas);
        _group.Build(Then(Done));
        _log.Info("training: {0} replicas are here", _training.Replicas);
    }

    private void OnLearn(LearnShare share)
    {
        // Its examples stand where they stand in the batch.
        int first = share.From * _training.Options.ChunkSize;
        var batch = new int[first + share.Examples.Length];
        share.Examples.CopyTo(batch, first);
        var outcomes = new ExampleOutcome[batch.Length];
        _group!.Learn(batch, share.Chunks, share.From, share.To, outcomes, Then(() =>
        {
            _sums.Begin(share.Chunks);
            _group.AddTo(_sums);
            IReadOnlyList<GradientNode> nodes = GradientTree.Cover(share.From, share.To, share.Chunks);
            _sender.Send(Blocks.OfOutcomes(outcomes, first));
            _sender.Send(Blocks.OfSums(_sums, nodes, _total.Length));
            Done();
        }));
    }

    private void OnTotal(TotalBlock block)
    {
        ReadOnlySpan<float> elements = MemoryMarshal.Cast<byte, float>(block.Data);
        elements.CopyTo(_total.AsSpan(block.Offset));
        _totalElements += elements.Length;
        Taken();
    }

    private void OnStep(StepShare step)
    {
        if (_totalElements != _total.Length)
        {
            throw new InvalidDataException($"{_totalElements} of {_total.Length} elements of the gradient have come");
        }

        _totalElements = 0;
        _totals.Begin(1);
        _totals.Add(GradientTree.Root(1), _total);
        _group!.Step(_totals, step.LearningRate, new int[_group.Rewired.Count], Then(() => { }));
    }

    private void OnEvaluate(EvaluateShare share)
    {
        var outcomes = new ExampleOutcome[share.Examples.Length];
        _group!.Evaluate(share.IsTest ? ExampleSet.Test : ExampleSet.Train, share.Examples, outcomes, Then(() =>
        {
            _sender.Send(Blocks.OfOutcomes(outcomes, 0));
            Done();
        }));
    }

    private void OnDigest()
    {
        var digests = new string[_group!.Count];
        _group.Digest(digests, Then(() => _sender.Send([new ShareDone { Digests = digests }])));
    }

    private void OnRound(RoundEnded ended)
    {
        if (ended.Failure is RoundFailure failure)
        {
            Fail(failure.Exception);
        }
        else
        {
            ended.Next();
        }
    }

    // A round ends in a replica's thread; what follows is this actor's.
    private Action<Round> Then(Action next)
    {
        IActorRef self = Self;
        return round => self.Tell(new RoundEnded(round.Failure, next));
    }

    private void Done() => _sender.Send([new ShareDone()]);

    private void Taken() => _trainer.Tell(new BlockTaken { Blocks = 1 });

    private void OnLost()
    {
        _log.Warning("training: the trainer is gone; its replicas end");
        Context.Stop(Self);
    }

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void Fail(Exception exception)
    {
        Exception cause = exception is AggregateException aggregate ? aggregate.GetBaseException() : exception;
        _log.Warning("training: {0}", FailureText.Of(cause));
        _trainer.Tell(new TrainingFailed
        {
            Reason = FailureText.Of(cause),
            IsInput = cause is InvalidDescriptionException or DataSets.DataFileException,
        });
        Context.Stop(Self);
    }

    private sealed record RoundEnded(RoundFailure? Failure, Action Next);
}

using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using SnnCluster.Cluster.Wire;
using SnnCluster.Learning.Examples;
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
    // Each is a thread with a state of its own.
    private const int MostReplicas = 1024;

    private readonly OpenTraining _training;
    private readonly IActorRef _trainer;
    private readonly string? _dataFolder;
    private readonly BlockSender _sender;
    private readonly GradientAssembly _sums = new();
    private readonly GradientAssembly _totals = new();
    private readonly IActorRef _self;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private NodeData? _data;
    private ClassifierLayout? _layout;
    private TrainingOptions? _options;
    private byte[] _state = [];
    private int _stateBytes;
    private ReplicaGroup? _group;
    private float[] _total = [];
    private int _totalElements;

    public TrainingSession(OpenTraining training, IActorRef trainer, string? dataFolder)
    {
        _training = training;
        _trainer = trainer;
        _dataFolder = dataFolder;
        _self = Self;
        _sender = new BlockSender(message => _trainer.Tell(message));
        Receive<NodeData>(message => Guarded(() => OnData(message)));
        Receive<Status.Failure>(message => Fail(message.Cause));
        Receive<StateBlock>(message => Guarded(() => OnState(message)));
        Receive<LearnShare>(message => Guarded(() => OnLearn(message)));
        Receive<TotalBlock>(message => Guarded(() => OnTotal(message)));
        Receive<StepShare>(message => Guarded(() => OnStep(message)));
        Receive<EvaluateShare>(message => Guarded(() => OnEvaluate(message)));
        Receive<DigestShare>(_ => Guarded(OnDigest));
        Receive<RoundEnded>(message => Guarded(() => OnRound(message)));
        Receive<BlockTaken>(message => Guarded(() => _sender.Taken(message.Blocks)));
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

    // Of a session's trainer alone: nobody else has a say in it.
    protected override bool AroundReceive(Receive receive, object message) =>
        (message is IWireMessage && !Sender.Equals(_trainer)) || base.AroundReceive(receive, message);

    protected override void PreStart()
    {
        Context.Watch(_trainer);
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        DataSetContract data = _training.Data;
        Task.Run(() => NodeData.Load(data, _dataFolder)).PipeTo(Self);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    // A replica's thread that cannot be started would be missed by nobody: its part of a round never ends.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        _self.Tell(new Status.Failure(exception));
        return Directive.Stop;
    });

    private void OnData(NodeData data)
    {
        _data = data;
        _trainer.Tell(new TrainingData { Train = data.Train, Test = data.Test });
    }

    private void OnState(StateBlock block)
    {
        if (_data is null || _group is not null)
        {
            throw new InvalidDataException("a part of a state comes that nobody waits for");
        }

        _layout ??= Prepare(_data.Set);
        if (block.Offset != _stateBytes || block.Data.Length == 0)
        {
            throw new InvalidDataException($"byte {block.Offset} of the state is where {_stateBytes} should be");
        }

        block.Data.CopyTo(_state, block.Offset);
        _stateBytes += block.Data.Length;
        Taken();
        if (_stateBytes != _state.Length)
        {
            return;
        }

        ClassifierState state = StateBytes.Read(_layout, _state);
        _state = [];
        try
        {
            if (_options!.DeepR is not null)
            {
                WiringCheck.Signs(state, _options.Seed);
            }

            _total = new float[_layout.Length];
            var setup = new ReplicaSetup { Data = _data.Set, State = state, Options = _options };
            _group = new ReplicaGroup(Context, setup, _training.Replicas);
        }
        catch
        {
            state.Dispose();
            throw;
        }

        _group.Build(Then(Done));
        _log.Info("training: {0} replicas are here", _training.Replicas);
    }

    // Whoever computes trusts all numbers, and a trainer may be another program than it says: all is looked at here, once.
    private ClassifierLayout Prepare(DataSet data)
    {
        var errors = new ValidationErrors();
        ClassifierDescription description = _training.Classifier.ToDescription();
        description.Validate(errors);
        errors.Within("replicas", _training.Replicas, 1, MostReplicas);
        foreach (SpikeExamples? examples in (SpikeExamples?[])[data.Train, data.Test])
        {
            if (examples is not null && ExampleShape.Difference(description, examples) is string difference)
            {
                errors.Add($"the node's {difference}");
            }
        }

        // The size of a batch is the trainer's alone; each share is compared with the examples when it comes.
        _options = _training.Options.ToOptions() with { BatchSize = 1 };
        _options.Validate(description, data.Train, errors);
        errors.ThrowIfAny();
        var layout = new ClassifierLayout(description);
        long length = StateBytes.Length(layout);
        if (_training.StateBytes != length)
        {
            throw new InvalidDataException($"the state has {_training.StateBytes} bytes instead of {length}");
        }

        _state = new byte[length];
        return layout;
    }

    private void OnLearn(LearnShare share)
    {
        SpikeExamples train = Ready(share.Examples, isTest: false);
        int chunkSize = _options!.ChunkSize;
        long most = ((long)train.Count + chunkSize - 1) / chunkSize;
        long full = ((long)share.To - share.From) * chunkSize;

        // The last chunk of a batch has what is left, at least one example.
        long least = share.To == share.Chunks && share.From < share.To ? full - chunkSize + 1 : full;
        if (share.From < 0 || share.From > share.To || share.To > share.Chunks || share.Chunks > most
            || share.Examples.Length < least || share.Examples.Length > full)
        {
            throw new InvalidDataException(
                $"{share.Examples.Length} examples are no chunks {share.From} to {share.To} of {share.Chunks} of {chunkSize}");
        }

        // Its examples stand where they stand in the batch.
        int first = share.From == share.To ? 0 : share.From * chunkSize;
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

    // The examples that a share is of; all that it names must be there.
    private SpikeExamples Ready(int[] chosen, bool isTest)
    {
        SpikeExamples examples = (isTest ? _data?.Set.Test : _data?.Set.Train)
            ?? throw new InvalidDataException("there are no such examples on the node");
        if (_group is null)
        {
            throw new InvalidDataException("a share comes before the state");
        }

        foreach (int example in chosen)
        {
            if (example < 0 || example >= examples.Count)
            {
                throw new InvalidDataException($"example {example} is not among the node's {examples.Count}");
            }
        }

        return examples;
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
        Ready(share.Examples, share.IsTest);
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

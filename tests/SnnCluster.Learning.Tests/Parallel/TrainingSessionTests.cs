using Akka.Actor;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel.Messages;
using SnnCluster.Learning.Parallel.Nodes;

namespace SnnCluster.Learning.Tests.Parallel;

public sealed class TrainingSessionTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ActorSystem _system = ProcessActors.Create();
    private readonly Inbox _inbox;

    public TrainingSessionTests() => _inbox = Inbox.Create(_system);

    public void Dispose()
    {
        _inbox.Dispose();
        _system.Terminate().Wait();
    }

    [Fact]
    public void Another_version_is_refused_by_name()
    {
        IActorRef service = _system.ActorOf(TrainingService.Create(null).Props);
        _inbox.Send(service, Open() with { ProtocolVersion = 99 });
        TrainingFailed failed = Assert.IsType<TrainingFailed>(_inbox.Receive(Patience));
        Assert.Contains("version 99", failed.Reason, StringComparison.Ordinal);
        Assert.True(failed.IsInput);
    }

    [Fact]
    public void A_session_ends_with_its_trainer()
    {
        IActorRef trainer = _system.ActorOf(Props.Create(() => new Silent()));
        OpenTraining open = Open();
        IActorRef session = _system.ActorOf(Props.Create(() => new TrainingSession(open, trainer, null)));
        _inbox.Watch(session);
        _system.Stop(trainer);
        Assert.Equal(session, Assert.IsType<Terminated>(_inbox.Receive(Patience)).ActorRef);
    }

    [Fact]
    public async Task A_state_that_is_none_is_told_to_the_trainer()
    {
        IActorRef session = await Begin(Open());
        _inbox.Send(session, new StateBlock { Offset = 0, Data = new byte[16] });
        Assert.Matches(@"^InvalidDataException: the state has 16 bytes instead of \d+$", Failure().Reason);
        Assert.IsType<Terminated>(_inbox.Receive(Patience));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public async Task A_size_that_is_not_the_states_is_told_to_the_trainer(int bytes)
    {
        IActorRef session = await Begin(Open() with { StateBytes = bytes });
        _inbox.Send(session, new StateBlock { Offset = 0, Data = new byte[16] });
        Assert.Contains($"the state has {bytes} bytes instead of", Failure().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_training_is_told_at_once()
    {
        OpenTraining open = Open();
        IActorRef session = await Begin(open with
        {
            Replicas = 0,
            Classifier = open.Classifier with { Inputs = 3, DtMs = -1 },
            Options = open.Options with { ChunkSize = 0 },
        });
        _inbox.Send(session, new StateBlock { Offset = 0, Data = new byte[16] });
        TrainingFailed failed = Failure();
        Assert.True(failed.IsInput);
        foreach (string part in (string[])["replicas is 0", "dt [ms] is -1", "chunk size is 0", "the classifier has 3,"])
        {
            Assert.Contains(part, failed.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, 0, 1, 190)]
    [InlineData(1, 0, 1, -1)]
    [InlineData(1, -1, 0, 0)]
    [InlineData(1, 0, 2, 0)]
    [InlineData(1, 1, 0, 0)]
    [InlineData(int.MaxValue, 1 << 30, 1 << 30, 0)]
    public async Task A_share_that_is_none_is_told_to_the_trainer(int chunks, int from, int to, int example)
    {
        using ClassifierState state = SmallTraining.Of("dense").Start();
        byte[] bytes = StateBytes.Write(state);
        IActorRef session = await Begin(Open() with { StateBytes = bytes.Length });
        foreach (StateBlock block in Blocks.OfState(bytes))
        {
            _inbox.Send(session, block);
            Assert.IsType<BlockTaken>(_inbox.Receive(Patience));
        }

        Assert.IsType<ShareDone>(_inbox.Receive(Patience));
        _inbox.Send(session, new LearnShare { Chunks = chunks, From = from, To = to, Examples = [example] });
        Assert.StartsWith("InvalidDataException: ", Failure().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocks_that_were_never_sent_cannot_have_been_taken()
    {
        IActorRef session = await Begin(Open());
        _inbox.Send(session, new BlockTaken { Blocks = 1 });
        Assert.StartsWith("InvalidDataException: 1 blocks were taken", Failure().Reason, StringComparison.Ordinal);
    }

    private TrainingFailed Failure() => Assert.IsType<TrainingFailed>(_inbox.Receive(Patience));

    private async Task<IActorRef> Begin(OpenTraining open)
    {
        IActorRef service = _system.ActorOf(TrainingService.Create(null).Props);
        _inbox.Send(service, open);
        Assert.IsType<TrainingData>(_inbox.Receive(Patience));
        IActorRef session = await _system.ActorSelection(service.Path / "*").ResolveOne(Patience);
        _inbox.Watch(session);
        return session;
    }

    private static OpenTraining Open()
    {
        SmallTraining training = SmallTraining.Of("dense");
        return new OpenTraining
        {
            ProtocolVersion = TrainingProtocol.Version,
            Replicas = 1,
            Classifier = ClassifierContract.Of(training.Description),
            Options = OptionsContract.Of(training.Options),
            Data = DataSetContract.Of("randman", SmallTraining.Request),
            StateBytes = 16,
        };
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent() => ReceiveAny(_ => { });
    }
}

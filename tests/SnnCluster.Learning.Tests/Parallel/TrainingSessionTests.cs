using Akka.Actor;
using SnnCluster.Cluster.Hosting;
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
        OpenTraining open = Open();
        IActorRef service = _system.ActorOf(TrainingService.Create(null).Props);
        _inbox.Send(service, open);
        Assert.IsType<TrainingData>(_inbox.Receive(Patience));
        IActorRef session = await _system.ActorSelection(service.Path / "*").ResolveOne(Patience);
        _inbox.Watch(session);
        _inbox.Send(session, new StateBlock { Offset = 0, Data = new byte[open.StateBytes] });
        Assert.IsType<BlockTaken>(_inbox.Receive(Patience));
        Assert.Matches(
            @"^InvalidDataException: the state is \d+ bytes too long or too short$",
            Assert.IsType<TrainingFailed>(_inbox.Receive(Patience)).Reason);
        Assert.IsType<Terminated>(_inbox.Receive(Patience));
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

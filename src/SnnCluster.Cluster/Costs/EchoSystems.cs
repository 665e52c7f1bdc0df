using Akka.Actor;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Costs;

/// <summary>
/// The actor systems of one process: a bare one, which has nothing of ours but the limits of messages, and one that is
/// configured as a node is. Both listen on ports that the system picks.
/// </summary>
internal sealed class EchoSystems : IDisposable
{
    private const string BareName = "bare";
    private const string FramesName = "frames";
    private const string EchoName = "echo";
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly ActorSystem _bare;
    private readonly ActorSystem _frames;
    private readonly string _host;

    public EchoSystems(string host)
    {
        _host = host;
        _bare = ActorSystem.Create(BareName, NodeConfiguration.OfBareEcho(host));
        _frames = ActorSystem.Create(FramesName, NodeConfiguration.OfClient(host, ""));
    }

    public int BarePort => PortOf(_bare);

    public int FramesPort => PortOf(_frames);

    /// <summary>Starts the actor that sends back what comes.</summary>
    public void StartEcho() => _bare.ActorOf(Props.Create<EchoActor>(), EchoName);

    /// <summary>Starts the actor that measures the echo of another process.</summary>
    public async Task<IActorRef> StartLeader(int port)
    {
        string path = $"akka.tcp://{BareName}@{_host}:{port}/user/{EchoName}";
        IActorRef echo = await _bare.ActorSelection(path).ResolveOne(CostLimits.Answer).ConfigureAwait(false);
        return _bare.ActorOf(Props.Create(() => new EchoLeaderActor(echo)));
    }

    /// <summary>Starts the actor that takes frames for a node.</summary>
    public IActorRef StartReceiver(IFrameSink sink) =>
        _frames.ActorOf(FrameReceiver.Props(sink), FramesName);

    /// <summary>Frames as messages to the actor of another process.</summary>
    public async Task<ISpikeTransport> ConnectActors(int node, int peer, int port, IActorRef self)
    {
        string path = $"akka.tcp://{FramesName}@{_host}:{port}/user/{FramesName}";
        IActorRef other = await _frames.ActorSelection(path).ResolveOne(CostLimits.Answer).ConfigureAwait(false);
        return new ActorTransport("", node, new Dictionary<int, IActorRef> { [peer] = other }, self);
    }

    public void Dispose() => Task.WhenAll(_bare.Terminate(), _frames.Terminate()).Wait(EndLimit);

    private static int PortOf(ActorSystem system) =>
        ((ExtendedActorSystem)system).Provider.DefaultAddress.Port ?? throw new InvalidOperationException("no port");
}

using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Faults.Storage;

namespace SnnCluster.Faults.World;

/// <summary>Plays the coordinator's actor.</summary>
internal sealed class SimCoordinator : SimActor, ICoordinatorHost
{
    private readonly Dictionary<string, SimActor> _nodes = [];

    public SimCoordinator(Cluster world, Process process)
        : base(process, "coordinator")
    {
        World = world;
        Protocol = new CoordinatorProtocol(
            world.Networks, world.NewRunId, world.Settings.Recovery, world.Scheduler, world.Settings.KeptRuns);
        Desk = new CoordinatorDesk(Protocol, this);
        process.Every(250_000, Desk.Tick);
        process.Every(500_000, Desk.AnswerAll);
    }

    public Cluster World { get; }

    public CoordinatorProtocol Protocol { get; }

    public CoordinatorDesk Desk { get; }

    public override void Receive(object message, SimActor sender)
    {
        if (message is NodeReport report)
        {
            _nodes[report.Address] = sender;
        }

        Desk.Receive((IWireMessage)message, sender);
    }

    void ICoordinatorHost.ToNode(string address, IWireMessage message)
    {
        if (_nodes.TryGetValue(address, out SimActor? node))
        {
            World.Network.Tell(this, node, message);
        }
    }

    void ICoordinatorHost.ToClient(object client, IWireMessage message) => World.Network.Tell(this, (SimActor)client, message);

    void ICoordinatorHost.Beside(Func<Action> work) => Process!.After(World.Disks.Of(Process.Address).Time(), () =>
    {
        World.Injector?.AtWork();
        Process.Do(() =>
        {
            World.Scheduler.Trace.Add(World.Scheduler.Now, Name, "works at the folder");
            Action then = work();
            Process.After(World.Scheduler.Even(5, 3000), then);
        });
    });

    ICheckpointDisk ICoordinatorHost.Folder(string path) => World.Disks.Of(Process!.Address).Folder(Process!);

    ICheckpointPeers ICoordinatorHost.Peers(string path) => SimPeers.Of(World, Process!);

    RunLog ICoordinatorHost.NewLog() => new(new SimFile());

    void ICoordinatorHost.Log(string text, bool isWarning) => World.Scheduler.Trace.Add(World.Scheduler.Now, Name, text);
}

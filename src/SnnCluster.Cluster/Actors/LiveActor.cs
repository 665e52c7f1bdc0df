using Akka.Actor;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Actors;

/// <summary>
/// Tells clients what a node sees of its runs now, on every node. It has its own mailbox, and takes what partitions have left for it: no run, and no
/// coordinator, waits for it.
/// </summary>
internal sealed class LiveActor : PeerActor
{
    public LiveActor()
    {
        LiveRuns runs = LiveRuns.Of(Context.System);
        Receive<ReadLive>(message => Sender.Tell(message.ProtocolVersion == WireProtocol.Version
            ? runs.Read(message)
            : new RequestRefused { Findings = [CoordinatorProtocol.VersionMismatch(message.ProtocolVersion)] }));
    }

    public static Props Props() => Akka.Actor.Props.Create(() => new LiveActor());
}

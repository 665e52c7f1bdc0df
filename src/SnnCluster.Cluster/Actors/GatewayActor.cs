using Akka.Actor;

namespace SnnCluster.Cluster.Actors;

/// <summary>
/// Takes messages of clients for the coordinator, on every node: a client need not know where the coordinator lives. It
/// answers the client itself.
/// </summary>
internal sealed class GatewayActor : PeerActor
{
    public GatewayActor(IActorRef coordinatorProxy) => Receive<Wire.IWireMessage>(coordinatorProxy.Forward);
}

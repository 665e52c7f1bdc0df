using Akka.Actor;
using Akka.Remote;
using SnnCluster.Cluster.Actors;

namespace SnnCluster.Cluster.Hosting;

/// <summary>Hears of connections that came about or broke, which Akka tells nobody who waits for an answer.</summary>
internal sealed class LinkWatch : ReceiveActor
{
    /// <summary>Watches the connections of its actor system.</summary>
    /// <param name="opened">Is told the address, as host:port, of a node that speaks Akka's protocol.</param>
    /// <param name="broken">Is told the address, and whether it is the limit of time that was exceeded.</param>
    public LinkWatch(Action<string> opened, Action<string, bool> broken)
    {
        Receive<AssociatedEvent>(message => opened(NodeAddress.Of(message.RemoteAddress)));
        Receive<DisassociatedEvent>(message => broken(NodeAddress.Of(message.RemoteAddress), false));
        Receive<AssociationErrorEvent>(message =>
            broken(NodeAddress.Of(message.RemoteAddress), message.Cause.GetBaseException() is TimeoutException));
    }

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(AssociatedEvent));
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        Context.System.EventStream.Subscribe(Self, typeof(AssociationErrorEvent));
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}

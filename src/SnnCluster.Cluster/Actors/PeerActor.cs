using Akka.Actor;
using Akka.Event;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Actors;

/// <summary>
/// An actor that others reach over the network: it takes a message only of those who may send it
/// (<see cref="WireContractAttribute.From"/>), and no other message than those that it is made for.
/// </summary>
internal abstract class PeerActor : ReceiveActor
{
    /// <summary>Who the others are; those of the actor system where it is not set.</summary>
    protected SenderRoles Roles { get; init; } = SenderRoles.Of(Context.System);

    /// <inheritdoc/>
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (message is IWireMessage wire && !Roles.MaySend(wire.GetType(), Sender))
        {
            Context.GetLogger().Warning(
                "{0} of {1} is not taken: it may not send it", wire.GetType().Name, Sender.Path.ToSerializationFormat());
            RefusedMessages.Count(Context.System, RefusedMessages.BySender);
            OnRefused(wire);
            return true;
        }

        return base.AroundReceive(receive, message);
    }

    /// <summary>A message is not taken; the sender can be told so.</summary>
    protected virtual void OnRefused(IWireMessage message)
    {
    }
}

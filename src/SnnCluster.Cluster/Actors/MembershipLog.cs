using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace SnnCluster.Cluster.Actors;

/// <summary>Tells the log of every node which other nodes come, are silent, and go.</summary>
internal sealed class MembershipLog : ReceiveActor
{
    public MembershipLog()
    {
        var cluster = Akka.Cluster.Cluster.Get(Context.System);
        ILoggingAdapter log = Context.GetLogger();
        Receive<ClusterEvent.MemberUp>(message => log.Info("node {0} is in the cluster", NameOf(message.Member)));
        Receive<ClusterEvent.MemberRemoved>(message =>
        {
            // A node that goes itself sees all others go.
            if (cluster.IsTerminated)
            {
                return;
            }

            if (message.PreviousStatus == MemberStatus.Down)
            {
                log.Warning("node {0} is given up", NameOf(message.Member));
            }
            else
            {
                log.Info("node {0} has left", NameOf(message.Member));
            }
        });
        Receive<ClusterEvent.UnreachableMember>(message => log.Warning("node {0} does not answer", NameOf(message.Member)));
        Receive<ClusterEvent.ReachableMember>(message => log.Info("node {0} answers again", NameOf(message.Member)));
        cluster.Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.MemberUp),
            typeof(ClusterEvent.MemberRemoved),
            typeof(ClusterEvent.IReachabilityEvent));
    }

    private static string NameOf(Member member) => NodeAddress.Of(member.Address);
}

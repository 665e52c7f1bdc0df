using Akka.Actor;
using SnnCluster.Cluster.Actors;

namespace SnnCluster.Cluster.Hosting;

/// <summary>Actors of this process alone.</summary>
public static class ProcessActors
{
    /// <summary>An actor system with no network and no log; what goes wrong is for whoever uses it to tell.</summary>
    public static ActorSystem Create() => ActorSystem.Create(ActorNames.System, NodeConfiguration.OfProcess());
}

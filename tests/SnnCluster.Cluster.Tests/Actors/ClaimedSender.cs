using Akka.Actor;

namespace SnnCluster.Cluster.Tests.Actors;

/// <summary>Whoever says that it is the actor of a path; another actor gets what is answered.</summary>
internal sealed class ClaimedSender(string path, ExtendedActorSystem system, IActorRef answers) : MinimalActorRef
{
    public override ActorPath Path { get; } = ActorPath.Parse(path);

    public override IActorRefProvider Provider => system.Provider;

    protected override void TellInternal(object message, IActorRef sender) => answers.Tell(message, sender);
}

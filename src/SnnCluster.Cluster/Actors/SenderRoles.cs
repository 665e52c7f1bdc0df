using System.Collections.Concurrent;
using System.Reflection;
using Akka.Actor;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Actors;

/// <summary>
/// Says who a sender is, by its path. A path is a claim: Akka's remoting gives no way to see which connection, and so whose
/// certificate, a message came by. See SECURITY.md for what that means.
/// </summary>
/// <param name="rolesOf">Roles of the member at an address; null where there is no such member.</param>
internal sealed class SenderRoles(Func<Address, IReadOnlyCollection<string>?> rolesOf)
{
    private static readonly ConcurrentDictionary<Type, MessageSender> Table = new();
    private static readonly string[] CoordinatorPath = ["user", ActorNames.Coordinator, ActorNames.Singleton];

    /// <summary>The members of a system's cluster; nobody but the process itself where it is in none.</summary>
    public static SenderRoles Of(ActorSystem system)
    {
        if (!system.Settings.ProviderClass.Contains("Cluster", StringComparison.Ordinal))
        {
            return new SenderRoles(_ => null);
        }

        var cluster = Akka.Cluster.Cluster.Get(system);
        return new SenderRoles(address => cluster.State.Members.FirstOrDefault(member => member.Address == address)?.Roles);
    }

    /// <summary>Who may send a message.</summary>
    public static MessageSender Of(Type contract) => Table.GetOrAdd(
        contract, type => type.GetCustomAttribute<WireContractAttribute>(inherit: false)?.From ?? MessageSender.Nobody);

    /// <summary>Whether a message may come from a sender.</summary>
    /// <param name="contract">Type of the message.</param>
    /// <param name="sender">Who says that it has sent it.</param>
    public bool MaySend(Type contract, IActorRef sender) => Of(contract) switch
    {
        MessageSender.Client => true,
        MessageSender.Member => IsMember(sender),
        MessageSender.Coordinator => IsCoordinator(sender),
        _ => false,
    };

    /// <summary>Whether it is an actor of this process, or of another member of the cluster.</summary>
    private bool IsMember(IActorRef sender) =>
        IsSomebody(sender) && (IsHere(sender) || rolesOf(sender.Path.Address) is not null);

    private bool IsCoordinator(IActorRef sender) => IsSomebody(sender) && (IsHere(sender)
        || (rolesOf(sender.Path.Address)?.Contains(ActorNames.Coordinator) == true
            && sender.Path.Elements.SequenceEqual(CoordinatorPath)));

    private static bool IsHere(IActorRef sender) => sender.Path.Address.HasLocalScope;

    // A message without sender seems to come from the dead letters of the node that passes it on.
    private static bool IsSomebody(IActorRef sender) => sender.Path.Elements is not ["deadLetters"];
}

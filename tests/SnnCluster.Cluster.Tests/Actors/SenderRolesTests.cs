using Akka.Actor;
using Akka.TestKit.Xunit2;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Tests.Actors;

/// <summary>Who may send which message; contracts.txt has the table.</summary>
public sealed class SenderRolesTests() : TestKit(ActorSystems.Create())
{
    private readonly SenderRoles _roles = new(address => address.Host switch
    {
        "node" => [],
        "coordinator" => ["coordinator"],
        _ => null,
    });

    public static TheoryData<string> Messages => [.. WireContracts.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_taken_of_those_who_may_send_it(string name)
    {
        WireContracts.TryGetType(name, out Type? type);
        MessageSender from = SenderRoles.Of(type!);
        foreach ((string path, MessageSender most) in ((string, MessageSender)[])
        [
            ("akka.tcp://snncluster@client:1/user/coordinator/singleton", MessageSender.Client),
            ("akka.tcp://snncluster@client:1/temp/a", MessageSender.Client),
            ("akka.tcp://snncluster@node:1/user/node", MessageSender.Member),
            ("akka.tcp://snncluster@node:1/user/coordinator/singleton", MessageSender.Member),
            ("akka.tcp://snncluster@node:1/deadLetters", MessageSender.Client),
            ("akka.tcp://snncluster@coordinator:1/user/node", MessageSender.Member),
            ("akka.tcp://snncluster@coordinator:1/user/coordinator/singleton", MessageSender.Coordinator),
            ("akka://test/deadLetters", MessageSender.Client),
            ("akka://test/user/any", MessageSender.Coordinator),
        ])
        {
            bool expected = from switch
            {
                MessageSender.Client => true,
                MessageSender.Member => most is MessageSender.Member or MessageSender.Coordinator,
                MessageSender.Coordinator => most == MessageSender.Coordinator,
                _ => false,
            };
            var sender = new ClaimedSender(path, (ExtendedActorSystem)Sys, TestActor);
            Assert.True(expected == _roles.MaySend(type!, sender), $"{name} of {path}");
        }
    }
}

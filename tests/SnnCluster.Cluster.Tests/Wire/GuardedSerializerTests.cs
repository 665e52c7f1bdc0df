using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;
using Akka.Serialization;
using Akka.TestKit.Xunit2;
using Akka.Util;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Tests.Wire;

/// <summary>What of Akka's own messages is read.</summary>
public sealed class GuardedSerializerTests() : TestKit(TestSystems.Create("guarded", Clustered))
{
    private const string Clustered = TestSystems.Remote + "\nakka.actor.provider = cluster";

    // A new version of Akka may bring serializers: whoever adds one here has looked at what it makes of bytes.
    [Fact]
    public void Every_serializer_of_a_node_is_known()
    {
        Config serializers = Sys.Settings.Config.GetConfig("akka.actor.serializers");
        Dictionary<string, string> open = serializers.Root.GetObject().Items
            .ToDictionary(item => item.Key, item => item.Value.GetString().Split(',')[0].Split('.')[^1])
            .Where(item => item.Value != nameof(RefusingSerializer)).ToDictionary();
        Assert.Equal(
            [
                "akka-cluster ClusterMessageSerializer",
                "akka-containers MessageContainerSerializer",
                "akka-misc GuardedSerializer",
                "akka-system-msg GuardedSerializer",
                "bytes ByteArraySerializer",
                "primitive PrimitiveSerializers",
                "reliable-delivery ReliableDeliverySerializer",
                "snncluster-wire WireSerializer",
            ],
            open.Select(item => $"{item.Key} {item.Value}").Order(StringComparer.Ordinal));
    }

    // In one system: to begin and end one takes seconds.
    [Fact]
    public void System_messages_beyond_the_watch_are_not_read()
    {
        Type[] types =
        [
            typeof(Create), typeof(Recreate), typeof(Resume), typeof(Failed), typeof(Supervise), typeof(Suspend), typeof(Terminate), typeof(Uri),
        ];
        Assert.All(types, type => Assert.Contains(
            $"serializer {GuardedSerializer.SystemMessages} is for",
            Assert.Throws<SerializationException>(() => Sys.Serialization.Deserialize(
                [], GuardedSerializer.SystemMessages, type.TypeQualifiedName())).Message,
            StringComparison.Ordinal));
    }

    // As Akka writes a failure: with the name of a type that it would make.
    [Fact]
    public void A_failure_of_another_node_is_not_read()
    {
        using var other = ActorSystem.Create("other", ConfigurationFactory.ParseString(TestSystems.Remote));
        object[] messages = [new Status.Failure(new InvalidOperationException("made")), PoisonPill.Instance, Kill.Instance];
        foreach (object message in messages)
        {
            Serializer serializer = other.Serialization.FindSerializerFor(message);
            Assert.Equal(GuardedSerializer.Miscellaneous, serializer.Identifier);
            byte[] bytes = serializer.ToBinary(message);
            string manifest = Akka.Serialization.Serialization.ManifestFor(serializer, message);
            Assert.Throws<SerializationException>(() => Sys.Serialization.Deserialize(bytes, serializer.Identifier, manifest));
            Assert.NotNull(other.Serialization.Deserialize(bytes, serializer.Identifier, manifest));
        }
    }

    [Fact]
    public void The_watch_and_finding_actors_pass()
    {
        IActorRef actor = CreateTestProbe();
        object[] messages =
        [
            new Watch((IInternalActorRef)actor, (IInternalActorRef)TestActor),
            new Unwatch((IInternalActorRef)actor, (IInternalActorRef)TestActor),
            new DeathWatchNotification(actor, true, false),
            new Identify("x"),
            new ActorIdentity("x", actor),
        ];
        foreach (object message in messages)
        {
            Serializer serializer = Sys.Serialization.FindSerializerFor(message);
            Assert.IsType<GuardedSerializer>(serializer);
            string manifest = Akka.Serialization.Serialization.ManifestFor(serializer, message);
            Assert.IsType(
                message.GetType(),
                Sys.Serialization.Deserialize(serializer.ToBinary(message), serializer.Identifier, manifest));
        }
    }
}

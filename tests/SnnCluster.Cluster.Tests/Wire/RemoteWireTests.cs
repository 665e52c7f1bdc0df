using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using Akka.Serialization;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Tests.Wire;

/// <summary>Two nodes in one process, over real connections.</summary>
public sealed class RemoteWireTests() : TestKit(TestSystems.Create("one", TestSystems.Remote))
{
    private ActorSystem? _other;

    [Fact]
    public async Task A_contract_with_an_actor_crosses_and_the_answer_comes_back()
    {
        _other = TestSystems.Create("two", TestSystems.Remote);
        IActorRef remote = await Resolve(Sys, _other, _other.ActorOf(Props.Create<Answerer>(), "answerer"));
        TestProbe probe = CreateTestProbe();
        remote.Tell(new Question("who?", probe));
        await probe.ExpectMsgAsync(new Answer("two: who?"));
    }

    [Fact]
    public async Task What_is_no_contract_is_not_sent_and_the_association_survives()
    {
        _other = TestSystems.Create("two", TestSystems.Remote);
        TestProbe receiver = CreateTestProbe(_other);
        IActorRef remote = await Resolve(Sys, _other, receiver);
        TestProbe errors = Subscribe<Error>(Sys);
        TestProbe broken = Subscribe<DisassociatedEvent>(Sys);
        object[] messages = [new Uri("http://localhost"), new Plain(), new object(), new Anything(new Plain())];
        foreach (object refused in messages)
        {
            remote.Tell(refused);
            Error error = await errors.ExpectMsgAsync<Error>();
            Assert.IsType<SerializationException>(error.Cause);
        }

        remote.Tell(new Answer("still here"));
        await receiver.ExpectMsgAsync(new Answer("still here"));
        await broken.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Json_that_comes_in_is_refused_and_the_association_survives()
    {
        // The other node is as Akka makes it: it sends what it is given as JSON with the type's name.
        _other = TestSystems.CreateWithDefaults("two", TestSystems.Remote);
        TestProbe receiver = CreateTestProbe(Sys);
        IActorRef remote = await Resolve(_other, Sys, receiver);
        TestProbe warnings = Subscribe<Warning>(Sys);
        TestProbe broken = Subscribe<DisassociatedEvent>(Sys);
        foreach (object refused in new object[] { new Plain { Text = "x" }, new Uri("http://localhost") })
        {
            remote.Tell(refused);
            Warning warning = await warnings.ExpectMsgAsync<Warning>();
            Assert.IsType<SerializationException>(warning.Cause);

            // JSON names the type of objects, not of what has a text form of its own.
            string type = refused is Plain ? typeof(Plain).FullName! : "unknown";
            Assert.Contains(type, warning.Cause.Message, StringComparison.Ordinal);
        }

        remote.Tell("still here");
        await receiver.ExpectMsgAsync("still here");
        await broken.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(1, "{\"$type\":\"System.Uri, System.Private.Uri\"}")]
    [InlineData(2, "")]
    [InlineData(3, "")]
    [InlineData(-5, "")]
    public void Serializers_that_create_what_the_sender_names_are_off(int identifier, string bytes)
    {
        byte[] payload = Encoding.UTF8.GetBytes(bytes);
        SerializationException exception = Assert.Throws<SerializationException>(
            () => Sys.Serialization.Deserialize(payload, identifier, "System.Uri, System.Private.Uri"));
        Assert.Contains("System.Uri", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"serializer {identifier} ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_falls_back_to_a_serializer_for_all_objects()
    {
        Serializer fallback = Sys.Serialization.FindSerializerForType(typeof(object));
        Assert.IsType<RefusingSerializer>(fallback);
        Assert.Throws<SerializationException>(() => Sys.Serialization.FindSerializerFor(new Plain()));
        Assert.IsType<WireSerializer>(Sys.Serialization.FindSerializerFor(new Answer("")));
        Assert.Throws<SerializationException>(() => fallback.ToBinary(new object()));
        Assert.Throws<SerializationException>(() => fallback.FromBinary<Plain>([]));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        if (_other is not null)
        {
            Shutdown(_other);
        }
    }

    private static async Task<IActorRef> Resolve(ActorSystem from, ActorSystem owner, IActorRef actor)
    {
        string path = actor.Path.ToStringWithAddress(TestSystems.AddressOf(owner));
        return await from.ActorSelection(path).ResolveOne(TimeSpan.FromSeconds(10));
    }

    private TestProbe Subscribe<T>(ActorSystem system)
    {
        TestProbe probe = CreateTestProbe(system);
        system.EventStream.Subscribe(probe, typeof(T));
        return probe;
    }
}

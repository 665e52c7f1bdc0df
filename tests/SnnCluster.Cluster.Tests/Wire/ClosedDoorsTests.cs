using System.Collections.Immutable;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Serialization;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Tests.Wire;

/// <summary>
/// What a sender that keeps to no rule sends over a real connection: each message is seen to arrive, once, and to be refused, by the
/// counter at the door and by the warning that it makes, and the connection stays.
/// </summary>
public sealed class ClosedDoorsTests() : TestKit(TestSystems.Create("node", TestSystems.Remote))
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private ActorSystem? _stranger;

    [Fact]
    public async Task Types_that_the_sender_names_are_refused()
    {
        _stranger = Stranger();
        TestProbe receiver = CreateTestProbe();
        IActorRef remote = await Resolve(receiver);
        TestProbe refusals = Refusals();
        using var refused = new RefusalCounts(Sys);
        string manifest = "System.Diagnostics.ProcessStartInfo, System.Diagnostics.Process";
        byte[] json = Encoding.UTF8.GetBytes($"{{\"$type\":\"{manifest}\",\"FileName\":\"touch\"}}");
        foreach ((Forged message, int identifier) in ((Forged, int)[])
        [
            (new ForgedJson("", json), 1),
            (new ForgedJson(manifest, json), 1),
            (new ForgedProto(manifest, []), 2),
            (new ForgedDeployment(manifest, []), 3),
            (new ForgedHyperion(manifest, [1, 2, 3]), -5),
            (new ForgedHyperion(manifest, []), -5),
            (new ForgedHyperion(manifest, json), -5),
        ])
        {
            remote.Tell(message);
            Warning warning = await refusals.ExpectMsgAsync<Warning>(Patience);
            Assert.IsType<SerializationException>(warning.Cause);
            Assert.Contains("System.Diagnostics.ProcessStartInfo", warning.Cause.Message, StringComparison.Ordinal);
            Assert.Contains($"serializer {identifier} ", warning.Cause.Message, StringComparison.Ordinal);
        }

        refused.AssertEqual(("json", 2), ("protobuf", 1), ("deployment", 1), ("hyperion", 3));
        await AssertStillHere(remote, receiver, refusals);
    }

    [Fact]
    public async Task What_is_no_contract_or_breaks_one_is_refused()
    {
        _stranger = Stranger();
        TestProbe receiver = CreateTestProbe();
        IActorRef remote = await Resolve(receiver);
        TestProbe refusals = Refusals();
        using var refused = new RefusalCounts(Sys);
        foreach ((ForgedContract message, string why) in ((ForgedContract, string)[])
        [
            (new ForgedContract("System.Diagnostics.ProcessStartInfo", []), "is no message of SnnCluster"),
            (new ForgedContract("test-question", [0xc1]), "cannot be read"),
            (new ForgedContract("test-question", [0xc0]), "is null"),
            (new ForgedContract("test-question", new byte[110_000]), "the limit (maximum-message-bytes) is"),
        ])
        {
            remote.Tell(message);
            Warning warning = await refusals.ExpectMsgAsync<Warning>(Patience);
            Assert.Contains(why, Assert.IsType<SerializationException>(warning.Cause).Message, StringComparison.Ordinal);
        }

        refused.AssertEqual(("contract", 4));
        await AssertStillHere(remote, receiver, refusals);
    }

    [Fact]
    public async Task What_stops_an_actor_or_carries_an_exception_is_refused()
    {
        _stranger = Stranger();
        TestProbe receiver = CreateTestProbe();
        IActorRef remote = await Resolve(receiver);
        TestProbe refusals = Refusals();
        using var refused = new RefusalCounts(Sys);
        object[] messages = [PoisonPill.Instance, Kill.Instance, new Status.Failure(new InvalidOperationException("made"))];
        foreach (object message in messages)
        {
            remote.Tell(message);
            Warning warning = await refusals.ExpectMsgAsync<Warning>(Patience);
            Assert.IsType<SerializationException>(warning.Cause);
            Assert.Contains("is for the remote watch and for finding actors only", warning.Cause.Message, StringComparison.Ordinal);
        }

        refused.AssertEqual(("miscellaneous", messages.Length));
        await AssertStillHere(remote, receiver, refusals);
    }

    /// <summary>Akka delivers messages of the system in order, or not at all: one that is refused costs the sender its connection.</summary>
    [Theory]
    [InlineData("Terminate")]
    [InlineData("Suspend")]
    [InlineData("Resume")]
    public async Task A_message_of_the_system_itself_is_refused(string type)
    {
        _stranger = Stranger();
        TestProbe receiver = CreateTestProbe();
        var remote = (IInternalActorRef)await Resolve(receiver);
        TestProbe refusals = Refusals();
        using var refused = new RefusalCounts(Sys);
        Action send = type switch
        {
            "Terminate" => remote.Stop,
            "Suspend" => remote.Suspend,
            _ => () => remote.Resume(new InvalidOperationException("made")),
        };
        send();
        string warning = (await refusals.ExpectMsgAsync<Warning>(Patience)).ToString();
        Assert.Contains($"A message of type \"Akka.Dispatch.SysMsg.{type}, Akka\" is not read: serializer 22 ", warning, StringComparison.Ordinal);
        refused.AssertEqual(("system", 1));
        receiver.Ref.Tell("still here");
        await receiver.ExpectMsgAsync("still here", Patience);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Shutdown(_stranger!);
    }

    private static async Task AssertStillHere(IActorRef remote, TestProbe receiver, TestProbe refusals)
    {
        remote.Tell("still here");
        await receiver.ExpectMsgAsync("still here", Patience);
        await refusals.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    // As Akka makes it, with serializers that write whatever a sender likes.
    private static ActorSystem Stranger()
    {
        SerializationSetup forging = SerializationSetup.Create(system => ImmutableHashSet.Create(
            Details<ForgedJson>(system, 1),
            Details<ForgedProto>(system, 2),
            Details<ForgedDeployment>(system, 3),
            Details<ForgedHyperion>(system, -5),
            Details<ForgedContract>(system, WireSerializer.WireIdentifier)));
        return ActorSystem.Create("stranger", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(TestSystems.Remote)), forging));
    }

    private static SerializerDetails Details<T>(ExtendedActorSystem system, int identifier) => SerializerDetails.Create(
        typeof(T).Name, new ForgingSerializer(system, identifier), [typeof(T)]);

    private async Task<IActorRef> Resolve(IActorRef actor) => await _stranger!
        .ActorSelection(actor.Path.ToStringWithAddress(TestSystems.AddressOf(Sys))).ResolveOne(Patience);

    private TestProbe Refusals()
    {
        TestProbe probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe, typeof(Warning));
        return probe;
    }

    private abstract record Forged(string Manifest, byte[] Bytes);

    private sealed record ForgedJson(string Manifest, byte[] Bytes) : Forged(Manifest, Bytes);

    private sealed record ForgedProto(string Manifest, byte[] Bytes) : Forged(Manifest, Bytes);

    private sealed record ForgedDeployment(string Manifest, byte[] Bytes) : Forged(Manifest, Bytes);

    private sealed record ForgedHyperion(string Manifest, byte[] Bytes) : Forged(Manifest, Bytes);

    private sealed record ForgedContract(string Manifest, byte[] Bytes) : Forged(Manifest, Bytes);

    private sealed class ForgingSerializer(ExtendedActorSystem system, int identifier) : SerializerWithStringManifest(system)
    {
        public override int Identifier => identifier;

        public override string Manifest(object o) => ((Forged)o).Manifest;

        public override byte[] ToBinary(object obj) => ((Forged)obj).Bytes;

        public override object FromBinary(byte[] bytes, string manifest) => throw new NotSupportedException();
    }
}

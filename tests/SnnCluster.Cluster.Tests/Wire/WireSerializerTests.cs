using System.Runtime.Serialization;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using CsCheck;
using MessagePack;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Tests.Wire;

public sealed class WireSerializerTests : TestKit
{
    private readonly WireSerializer _serializer;

    public WireSerializerTests()
        : base(TestSystems.Create("local", "akka.loggers = []"))
    {
        _serializer = TestSystems.Serializer((ExtendedActorSystem)Sys);
    }

    [Fact]
    public void Messages_come_back_as_they_were()
    {
        var question = new Question("why?", TestActor);
        Assert.Equal(question, RoundTrip(question));
        Assert.Equal(new Question("why?", null), RoundTrip(new Question("why?", null)));
        Internal inner = RoundTrip(new Internal(7, [new InternalPart(8, TestActor)]));
        Assert.Equal(7, inner.Number);
        Assert.Equal([new InternalPart(8, TestActor)], inner.Parts);
        Values values = RoundTrip(new Values
        {
            Step = long.MaxValue,
            Parts = [new Part(1, 2), new Part(3, 4)],
            Numbers = new() { ["a"] = 0.1 },
            Colour = Colour.Blue,
            Bytes = new byte[] { 1, 2, 3 },
            Actors = [TestActor],
        });
        Assert.Equal(long.MaxValue, values.Step);
        Assert.Equal([new Part(1, 2), new Part(3, 4)], values.Parts);
        Assert.Equal(0.1, values.Numbers["a"]);
        Assert.Equal(Colour.Blue, values.Colour);
        Assert.Equal([1, 2, 3], values.Bytes.ToArray());
        Assert.Equal([TestActor], values.Actors);
    }

    [Fact]
    public void A_newer_contract_with_one_more_key_is_read_by_an_older_node()
    {
        byte[] newer = MessagePackSerializer.Serialize(new object[] { "text", 12 }, MessagePackSerializerOptions.Standard);
        Assert.Equal(new Answer("text"), _serializer.FromBinary(newer, "test-answer"));
    }

    [Fact]
    public void The_manifest_is_the_contract_name() => Assert.Equal("test-answer", _serializer.Manifest(new Answer("")));

    [Theory]
    [InlineData("test-plain", "90", "\"test-plain\" is no message")]
    [InlineData("SnnCluster.Cluster.Tests.Wire.Answer, SnnCluster.Cluster.Tests", "90", "is no message")]
    [InlineData("", "90", "\"\" is no message")]
    [InlineData(null, "90", "\"\" is no message")]
    [InlineData("test-answer", "", "cannot be read")]
    [InlineData("test-answer", "91", "cannot be read")]
    [InlineData("test-answer", "91A561", "cannot be read")]
    [InlineData("test-answer", "9101", "cannot be read")]
    [InlineData("test-answer", "DDFFFFFFFF", "cannot be read")]
    [InlineData("test-answer", "91A16100", "ends at byte 3, 4 bytes came")]
    [InlineData("test-answer", "C0", "is null")]
    [InlineData("test-answer", "91C0", "its Text is missing")]
    [InlineData("test-answer", "90", "its Text is missing")]
    [InlineData("test-question", "92C0C0", "its Text is missing")]
    [InlineData("test-values", "9601C080C0C40090", "its Parts is missing")]
    [InlineData("test-values", "96019080" + "07" + "C40090", "its Colour is 7: there is no such value")]
    [InlineData("test-values", "96019080" + "C0" + "C40091C0", "its Actors[0] is missing")]
    [InlineData("test-question", "92A161A178", "\"x\" is no path of an actor")]
    [InlineData("test-question", "92A161A0", "\"\" is no path of an actor")]
    public void What_is_no_message_is_refused(string? manifest, string bytes, string reason) =>
        Refused(() => _serializer.FromBinary(Convert.FromHexString(bytes), manifest!), reason);

    [Fact]
    public void What_is_no_contract_is_not_written()
    {
        Refused(() => _serializer.ToBinary(new Plain()), "Plain is no message");
        Refused(() => _serializer.Manifest(new Plain()), "Plain is no message");
        Refused(() => _serializer.ToBinary(null!), "null is no message");
        Refused(() => _serializer.FromBinary(null!, "test-answer"), "has no bytes");
        Refused(() => _serializer.ToBinary(new Anything(new Plain())), "cannot be written");
        Refused(() => _serializer.FromBinary([0x91, 0x01], "test-anything"), "cannot be read");
    }

    [Fact]
    public void Large_and_deep_messages_are_refused()
    {
        var small = TestSystems.Serializer((ExtendedActorSystem)Sys, 100);
        var large = new Answer(new string('x', 100));
        Refused(() => small.ToBinary(large), "has 103 bytes, the limit (maximum-message-bytes) is 100");
        Refused(() => small.FromBinary(_serializer.ToBinary(large), "test-answer"), "has 103 bytes");
        Nested nested = new(null);
        for (int depth = 1; depth < WireFormat.MaximumDepth; depth++)
        {
            nested = new Nested(nested);
        }

        RoundTrip(nested);
        Refused(() => RoundTrip(new Nested(nested)), "cannot be read");
    }

    [Fact]
    public void Random_bytes_are_a_message_or_refused()
    {
        string[] names = [.. TestContracts.Table.TypesByName.Keys];
        Gen.Select(Gen.Int[0, names.Length - 1], Gen.Byte.Array[0, 30], Gen.Byte[0x90, 0x96]).Sample(
            (name, bytes, array) =>
            {
                try
                {
                    Assert.NotNull(_serializer.FromBinary([array, .. bytes], names[name]));
                }
                catch (SerializationException)
                {
                    // One of the two permitted outcomes.
                }
            });
    }

    private static void Refused(Func<object> action, string reason) =>
        Assert.Contains(reason, Assert.Throws<SerializationException>(action).Message, StringComparison.Ordinal);

    private T RoundTrip<T>(T message)
        where T : notnull =>
        Assert.IsType<T>(_serializer.FromBinary(_serializer.ToBinary(message), _serializer.Manifest(message)));
}

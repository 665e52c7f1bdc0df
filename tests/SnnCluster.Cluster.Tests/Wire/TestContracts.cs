using Akka.Actor;
using MessagePack;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Tests.Wire;

public enum Colour
{
    Red,
    Blue,
}

[MessagePackObject]
[WireContract("test-question", MessageSender.Client)]
public sealed record Question([property: Key(0)] string Text, [property: Key(1)] IActorRef? ReplyTo) : IWireMessage;

[MessagePackObject]
[WireContract("test-answer", MessageSender.Client)]
public sealed record Answer([property: Key(0)] string Text) : IWireMessage;

[MessagePackObject]
[WireContract("test-values", MessageSender.Client)]
public sealed record Values : IWireMessage
{
    [Key(0)]
    public required long Step { get; init; }

    [Key(1)]
    public IReadOnlyList<Part> Parts { get; init; } = [];

    [Key(2)]
    public Dictionary<string, double> Numbers { get; init; } = [];

    [Key(3)]
    public Colour? Colour { get; init; }

    [Key(4)]
    public ReadOnlyMemory<byte> Bytes { get; init; }

    [Key(5)]
    public IActorRef[] Actors { get; init; } = [];
}

/// <summary>Part of a message, and no message.</summary>
[MessagePackObject]
public readonly record struct Part([property: Key(0)] int First, [property: Key(1)] int Count);

[MessagePackObject]
[WireContract("test-nested", MessageSender.Client)]
public sealed class Nested(Nested? inner) : IWireMessage
{
    [Key(0)]
    public Nested? Inner => inner;
}

[MessagePackObject]
[WireContract("test-internal", MessageSender.Client)]
internal sealed record Internal(
    [property: Key(0)] int Number,
    [property: Key(1)] IReadOnlyList<InternalPart> Parts) : IWireMessage;

[MessagePackObject]
internal readonly record struct InternalPart([property: Key(0)] int First, [property: Key(1)] IActorRef? Owner);

/// <summary>A member whose type only the sender knows.</summary>
[MessagePackObject]
[WireContract("test-anything", MessageSender.Client)]
public sealed record Anything([property: Key(0)] object Content) : IWireMessage;

/// <summary>What other libraries may want to send.</summary>
public sealed class Plain
{
    public string? Text { get; set; }
}

internal static class TestContracts
{
    internal static readonly WireContractTable Table = WireContractTable.FromTypes(
    [
        typeof(Question),
        typeof(Answer),
        typeof(Values),
        typeof(Nested),
        typeof(Internal),
        typeof(Anything),
        typeof(Part),
        typeof(Plain),
    ]);
}

using System.Diagnostics.Metrics;
using Akka.Actor;
using SnnCluster.Cluster.Actors;

namespace SnnCluster.Cluster.Wire;

/// <summary>
/// Counts what came to a node and was refused, where it was refused: in the counter <see cref="Instrument"/> of the meter
/// <see cref="MeterName"/>, with the node's address and the kind as tags. Warnings tell which messages they were, and are limited;
/// numbers are not.
/// </summary>
internal static class RefusedMessages
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "SnnCluster";

    /// <summary>Name of the counter.</summary>
    public const string Instrument = "snncluster.messages.refused";

    /// <summary>Tag with the node, as host:port.</summary>
    public const string Node = "node";

    /// <summary>Tag with the kind.</summary>
    public const string Kind = "kind";

    /// <summary>A message that was read, of a sender who may not send it.</summary>
    public const string BySender = "sender";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Refused =
        Meter.CreateCounter<long>(Instrument, "{message}", "Messages that came and were refused.");

    /// <summary>Kind of what was not read.</summary>
    /// <param name="serializer">Identifier of the serializer that it was for.</param>
    public static string ByReader(int serializer) => serializer switch
    {
        WireSerializer.WireIdentifier => "contract",
        GuardedSerializer.SystemMessages => "system",
        GuardedSerializer.Miscellaneous => "miscellaneous",
        RefusingSerializer.JsonIdentifier => "json",
        RefusingSerializer.ProtobufIdentifier => "protobuf",
        RefusingSerializer.DeploymentIdentifier => "deployment",
        RefusingSerializer.HyperionIdentifier => "hyperion",
        _ => "other",
    };

    /// <summary>One more.</summary>
    public static void Count(ActorSystem system, string kind)
    {
        if (Refused.Enabled)
        {
            Address node = ((ExtendedActorSystem)system).Provider.DefaultAddress;
            Refused.Add(1, new(Node, node.Host is null ? "local" : NodeAddress.Of(node)), new(Kind, kind));
        }
    }
}

using Akka.Actor;
using MessagePack;
using MessagePack.Formatters;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace SnnCluster.Cluster.Wire;

/// <summary>
/// Writes a reference to an actor as its path with the address of its node, and reads it as a reference that is valid on
/// the node that reads. No reference (null) is nil.
/// </summary>
internal sealed class ActorRefFormatter(ExtendedActorSystem system) : IMessagePackFormatter<IActorRef?>
{
    public void Serialize(ref MessagePackWriter writer, IActorRef? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        writer.Write(AkkaSerialization.SerializedActorPath(value));
    }

    public IActorRef? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.TryReadNil())
        {
            return null;
        }

        string? path = reader.ReadString();

        // Akka resolves what is no path to dead letters, which would hide that the message is damaged.
        if (!ActorPath.TryParse(path, out _))
        {
            throw new MessagePackSerializationException($"\"{path}\" is no path of an actor");
        }

        return system.Provider.ResolveActorRef(path);
    }
}

using System.Collections.Frozen;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;
using Akka.Remote.Serialization;
using Akka.Serialization;
using Akka.Util;

namespace SnnCluster.Cluster.Wire;

/// <summary>
/// Stands before one of Akka's own serializers and lets through what a cluster without deployment over the network needs.
/// </summary>
/// <remarks>
/// The others carry exceptions, which Akka makes anew from the name of any type that has a constructor for
/// deserialisation, or stop and configure actors from afar. The remote watch, and finding actors, are all that is left.
/// </remarks>
public sealed class GuardedSerializer : SerializerWithStringManifest
{
    /// <summary>Identifier of Akka's serializer of system messages.</summary>
    public const int SystemMessages = 22;

    /// <summary>Identifier of Akka's serializer of messages to actors of all kinds.</summary>
    public const int Miscellaneous = 16;

    private static readonly FrozenDictionary<string, Type> SystemTypes =
        ((Type[])[typeof(Watch), typeof(Unwatch), typeof(DeathWatchNotification)])
        .ToFrozenDictionary(type => type.FullName!, StringComparer.Ordinal);

    // Identify, its answer, a reference to an actor, and the heartbeat of the remote watch with its answer.
    private static readonly FrozenSet<string> MiscellaneousManifests =
        FrozenSet.Create(StringComparer.Ordinal, "ID", "AID", "AR", "RWHB", "RWHR");

    private readonly SystemMessageSerializer? _system;
    private readonly MiscMessageSerializer? _miscellaneous;

    /// <summary>Stands before the serializer whose settings are given.</summary>
    /// <param name="system">The actor system that it serves.</param>
    /// <param name="settings">The settings: guarded-identifier, one of the two that this class knows.</param>
    public GuardedSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
        Identifier = settings.GetInt("guarded-identifier");
        switch (Identifier)
        {
            case SystemMessages:
                _system = new SystemMessageSerializer(system);
                break;
            case Miscellaneous:
                _miscellaneous = new MiscMessageSerializer(system);
                break;
            default:
                throw new ArgumentException($"guarded-identifier is {Identifier}: must be {SystemMessages} or {Miscellaneous}");
        }
    }

    /// <inheritdoc/>
    public override int Identifier { get; }

    /// <inheritdoc/>
    public override string Manifest(object o)
    {
        string manifest = _system is null ? _miscellaneous!.Manifest(o) : o.GetType().TypeQualifiedName();
        return IsAllowed(manifest) ? manifest : throw Refusal("written", manifest);
    }

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        _ = Manifest(obj);
        return _system is null ? _miscellaneous!.ToBinary(obj) : _system.ToBinary(obj);
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!IsAllowed(manifest))
        {
            RefusedMessages.Count(system, RefusedMessages.ByReader(Identifier));
            throw Refusal("read", manifest);
        }

        return _system is null
            ? _miscellaneous!.FromBinary(bytes, manifest)
            : _system.FromBinary(bytes, SystemTypes[TypeName(manifest)]);
    }

    // Looked up as text: a type is never loaded because its name came over the wire.
    private bool IsAllowed(string? manifest) => manifest is not null && (_system is null
        ? MiscellaneousManifests.Contains(manifest)
        : SystemTypes.ContainsKey(TypeName(manifest)));

    private static string TypeName(string manifest) => manifest.Split(',', 2)[0];

    private SerializationException Refusal(string verb, string? manifest) =>
        new($"A message of type \"{manifest?.ReplaceLineEndings(" ")}\" is not {verb}: "
            + $"serializer {Identifier} is for the remote watch and for finding actors only");
}

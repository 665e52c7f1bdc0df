using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace SnnCluster.Cluster.Wire;

/// <summary>
/// Takes the place of one of Akka's serializers that create objects of whatever type the sender names, above all the
/// default one (JSON), and refuses to write and to read.
/// </summary>
/// <remarks>
/// The manifest is taken as a string on purpose: for other serializers Akka loads the type that the manifest names, with
/// its assembly, before it asks the serializer.
/// </remarks>
public sealed class RefusingSerializer : SerializerWithStringManifest
{
    /// <summary>Identifier of Akka's default serializer, Newtonsoft.Json.</summary>
    public const int JsonIdentifier = 1;

    /// <summary>Stands for Akka's default serializer.</summary>
    /// <param name="system">The actor system that it serves.</param>
    public RefusingSerializer(ExtendedActorSystem system)
        : base(system)
    {
        Identifier = JsonIdentifier;
    }

    /// <summary>
    /// Stands for the serializer whose settings are given. Akka calls this constructor wherever there are settings under
    /// the serializer's name, and for the default one there always are.
    /// </summary>
    /// <param name="system">The actor system that it serves.</param>
    /// <param name="settings">The settings: refused-identifier, by default that of Akka's default serializer.</param>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
        Identifier = settings.GetInt("refused-identifier", JsonIdentifier);
    }

    /// <inheritdoc/>
    public override int Identifier { get; }

    /// <inheritdoc/>
    public override string Manifest(object o) => throw Refusal("written", o?.GetType().FullName);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw Refusal("written", obj?.GetType().FullName);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => throw Refusal("read", manifest);

    private SerializationException Refusal(string verb, string? type) =>
        new($"A message of type \"{type}\" is not {verb}: it is no wire contract, and serializer {Identifier} is switched off");
}

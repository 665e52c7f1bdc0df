using System.Runtime.Serialization;
using System.Text;
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

    /// <summary>Identifier of Akka's serializer of all classes with a protobuf parser.</summary>
    public const int ProtobufIdentifier = 2;

    /// <summary>Identifier of Akka's serializer of requests to deploy an actor.</summary>
    public const int DeploymentIdentifier = 3;

    /// <summary>Identifier of Hyperion's serializer, as its source has it.</summary>
    public const int HyperionIdentifier = -5;

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
    public override object FromBinary(byte[] bytes, string manifest)
    {
        RefusedMessages.Count(system, RefusedMessages.ByReader(Identifier));
        throw Refusal("read", NamedType(bytes, manifest));
    }

    /// <summary>
    /// The type that the sender asks for, for the log. Akka's JSON has no manifest: the name is in the text, which is
    /// searched and not parsed, as far as a name may reach.
    /// </summary>
    private static string? NamedType(byte[]? bytes, string? manifest)
    {
        const int MaximumName = 200;
        if (!string.IsNullOrEmpty(manifest) || bytes is null)
        {
            return manifest;
        }

        ReadOnlySpan<byte> property = "\"$type\":\""u8;
        ReadOnlySpan<byte> text = bytes;
        int start = text[..Math.Min(text.Length, MaximumName)].IndexOf(property);
        if (start < 0)
        {
            return null;
        }

        text = text[(start + property.Length)..];
        text = text[..Math.Min(text.Length, MaximumName)];
        int quote = text.IndexOf((byte)'"');

        // Line ends could forge entries of the log.
        return Encoding.ASCII.GetString(quote < 0 ? text : text[..quote]).ReplaceLineEndings(" ");
    }

    private SerializationException Refusal(string verb, string? type) =>
        new($"A message of type \"{type ?? "unknown"}\" is not {verb}: it is no wire contract, "
            + $"and serializer {Identifier} is switched off");
}

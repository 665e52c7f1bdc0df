using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using MessagePack;

namespace SnnCluster.Cluster.Wire;

/// <summary>
/// Akka's serializer for the messages of SnnCluster: MessagePack, with the contract's name as manifest. It reads and
/// writes the types in <see cref="WireContracts"/> only.
/// </summary>
/// <remarks>
/// What it cannot read or write is a <see cref="SerializationException"/> and nothing else: Akka remoting drops the
/// message then and logs why, and the connection stays.
/// </remarks>
public sealed class WireSerializer : SerializerWithStringManifest
{
    /// <summary>Identifier in Akka's envelope; part of the wire protocol. Akka itself uses 0 to 40.</summary>
    public const int WireIdentifier = 7340;

    /// <summary>Name of the serializer, and of its settings, in Akka's configuration.</summary>
    public const string ConfigurationName = "snncluster-wire";

    /// <summary>Default of the setting maximum-message-bytes [bytes].</summary>
    public const int DefaultMaximumMessageBytes = 16 * 1024 * 1024;

    private readonly WireContractTable _contracts;
    private readonly MessagePackSerializerOptions _options;
    private readonly int _maximumMessageBytes;

    /// <summary>A serializer with default settings.</summary>
    /// <param name="system">The actor system that it serves.</param>
    public WireSerializer(ExtendedActorSystem system)
        : this(system, WireContracts.Default, DefaultMaximumMessageBytes)
    {
    }

    /// <summary>A serializer with the settings akka.actor.serialization-settings.snncluster-wire.</summary>
    /// <param name="system">The actor system that it serves.</param>
    /// <param name="settings">The settings: maximum-message-bytes.</param>
    public WireSerializer(ExtendedActorSystem system, Config settings)
        : this(system, WireContracts.Default, settings.GetInt("maximum-message-bytes", DefaultMaximumMessageBytes))
    {
    }

    internal WireSerializer(ExtendedActorSystem system, WireContractTable contracts, int maximumMessageBytes)
        : base(system)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumMessageBytes, 1);
        _contracts = contracts;
        _maximumMessageBytes = maximumMessageBytes;
        _options = WireFormat.CreateOptions(system);
    }

    /// <inheritdoc/>
    public override int Identifier => WireIdentifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => NameOf(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        string name = NameOf(obj);
        byte[] bytes;
        try
        {
            bytes = MessagePackSerializer.Serialize(obj.GetType(), obj, _options);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new SerializationException($"Message \"{name}\" cannot be written: {Reason(exception)}", exception);
        }

        CheckLength(name, bytes.Length);
        return bytes;
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return Read(bytes, manifest);
        }
        catch (SerializationException)
        {
            RefusedMessages.Count(system, RefusedMessages.ByReader(Identifier));
            throw;
        }
    }

    private object Read(byte[] bytes, string manifest)
    {
        if (string.IsNullOrEmpty(manifest) || !_contracts.TryGetType(manifest, out Type? type))
        {
            throw new SerializationException($"\"{manifest}\" is no message of SnnCluster");
        }

        if (bytes is null)
        {
            throw new SerializationException($"Message \"{manifest}\" has no bytes");
        }

        CheckLength(manifest, bytes.Length);
        object? message;
        long end;
        try
        {
            var reader = new MessagePackReader(bytes);
            message = MessagePackSerializer.Deserialize(type, ref reader, _options);
            end = reader.Consumed;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new SerializationException($"Message \"{manifest}\" cannot be read: {Reason(exception)}", exception);
        }

        if (end != bytes.Length)
        {
            throw new SerializationException($"Message \"{manifest}\" ends at byte {end}, {bytes.Length} bytes came");
        }

        if (message is null)
        {
            throw new SerializationException($"Message \"{manifest}\" is null");
        }

        return ContractValues.Wrong(message) is string wrong
            ? throw new SerializationException($"Message \"{manifest}\" is refused: its {wrong}")
            : message;
    }

    private static string Reason(Exception exception) => exception.GetBaseException().Message;

    private string NameOf(object? message)
    {
        if (message is null)
        {
            throw new SerializationException("null is no message of SnnCluster");
        }

        return _contracts.TryGetName(message.GetType(), out string? name)
            ? name
            : throw new SerializationException($"{message.GetType()} is no message of SnnCluster: it is not a wire contract");
    }

    private void CheckLength(string name, int length)
    {
        if (length > _maximumMessageBytes)
        {
            throw new SerializationException(
                $"Message \"{name}\" has {length} bytes, the limit (maximum-message-bytes) is {_maximumMessageBytes}");
        }
    }
}

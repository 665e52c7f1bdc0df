using System.Buffers;
using MessagePack;

namespace SnnCluster.Cluster.Wire;

/// <summary>Contracts as bytes within another contract or a file, read with the same distrust as messages.</summary>
internal static class ContractBytes
{
    private static readonly MessagePackSerializerOptions Options = WireFormat.CreateOptions([]);

    public static byte[] Of<T>(T contract) => MessagePackSerializer.Serialize(contract, Options);

    /// <summary>Writes a contract into a buffer of the caller's.</summary>
    public static void Write<T>(IBufferWriter<byte> to, T contract) => MessagePackSerializer.Serialize(to, contract, Options);

    /// <exception cref="MessagePackSerializationException">The bytes are no such contract.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> bytes)
        where T : class
    {
        T contract = MessagePackSerializer.Deserialize<T?>(bytes, Options)
            ?? throw new MessagePackSerializationException($"{typeof(T).Name} is null");
        return ContractValues.Wrong(contract) is string wrong
            ? throw new MessagePackSerializationException($"{typeof(T).Name} is refused: its {wrong}")
            : contract;
    }

    /// <summary>The contract, or null where the bytes are none.</summary>
    public static T? TryRead<T>(byte[] bytes)
        where T : class
    {
        try
        {
            return Read<T>(bytes);
        }
        catch (MessagePackSerializationException)
        {
            return null;
        }
    }
}

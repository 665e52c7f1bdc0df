using System.Buffers.Binary;
using System.Net.Sockets;

namespace SnnCluster.Cluster.Costs;

/// <summary>What the measuring process tells the other, over the bare connection, before the first round.</summary>
internal readonly record struct EchoHello(Guid RunId, byte[] Token, int DirectPort, int ActorsPort);

/// <summary>A round that the other process is to answer; <see cref="Bytes"/> counts the whole message.</summary>
internal readonly record struct EchoRound(ExchangeCarrier Carrier, int Bytes, int Repetitions);

/// <summary>The words of the bare connection, little endian.</summary>
internal static class EchoWire
{
    public static void Write(Socket socket, EchoHello hello)
    {
        socket.Send([.. hello.RunId.ToByteArray(), .. hello.Token]);
        WriteNumbers(socket, hello.DirectPort, hello.ActorsPort);
    }

    public static EchoHello ReadHello(Socket socket)
    {
        var bytes = new byte[16 + Transport.DirectIdentity.TokenBytes];
        Receive(socket, bytes);
        int[] ports = ReadNumbers(socket, 2);
        return new EchoHello(new Guid(bytes.AsSpan(0, 16)), bytes[16..], ports[0], ports[1]);
    }

    public static void Write(Socket socket, EchoRound round) =>
        WriteNumbers(socket, (int)round.Carrier, round.Bytes, round.Repetitions);

    public static EchoRound ReadRound(Socket socket)
    {
        int[] numbers = ReadNumbers(socket, 3);
        return new EchoRound((ExchangeCarrier)numbers[0], numbers[1], numbers[2]);
    }

    public static void WriteNumbers(Socket socket, params int[] numbers)
    {
        var bytes = new byte[numbers.Length * sizeof(int)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), numbers[i]);
        }

        socket.Send(bytes);
    }

    public static int[] ReadNumbers(Socket socket, int count)
    {
        var bytes = new byte[count * sizeof(int)];
        Receive(socket, bytes);
        return [.. bytes.Chunk(sizeof(int)).Select(part => BinaryPrimitives.ReadInt32LittleEndian(part))];
    }

    /// <summary>Takes as many bytes as there is room for.</summary>
    /// <exception cref="EndOfStreamException">The other process went away.</exception>
    public static void Receive(Socket socket, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = socket.Receive(bytes);
            if (count == 0)
            {
                throw new EndOfStreamException("the other process went away");
            }

            bytes = bytes[count..];
        }
    }
}

using System.Buffers.Binary;
using System.Net.Sockets;

namespace SnnCluster.Cluster.Transport;

/// <summary>What both halves of a ping-pong do; the measuring half tells the other over the bare connection.</summary>
internal sealed record PingPongPlan(Guid RunId, byte[] Token, IReadOnlyList<int> Sizes, int Repetitions, int Rounds)
{
    private const int MaxSizes = 1000;
    private const int FixedBytes = 16 + DirectIdentity.TokenBytes + 4 * sizeof(int);

    public void Write(Socket socket, int directPort)
    {
        var bytes = new byte[FixedBytes + Sizes.Count * sizeof(int)];
        RunId.TryWriteBytes(bytes);
        Token.CopyTo(bytes, 16);
        int[] numbers = [directPort, Repetitions, Rounds, Sizes.Count, .. Sizes];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16 + DirectIdentity.TokenBytes + i * sizeof(int)), numbers[i]);
        }

        socket.Send(bytes);
    }

    public static PingPongPlan Read(Socket socket, out int directPort)
    {
        var start = new byte[FixedBytes];
        Receive(socket, start);
        int Number(int index) =>
            BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(16 + DirectIdentity.TokenBytes + index * sizeof(int)));
        directPort = Number(0);
        if (Number(3) is < 0 or > MaxSizes)
        {
            throw new IOException("what listens there is no ping-pong");
        }

        var rest = new byte[Number(3) * sizeof(int)];
        Receive(socket, rest);
        int[] sizes = [.. rest.Chunk(sizeof(int)).Select(bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes))];
        byte[] token = start[16..][..DirectIdentity.TokenBytes];
        return new PingPongPlan(new Guid(start.AsSpan(0, 16)), token, sizes, Number(1), Number(2));
    }

    public static void Receive(Socket socket, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = socket.Receive(bytes);
            if (count == 0)
            {
                throw new EndOfStreamException("the other half of the ping-pong went away");
            }

            bytes = bytes[count..];
        }
    }
}

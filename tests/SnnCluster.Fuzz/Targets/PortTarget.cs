using System.Net;
using System.Net.Sockets;
using SnnCluster.Cli.Loading;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Transport;
using SnnCluster.Fuzz.Running;
using SnnCluster.Fuzz.Samples;
using SnnCluster.Learning.Parallel.Nodes;

namespace SnnCluster.Fuzz.Targets;

/// <summary>
/// Bytes to the ports of a node in this process: whole, slowly, or left half open. Afterwards the node tells its status,
/// lets in who belongs there, and holds no more memory than before. What a client says differs from run to run, so an
/// input is had again from the file that --keep writes, not from its number.
/// </summary>
internal sealed class PortTarget : IFuzzTarget
{
    private const int HalfOpen = 48;

    // Buffers are pooled by thread and kept; they are there after some hundred connections.
    private const int WarmUp = 500;
    private const long MaxGrowthBytes = 64 << 20;

    private readonly ClusterNode _node;
    private readonly List<OpenListener> _listeners = [new(isEncrypted: false), new(isEncrypted: true)];
    private readonly Queue<Socket> _halfOpen = [];
    private long _connections;
    private long _bytesBefore;

    public PortTarget()
    {
        var options = new NodeOptions
        {
            Port = 0,
            Devices = "host",
            Networks = InstalledModels.Networks(null),
            Services = [TrainingService.Create(null)],
            Configuration = "akka.loglevel = OFF",
        };
        _node = ClusterNode.StartAsync(options, CancellationToken.None).GetAwaiter().GetResult();
        var remoting = IPEndPoint.Parse(_node.Address);
        IReadOnlyList<byte[]> client = ClientBytes.Record(remoting);
        byte[] hello = DirectHello.Write(_listeners[0].Identity with { Token = new byte[DirectIdentity.TokenBytes] });
        Readers =
        [
            Reader("remoting", remoting, client),
            Reader("direct listener", _listeners[0].EndPoint, [hello]),
            Reader("encrypted direct listener", _listeners[1].EndPoint, [ClientBytes.TlsHello(), hello]),
        ];
    }

    public IReadOnlyList<FuzzReader> Readers { get; }

    public void Check()
    {
        while (_halfOpen.TryDequeue(out Socket? socket))
        {
            socket.Dispose();
        }

        foreach (OpenListener listener in _listeners)
        {
            listener.LetIn();
        }

        Status();
        long growth = HeldBytes() - _bytesBefore;
        Finding.If(_bytesBefore > 0 && growth > MaxGrowthBytes, $"{_connections} connections left {growth} bytes behind");
    }

    public void Dispose()
    {
        _listeners.ForEach(listener => listener.Dispose());
        _node.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private FuzzReader Reader(string name, IPEndPoint where, IReadOnlyList<byte[]> valid) =>
        new(name, valid, input => Take(where, input)) { TimeLimit = TimeSpan.FromSeconds(30) };

    private static long HeldBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    // Whether the node is there is asked now and then, too: an input that stops it is to be among the last.
    private bool Take(IPEndPoint where, byte[] input)
    {
        if (++_connections % WarmUp == 0)
        {
            Status();
            _bytesBefore = _bytesBefore == 0 ? HeldBytes() : _bytesBefore;
        }

        var socket = new Socket(where.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { SendTimeout = 5000, NoDelay = true };
        bool stays = input.Length % 4 == 1;
        try
        {
            socket.Connect(where);
            int piece = input.Length % 8 == 2 ? 1 + (input.Length / 8) : Math.Max(1, input.Length);
            foreach (byte[] part in input.Chunk(piece))
            {
                socket.Send(part);
            }

            return true;
        }
        catch (SocketException)
        {
            // The node has closed the connection while bytes came.
            return false;
        }
        finally
        {
            Leave(socket, stays);
        }
    }

    private void Leave(Socket socket, bool stays)
    {
        if (!stays)
        {
            socket.Dispose();
            return;
        }

        _halfOpen.Enqueue(socket);
        if (_halfOpen.Count > HalfOpen)
        {
            _halfOpen.Dequeue().Dispose();
        }
    }

    // On threads of the pool: what a client allocates is not what an input made its reader allocate.
    private void Status()
    {
        int nodes = Task.Run(NodesAsync).GetAwaiter().GetResult();
        Finding.If(nodes != 1, $"the cluster has {nodes} nodes");
    }

    private async Task<int> NodesAsync()
    {
        await using RunClient client = await RunClients.OfClusterAsync(_node.Address);
        return (await client.StatusAsync().WaitAsync(TimeSpan.FromSeconds(20))).Nodes.Count;
    }
}

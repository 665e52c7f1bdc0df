using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// Measures what the direct transport adds to TCP. <see cref="Measure"/> sends messages to <see cref="Serve"/>, which runs
/// in another process and sends as many bytes back, in turns over a bare connection and over the transport: what disturbs
/// the machine then disturbs both.
/// </summary>
public static class PingPong
{
    // Until the JIT has compiled all of it for good.
    private const int DiscardedRounds = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Listens, waits for the other half and measures.</summary>
    /// <param name="host">Address to listen on.</param>
    /// <param name="listening">Hears the port, and starts the process that calls <see cref="Serve"/>.</param>
    /// <param name="sizes">Sizes of messages [bytes].</param>
    /// <param name="repetitions">Round trips of a round.</param>
    /// <param name="rounds">Rounds of each size that count; a few before them do not.</param>
    /// <param name="options">Options of this half's transport; the defaults where nothing is given.</param>
    /// <exception cref="TimeoutException">The other half did not come.</exception>
    /// <exception cref="PeersMissingException">The other half came half.</exception>
    /// <exception cref="IOException">The other half went away.</exception>
    /// <exception cref="PeerLostException">The other half went away.</exception>
    public static IReadOnlyList<PingPongResult> Measure(
        string host,
        Action<int> listening,
        IReadOnlyList<int> sizes,
        int repetitions,
        int rounds,
        DirectTransportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(listening);
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        IPAddress address = Dns.GetHostAddresses(host)[0];
        using Socket listener = DirectConnection.CreateSocket(address.AddressFamily);
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen();
        listening(((IPEndPoint)listener.LocalEndPoint!).Port);
        if (!listener.Poll(Limit, SelectMode.SelectRead))
        {
            throw new TimeoutException($"nobody connected to the ping-pong within {Limit.TotalSeconds:0} s");
        }

        var plan = new PingPongPlan(Guid.NewGuid(), DirectIdentity.CreateToken(), sizes, repetitions, rounds + DiscardedRounds);
        using Socket raw = listener.Accept();
        raw.NoDelay = true;
        using var directListener = new DirectListener(host, plan.RunId, new Dictionary<int, byte[]> { [1] = plan.Token });
        plan.Write(raw, directListener.EndPoint.Port);
        using DirectConnection connection = directListener.AcceptAllAsync(Limit).GetAwaiter().GetResult()[1];
        return Play(raw, connection, plan, options, leads: true);
    }

    /// <summary>Connects to the measuring half and sends back what it sends, until it has finished.</summary>
    /// <param name="host">Where <see cref="Measure"/> listens.</param>
    /// <param name="port">The port that it told.</param>
    /// <param name="options">Options of this half's transport; the defaults where nothing is given.</param>
    public static void Serve(string host, int port, DirectTransportOptions? options = null)
    {
        using Socket raw = DirectConnection.CreateSocket(Dns.GetHostAddresses(host)[0].AddressFamily);
        raw.Connect(host, port);
        PingPongPlan plan = PingPongPlan.Read(raw, out int directPort);
        using DirectConnection connection = DirectConnector
            .ConnectAsync(host, directPort, 0, new DirectIdentity(plan.RunId, 1, plan.Token), Limit)
            .GetAwaiter().GetResult();
        Play(raw, connection, plan, options, leads: false);
    }

    private static List<PingPongResult> Play(
        Socket raw, DirectConnection connection, PingPongPlan plan, DirectTransportOptions? options, bool leads)
    {
        var results = new List<PingPongResult>();
        var sink = new Counter();
        using var transport = new DirectTransport([connection], sink, options);
        foreach (int size in plan.Sizes)
        {
            var payload = new byte[size];
            var rawTimes = new List<double>(plan.Rounds * plan.Repetitions);
            var directTimes = new List<double>(plan.Rounds * plan.Repetitions);
            for (int round = 0; round < plan.Rounds; round++)
            {
                bool counts = round >= DiscardedRounds;
                for (int i = 0; i < plan.Repetitions; i++)
                {
                    double time = OverRaw(raw, payload, leads);
                    if (counts)
                    {
                        rawTimes.Add(time);
                    }
                }

                for (int i = 0; i < plan.Repetitions; i++)
                {
                    double time = OverDirect(transport, connection.Peer, sink, payload, leads);
                    if (counts)
                    {
                        directTimes.Add(time);
                    }
                }
            }

            results.Add(new PingPongResult(size, RoundTripTimes.Of(rawTimes), RoundTripTimes.Of(directTimes)));
        }

        return results;
    }

    private static double OverRaw(Socket socket, byte[] payload, bool leads)
    {
        long start = Stopwatch.GetTimestamp();
        if (leads)
        {
            socket.Send(payload);
        }

        PingPongPlan.Receive(socket, payload);
        if (!leads)
        {
            socket.Send(payload);
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private static double OverDirect(DirectTransport transport, int peer, Counter sink, byte[] payload, bool leads)
    {
        long start = Stopwatch.GetTimestamp();
        if (leads)
        {
            transport.Send(peer, payload);
        }

        long awaited = sink.Messages + 1;
        while (sink.Messages < awaited)
        {
            transport.Poll(Limit);
        }

        if (!leads)
        {
            transport.Send(peer, payload);
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    /// <summary>What arrives is counted; the bytes that go back are the server's own, of the same number.</summary>
    private sealed class Counter : IFrameSink
    {
        public long Messages { get; private set; }

        public void Accept(int peer, ReadOnlySpan<byte> message) => Messages++;
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Costs;

/// <summary>
/// Measures what carries frames, one round at a time, so that a caller can take turns: what disturbs the machine then
/// disturbs all alike. Carriers between processes have their other side in a process that runs
/// <see cref="ExchangeEcho"/>.
/// </summary>
public sealed class ExchangeBench : IDisposable
{
    private const string Host = "127.0.0.1";

    private readonly FramePlayer _direct;
    private readonly FramePlayer _actors;
    private readonly EchoSystems _systems;
    private readonly Socket _raw;
    private readonly IActorRef _leader;
    private byte[] _payload = [];

    private ExchangeBench(Socket raw)
    {
        _raw = raw;
        _raw.NoDelay = true;
        _direct = new FramePlayer(0, raw);
        _actors = new FramePlayer(0, raw);
        _systems = new EchoSystems(Host);
        try
        {
            IActorRef receiver = _systems.StartReceiver(_actors);
            var runId = Guid.NewGuid();
            byte[] token = DirectIdentity.CreateToken();
            using var listener = new DirectListener(Host, runId, new Dictionary<int, byte[]> { [1] = token });
            EchoWire.Write(raw, new EchoHello(runId, token, listener.EndPoint.Port, _systems.FramesPort));
            DirectConnection connection = listener.AcceptAllAsync(CostLimits.Answer).GetAwaiter().GetResult()[1];
            _direct.Connect(new DirectTransport([connection], _direct));
            int[] ports = EchoWire.ReadNumbers(raw, 2);
            _leader = _systems.StartLeader(ports[0]).GetAwaiter().GetResult();
            _actors.Connect(_systems.ConnectActors(0, 1, ports[1], receiver).GetAwaiter().GetResult());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes that a message between processes has besides those of its spikes.</summary>
    public static int HeaderBytes => FramePlayer.EmptyBytes;

    /// <summary>Listens, waits for the other process, and connects with it in all ways.</summary>
    /// <param name="listening">Hears the port, and starts the process that runs <see cref="ExchangeEcho"/>.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="TimeoutException">The other process did not come.</exception>
    /// <exception cref="IOException">The other process went away.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ExchangeBench Start(Action<int> listening, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(listening);
        using Socket listener = DirectConnection.CreateSocket(AddressFamily.InterNetwork);
        listener.Bind(new IPEndPoint(IPAddress.Parse(Host), 0));
        listener.Listen();
        listening(((IPEndPoint)listener.LocalEndPoint!).Port);
        long began = Stopwatch.GetTimestamp();
        while (!listener.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(began) > CostLimits.Answer)
            {
                throw new TimeoutException($"the other process did not come within {CostLimits.Answer.TotalSeconds:0} s");
            }
        }

        return new ExchangeBench(listener.Accept());
    }

    /// <summary>Measures one round.</summary>
    /// <param name="carrier">What carries the frames.</param>
    /// <param name="bytes">Size of a frame's spikes [bytes].</param>
    /// <param name="repetitions">Intervals, or round trips between processes, that count; a few before them do not.</param>
    /// <returns>The time of each [us].</returns>
    /// <exception cref="IOException">The other process went away.</exception>
    /// <exception cref="Exchange.PeerLostException">The other process went away.</exception>
    /// <exception cref="TimeoutException">The other process does not answer.</exception>
    public double[] Measure(ExchangeCarrier carrier, int bytes, int repetitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        if (carrier == ExchangeCarrier.Spin)
        {
            return ThreadPair.Spin(repetitions);
        }

        if (carrier == ExchangeCarrier.InProcess)
        {
            return ThreadPair.Exchange(bytes, repetitions);
        }

        int message = HeaderBytes + bytes;
        EchoWire.Write(_raw, new EchoRound(carrier, message, repetitions));
        return carrier switch
        {
            ExchangeCarrier.RawTcp => OverRaw(message, repetitions),
            ExchangeCarrier.Direct => _direct.Lead(message, repetitions),
            ExchangeCarrier.Actors => _actors.Lead(message, repetitions),
            ExchangeCarrier.AkkaEcho => OverEcho(message, repetitions),
            _ => throw new ArgumentOutOfRangeException(nameof(carrier)),
        };
    }

    /// <summary>Lets the other process end.</summary>
    public void Dispose()
    {
        DirectConnection.Close(_raw);
        _direct.Dispose();
        _actors.Dispose();
        _systems.Dispose();
    }

    private double[] OverRaw(int bytes, int repetitions)
    {
        Array.Resize(ref _payload, bytes);
        var times = new double[repetitions];
        for (int i = -CostLimits.LeadIn; i < repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            _raw.Send(_payload);
            EchoWire.Receive(_raw, _payload);
            if (i >= 0)
            {
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }
        }

        return times;
    }

    private double[] OverEcho(int bytes, int repetitions)
    {
        Task<double[]> times = _leader.Ask<double[]>(new EchoLeaderActor.Begin(bytes, repetitions), Timeout.InfiniteTimeSpan);
        while (!times.Wait(CostLimits.Answer))
        {
            if (_raw.Poll(0, SelectMode.SelectRead))
            {
                throw new EndOfStreamException("the other process went away");
            }
        }

        return times.Result;
    }
}

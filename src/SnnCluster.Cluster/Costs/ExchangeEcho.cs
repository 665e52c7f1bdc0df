using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Costs;

/// <summary>The other side of <see cref="ExchangeBench"/>, in a process of its own.</summary>
public static class ExchangeEcho
{
    private const string Host = "127.0.0.1";

    /// <summary>Connects to the measuring process and answers its rounds until it closes the connection.</summary>
    /// <param name="port">The port that it told.</param>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="IOException">What listens there does not speak this protocol.</exception>
    public static void Serve(int port)
    {
        using Socket raw = DirectConnection.CreateSocket(AddressFamily.InterNetwork);
        raw.Connect(IPAddress.Parse(Host), port);
        EchoHello hello = EchoWire.ReadHello(raw);
        using var direct = new FramePlayer(1, raw);
        using var actors = new FramePlayer(1, raw);
        using var systems = new EchoSystems(Host);
        DirectConnection connection = DirectConnector
            .ConnectAsync(Host, hello.DirectPort, 0, new DirectIdentity(hello.RunId, 1, hello.Token), CostLimits.Answer)
            .GetAwaiter().GetResult();
        direct.Connect(new DirectTransport([connection], direct));
        systems.StartEcho();
        IActorRef receiver = systems.StartReceiver(actors);
        actors.Connect(systems.ConnectActors(1, 0, hello.ActorsPort, receiver).GetAwaiter().GetResult());
        EchoWire.WriteNumbers(raw, systems.BarePort, systems.FramesPort);
        try
        {
            while (true)
            {
                Answer(EchoWire.ReadRound(raw), raw, direct, actors);
            }
        }
        catch (Exception exception) when (exception is EndOfStreamException or SocketException or Exchange.PeerLostException)
        {
            // The other process has what it wanted, or has ended.
        }
    }

    private static void Answer(EchoRound round, Socket raw, FramePlayer direct, FramePlayer actors)
    {
        switch (round.Carrier)
        {
            case ExchangeCarrier.RawTcp:
                var payload = new byte[round.Bytes];
                for (int i = -CostLimits.LeadIn; i < round.Repetitions; i++)
                {
                    EchoWire.Receive(raw, payload);
                    raw.Send(payload);
                }

                break;
            case ExchangeCarrier.Direct:
                direct.Follow(round.Bytes, round.Repetitions);
                break;
            case ExchangeCarrier.Actors:
                actors.Follow(round.Bytes, round.Repetitions);
                break;
            default:
                // The echo needs nobody's help.
                break;
        }
    }
}

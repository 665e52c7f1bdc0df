using System.Diagnostics;
using Akka.Actor;

namespace SnnCluster.Cluster.Costs;

/// <summary>Sends back what comes: all that a bare echo is.</summary>
internal sealed class EchoActor : UntypedActor
{
    protected override void OnReceive(object message) => Sender.Tell(message);
}

/// <summary>Sends to an echo, and again as soon as it has come back, until it has the times that it was asked for.</summary>
internal sealed class EchoLeaderActor(IActorRef echo) : UntypedActor
{
    private IActorRef _asker = ActorRefs.Nobody;
    private byte[] _bytes = [];
    private double[] _times = [];
    private int _trip;
    private long _start;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Begin begin:
                _asker = Sender;
                _bytes = new byte[begin.Bytes];
                _times = new double[begin.Repetitions];
                _trip = -CostLimits.LeadIn;
                Send();
                break;
            case byte[]:
                if (_trip >= 0)
                {
                    _times[_trip] = Stopwatch.GetElapsedTime(_start).TotalMicroseconds;
                }

                if (++_trip == _times.Length)
                {
                    _asker.Tell(_times);
                }
                else
                {
                    Send();
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Send()
    {
        _start = Stopwatch.GetTimestamp();
        echo.Tell(_bytes);
    }

    /// <summary>Asks for the times of round trips of so many bytes.</summary>
    public sealed record Begin(int Bytes, int Repetitions);
}

namespace SnnCluster.Cluster.Costs;

/// <summary>What carries a frame, or stands beside it as a reference.</summary>
public enum ExchangeCarrier
{
    /// <summary>Two threads that each set a number and spin on the other's: the least that an interval can cost.</summary>
    Spin,

    /// <summary>Two partitions of one node, by <see cref="Exchange.FrameExchange"/>: one interval.</summary>
    InProcess,

    /// <summary>A bare TCP connection between two processes, with TCP_NODELAY and blocking calls: a round trip.</summary>
    RawTcp,

    /// <summary>Two nodes that exchange frames over <see cref="Transport.DirectTransport"/>: a round trip.</summary>
    Direct,

    /// <summary>Two plain actors in two processes that send each other an array of bytes by Akka.Remote: a round trip.</summary>
    AkkaEcho,

    /// <summary>Two nodes that exchange frames as messages of actors: a round trip.</summary>
    Actors,
}

/// <summary>Names of carriers, and what they are compared with.</summary>
public static class ExchangeCarriers
{
    /// <summary>The name in files and tables.</summary>
    public static string Name(this ExchangeCarrier carrier) => carrier switch
    {
        ExchangeCarrier.Spin => "spin",
        ExchangeCarrier.InProcess => "in-process",
        ExchangeCarrier.RawTcp => "raw-tcp",
        ExchangeCarrier.Direct => "direct",
        ExchangeCarrier.AkkaEcho => "akka-echo",
        ExchangeCarrier.Actors => "actors",
        _ => throw new ArgumentOutOfRangeException(nameof(carrier)),
    };

    /// <summary>The bare way that a carrier is compared with; null for what is one.</summary>
    public static ExchangeCarrier? Reference(this ExchangeCarrier carrier) => carrier switch
    {
        ExchangeCarrier.InProcess => ExchangeCarrier.Spin,
        ExchangeCarrier.Direct => ExchangeCarrier.RawTcp,
        ExchangeCarrier.Actors => ExchangeCarrier.AkkaEcho,
        _ => null,
    };
}

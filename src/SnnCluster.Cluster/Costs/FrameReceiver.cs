using Akka.Actor;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Transport;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Costs;

/// <summary>Takes frames as the actor of a run does, on the same dispatcher.</summary>
internal sealed class FrameReceiver : ReceiveActor
{
    private readonly FrameAssembly _assembly = new();

    public FrameReceiver(IFrameSink sink) =>
        Receive<FrameEnvelope>(message =>
        {
            if (_assembly.Add(message) is byte[] whole)
            {
                sink.Accept(message.Node, whole);
            }
        });

    public static Props Props(IFrameSink sink) => Akka.Actor.Props.Create(() => new FrameReceiver(sink));
}

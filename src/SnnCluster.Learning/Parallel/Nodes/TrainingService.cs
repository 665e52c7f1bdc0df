using Akka.Actor;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Learning.Parallel.Messages;

namespace SnnCluster.Learning.Parallel.Nodes;

/// <summary>What a node of a cluster does for trainers: it holds replicas (<see cref="ClusterWorkers"/>).</summary>
public static class TrainingService
{
    internal const string Name = "training";

    /// <summary>The service, for <see cref="NodeOptions.Services"/>.</summary>
    /// <param name="dataFolder">
    /// The node's folder of data sets (--data): the files of one, or a folder for each, by its name. Null: there are none,
    /// and only generated sets can be trained on.
    /// </param>
    public static NodeService Create(string? dataFolder) => new(
        Name,
        Props.Create(() => new TrainingServiceActor(dataFolder)),
        typeof(TrainingService).Assembly);
}

/// <summary>Takes trainers in: each gets a session of its own.</summary>
internal sealed class TrainingServiceActor : ReceiveActor
{
    public TrainingServiceActor(string? dataFolder)
    {
        Receive<OpenTraining>(message =>
        {
            if (message.ProtocolVersion != TrainingProtocol.Version)
            {
                Sender.Tell(new TrainingFailed
                {
                    Reason = $"it speaks version {TrainingProtocol.Version} of the training protocol, this program version "
                        + $"{message.ProtocolVersion}: use the same version of snncluster",
                    IsInput = true,
                });
                return;
            }

            IActorRef trainer = Sender;
            Context.ActorOf(Props.Create(() => new TrainingSession(message, trainer, dataFolder)));
        });
    }

    // A session that was started anew would have lost its replicas, and nobody would know.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
}

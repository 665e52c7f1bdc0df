using SnnCluster.Engine.Devices;
using SnnCluster.Learning;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel;
using SnnCluster.Learning.Parallel.Recovery;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>
/// Makes whoever computes for a training: a replica in this thread, or several that share each batch, in threads of this
/// process or on the nodes of a cluster.
/// </summary>
internal static class TrainingWorkersFactory
{
    // Each is a thread with a copy of the classifier, here or on a node.
    private const int WorkerLimit = 1024;

    /// <summary>Adds what is wrong with the workers that a request asks for.</summary>
    public static void Check(TrainingRequest request, ValidationErrors errors)
    {
        if (request.Workers is int workers)
        {
            errors.Within("--workers", workers, 1, WorkerLimit);
        }

        ClassifierDevices.Validate(request.Device, request.Form, errors);
        if (request.Cluster is string cluster && request.Device != DeviceCatalog.Host)
        {
            errors.Add($"--device is '{request.Device}', but --cluster is {cluster}: must be host, nodes train on their cores");
        }
    }

    /// <summary>Makes them.</summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="state">The state to begin with; theirs from now on.</param>
    /// <param name="recoveries">Is told of nodes that are lost.</param>
    /// <param name="cancellation">Gives up waiting for nodes.</param>
    public static ITrainingWorkers Create(
        TrainingPlan plan, ClassifierState state, TrainingRecoveries recoveries, CancellationToken cancellation)
    {
        TrainingRequest request = plan.Request;
        if (request.Cluster is string cluster)
        {
            var source = new ClusterWorkersSource(
                cluster,
                request.ClusterConfiguration,
                request.Workers,
                plan.Data,
                request.Data,
                plan.Options,
                TimeProvider.System);
            return new RecoveringWorkers(source, state, recoveries, TimeProvider.System, cancellation);
        }

        return request.Workers is int workers and > 1
            ? new ActorWorkers(plan.Data, state, plan.Options, workers, Device)
            : new LocalWorker(plan.Data, state, plan.Options, Device(state));

        IClassifierDevice Device(ClassifierState own) => ClassifierDevices.Create(request.Device, own, plan.Options);
    }
}

using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>Makes whoever computes for a training: a replica in this thread, or several that share each batch.</summary>
internal static class TrainingWorkersFactory
{
    /// <summary>Adds what is wrong with the workers that a request asks for.</summary>
    public static void Check(TrainingRequest request, ValidationErrors errors)
    {
        if (request.Cluster is string cluster)
        {
            errors.Add($"--cluster is {cluster}: training runs in this process only, leave it out");
        }

        if (request.Workers < 1)
        {
            errors.AtLeast("--workers", request.Workers, 1);
        }
        else if (request.Workers > 1)
        {
            errors.Add($"--workers is {request.Workers}: must be 1, several are not supported");
        }
    }

    /// <summary>Makes them.</summary>
    /// <param name="request">A checked request.</param>
    /// <param name="data">The examples.</param>
    /// <param name="state">The state to begin with; theirs from now on.</param>
    public static ITrainingWorkers Create(TrainingRequest request, DataSet data, ClassifierState state) =>
        new LocalWorker(data, state, request.Options);
}

using SnnCluster.Engine.Host;
using SnnCluster.Learning.Host;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning;

/// <summary>Classifiers on one core of the host, with the widest lane that it has. All lanes give the same bits.</summary>
public static class HostClassifiers
{
    /// <summary>The widest lane of this machine.</summary>
    public static Type BestLane => HostPartition.BestLane;

    /// <summary>A device for a state.</summary>
    /// <param name="state">What it reads.</param>
    /// <param name="loss">What training makes small.</param>
    /// <param name="form">How the gradient is computed.</param>
    /// <param name="lane">The lane; null: <see cref="BestLane"/>.</param>
    public static IClassifierDevice Create(ClassifierState state, Loss loss, GradientForm form, Type? lane = null)
    {
        lane ??= BestLane;
        return lane == typeof(Lane16) ? new HostClassifier<Lane16>(state, loss, form)
            : lane == typeof(Lane8) ? new HostClassifier<Lane8>(state, loss, form)
            : lane == typeof(Lane4) ? new HostClassifier<Lane4>(state, loss, form)
            : new HostClassifier<ScalarLane>(state, loss, form);
    }
}

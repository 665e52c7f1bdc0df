using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Rewiring;

/// <summary>One projection of the pool.</summary>
internal sealed class ElementLink(NetworkDescription network, ProjectionPlan plan, IElementSynapses synapses)
{
    private readonly GridGeometry? _sourceGrid = network.Populations[plan.Source].Grid;
    private readonly GridGeometry? _targetGrid = network.Populations[plan.Target].Grid;

    public IElementSynapses Synapses => synapses;

    public IElementRewiringRule Rule { get; } = (IElementRewiringRule)plan.Description.Rewiring!.CreateRule();

    public bool ForbidsAutapses => plan.Context.ForbidsAutapses;

    /// <summary>The key of the priorities of its synapses in an update.</summary>
    public RandomKey KeyOf(int update, bool ofSource)
    {
        Words words = RandomKey.For(network.Seed, RandomPurpose.ElementPriority, plan.Index).Generate((uint)update, ofSource ? 0u : 1u, 0);
        return new RandomKey(words.A, words.B, words.C);
    }

    public double SquaredDistance(int source, int target)
    {
        if (_sourceGrid is not GridGeometry from || _targetGrid is not GridGeometry to)
        {
            return 0;
        }

        double x = Difference((from.X(source) + 0.5) / from.Width, (to.X(target) + 0.5) / to.Width);
        double y = Difference((from.Y(source) + 0.5) / from.Height, (to.Y(target) + 0.5) / to.Height);
        return (x * x) + (y * y);
    }

    private static double Difference(double a, double b)
    {
        double difference = Math.Abs(a - b);
        return Math.Min(difference, 1 - difference);
    }
}

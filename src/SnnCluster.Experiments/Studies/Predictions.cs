using SnnCluster.Experiments.Studies.Statistics;

namespace SnnCluster.Experiments.Studies;

/// <summary>What the cost model says of numbers of nodes.</summary>
internal static class Predictions
{
    /// <summary>
    /// A prediction for each number of nodes: of the largest network that was measured, or for weak scaling of one that
    /// grows with the nodes.
    /// </summary>
    public static IReadOnlyList<Prediction> Create(StudyPlan plan, IReadOnlyList<CaseSummary> cases, CostModel? model) =>
        model is null || cases.Count == 0 ? [] : [.. plan.PredictNodes.Select(nodes => Create(plan, cases, model, nodes))];

    private static Prediction Create(StudyPlan plan, IReadOnlyList<CaseSummary> cases, CostModel model, int nodes)
    {
        (double neurons, double spikesPerStep) = NetworkFor(plan, cases, nodes);
        Estimate step = model.Predict(neurons, nodes, spikesPerStep);
        double stepsPerSecond = 1000 / plan.DtMs;
        double measured = plan.Kind.ComparesPartitions()
            ? cases.Where(row => row.Partitions == nodes).Select(row => row.RealTimeFactor).DefaultIfEmpty(double.NaN).First()
            : nodes == 1 ? cases[^1].RealTimeFactor : double.NaN;
        return new Prediction(
            nodes,
            neurons,
            step.Value * stepsPerSecond,
            step.Lower * stepsPerSecond,
            step.Upper * stepsPerSecond,
            nodes > 1 && !model.KnowsExchange,
            measured);
    }

    private static (double Neurons, double SpikesPerStep) NetworkFor(
        StudyPlan plan, IReadOnlyList<CaseSummary> cases, int nodes)
    {
        if (plan.Kind != StudyKind.WeakScaling)
        {
            return (cases[^1].Neurons, cases[^1].SpikesPerStep);
        }

        CaseSummary smallest = cases[0];
        double growth = (double)nodes / smallest.Partitions;
        return (smallest.Neurons * growth, smallest.SpikesPerStep * growth);
    }
}

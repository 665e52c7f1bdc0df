using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Persistence;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Tests.Persistence;

/// <summary>Small classifiers to save: dense and sparse projections, with and without signs, with moments.</summary>
internal static class SavedClassifiers
{
    public static ClassifierState State(bool signed = true)
    {
        var description = new ClassifierDescription
        {
            Inputs = 6,
            Classes = 3,
            Steps = 10,
            Hidden =
            [
                new() { Size = 5, Recurrent = true, InputDensity = 0.5, RecurrentDensity = 0.4, Neuron = HiddenNeuronModel.Alif },
                new() { Size = 4, Threshold = 0.5 },
            ],
        };
        ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), seed: 3, signed);
        state.OptimiserSteps = 17;
        foreach (ProjectionShape projection in state.Layout.Projections)
        {
            foreach ((int source, int target, int place) in ClassifierDigest.Synapses(state, projection))
            {
                state.Momentum[place] = source - target;
                state.Variance[place] = 0.5f * target;
            }
        }

        state.Parameters[state.Layout.BiasOffset + 1] = 0.25f;
        return state;
    }

    public static TrainedClassifier Network() => new(
        State(),
        new DataSetIdentity("randman", "sha256:12"),
        new Dictionary<string, string> { ["hidden"] = "5,4", ["seed"] = "3" });

    public static TrainingCheckpoint Checkpoint() => new(
        State(),
        new DataSetIdentity("randman", "sha256:12"),
        new Dictionary<string, string> { ["hidden"] = "5,4" },
        [
            new EpochMetrics(0, 2.5, 0.5, null, null, 10, 0.001, [3, 4], 1.5, 100),
            new EpochMetrics(1, 1.5, 0.75, 0.25, 0.125, 11, 0.001, [1, 0], 1.25, 110),
        ],
        [
            new BatchMetrics(0, 0, 10, 2.5, 0.5, 10, 0.001, [3, 4]),
            new BatchMetrics(1, 0, 10, 1.5, 0.75, 11, 0.001, [1, 0]),
        ]);
}

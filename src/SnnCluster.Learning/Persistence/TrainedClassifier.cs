using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Persistence;

/// <summary>A trained classifier, with what it was trained on and how.</summary>
/// <param name="State">Weights and wiring; the optimiser's state is not kept with it.</param>
/// <param name="Data">What it was trained on.</param>
/// <param name="Parameters">How it was trained: texts by name, as on the command line.</param>
public sealed record TrainedClassifier(
    ClassifierState State, DataSetIdentity Data, IReadOnlyDictionary<string, string> Parameters);

/// <summary>All that training needs to go on as if it had not been interrupted.</summary>
/// <param name="State">Weights, wiring and the optimiser's state.</param>
/// <param name="Data">What it is trained on.</param>
/// <param name="Parameters">How it is trained: texts by name, as on the command line.</param>
/// <param name="Epochs">What each epoch gave that is done.</param>
/// <param name="Batches">What each of their batches gave.</param>
public sealed record TrainingCheckpoint(
    ClassifierState State,
    DataSetIdentity Data,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<EpochMetrics> Epochs,
    IReadOnlyList<BatchMetrics> Batches)
{
    /// <summary>Epochs that are done.</summary>
    public int EpochsDone => Epochs.Count;
}

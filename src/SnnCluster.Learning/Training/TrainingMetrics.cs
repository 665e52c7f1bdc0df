namespace SnnCluster.Learning.Training;

/// <summary>What one batch gave.</summary>
/// <param name="Epoch">Its epoch, from 0.</param>
/// <param name="Batch">Its number within the epoch, from 0.</param>
/// <param name="Examples">Its examples.</param>
/// <param name="Loss">Mean loss of an example, summed over its steps.</param>
/// <param name="Accuracy">Share of examples that were answered right, before the step.</param>
/// <param name="MeanRateHz">Mean rate of the hidden neurons [Hz].</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="Rewired">Connections replaced in each rewired projection.</param>
public sealed record BatchMetrics(
    int Epoch, int Batch, int Examples, double Loss, double Accuracy, double MeanRateHz, double LearningRate, IReadOnlyList<int> Rewired);

/// <summary>What one epoch gave.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Loss">Mean loss of a training example, while it was learnt.</param>
/// <param name="TrainAccuracy">Share of training examples that were answered right, while they were learnt.</param>
/// <param name="ValidationAccuracy">That of the validation examples after the epoch; null: there are none.</param>
/// <param name="TestAccuracy">That of the test examples after the epoch; null: not tested.</param>
/// <param name="MeanRateHz">Mean rate of the hidden neurons [Hz].</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Rewired">Connections replaced in each rewired projection.</param>
/// <param name="Seconds">Time that learning took, without validation and test [s].</param>
/// <param name="ExamplesPerSecond">Training examples per second of that time.</param>
public sealed record EpochMetrics(
    int Epoch,
    double Loss,
    double TrainAccuracy,
    double? ValidationAccuracy,
    double? TestAccuracy,
    double MeanRateHz,
    double LearningRate,
    IReadOnlyList<long> Rewired,
    double Seconds,
    double ExamplesPerSecond);

/// <summary>Follows a training.</summary>
public interface ITrainingObserver
{
    /// <summary>A batch was learnt.</summary>
    void OnBatch(BatchMetrics metrics);

    /// <summary>An epoch is over; the state stays as it is until this returns.</summary>
    void OnEpoch(EpochMetrics metrics, Networks.ClassifierState state);
}

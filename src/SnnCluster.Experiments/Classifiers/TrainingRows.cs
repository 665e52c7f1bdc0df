namespace SnnCluster.Experiments.Classifiers;

/// <summary>A row of epochs.csv and epochs.parquet.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Loss">Mean loss of a training example, while it was learnt.</param>
/// <param name="TrainAccuracy">Share of training examples answered right, while they were learnt.</param>
/// <param name="ValidationAccuracy">That of the validation examples after the epoch; not a number: there are none.</param>
/// <param name="TestAccuracy">That of the test examples after the epoch; not a number: not tested.</param>
/// <param name="MeanRateHz">Mean rate of the hidden neurons [Hz].</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Rewired">Connections that DEEP R replaced.</param>
/// <param name="Seconds">Time that learning took [s].</param>
/// <param name="ExamplesPerSecond">Training examples per second of that time.</param>
public readonly record struct EpochRow(
    int Epoch,
    double Loss,
    double TrainAccuracy,
    double ValidationAccuracy,
    double TestAccuracy,
    double MeanRateHz,
    double LearningRate,
    long Rewired,
    double Seconds,
    double ExamplesPerSecond);

/// <summary>A row of batches.csv and batches.parquet.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Batch">The batch within it, from 1.</param>
/// <param name="Examples">Its examples.</param>
/// <param name="Loss">Mean loss of an example.</param>
/// <param name="Accuracy">Share of examples answered right, before the step.</param>
/// <param name="MeanRateHz">Mean rate of the hidden neurons [Hz].</param>
/// <param name="LearningRate">The learning rate.</param>
public readonly record struct BatchRow(
    int Epoch, int Batch, int Examples, double Loss, double Accuracy, double MeanRateHz, double LearningRate);

/// <summary>A row of rewiring.csv and rewiring.parquet: what DEEP R did after a batch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Batch">The batch within it, from 1.</param>
/// <param name="Projection">Name of the projection.</param>
/// <param name="Rewired">Connections that were replaced.</param>
public readonly record struct BatchRewiringRow(int Epoch, int Batch, string Projection, int Rewired);

/// <summary>A row of confusion.csv and confusion.parquet.</summary>
/// <param name="Examples">Which examples: test, validation or train.</param>
/// <param name="Label">Their class, from 0.</param>
/// <param name="Answer">The class that the network gave.</param>
/// <param name="Count">How many.</param>
public readonly record struct ConfusionRow(string Examples, int Label, int Answer, long Count);

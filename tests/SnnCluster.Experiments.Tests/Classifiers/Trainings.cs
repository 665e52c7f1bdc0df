using SnnCluster.Experiments.Classifiers;

namespace SnnCluster.Experiments.Tests.Classifiers;

/// <summary>Small trainings on generated examples.</summary>
internal static class Trainings
{
    public static TrainingRequest Request(string? directory, int epochs = 5) => new()
    {
        Examples = 200,
        Hidden = [16],
        Recurrent = true,
        InputDensity = 0.25,
        RecurrentDensity = 0.25,
        DeepR = true,
        L1Strength = 1,
        BatchSize = 60,
        ChunkSize = 16,
        LearningRate = 0.01,
        LearningRateFactor = 0.5,
        LearningRateEvery = 2,
        ValidationFold = 0,
        Epochs = epochs,
        OutputDirectory = directory,
    };

    public static TrainingResult Run(TrainingRequest request) => TrainingRun.Run(request, null, CancellationToken.None);

    /// <summary>Runs until some epochs are done, as Ctrl-C would end it.</summary>
    public static TrainingResult RunUntil(TrainingRequest request, int epochs)
    {
        using var cancellation = new CancellationTokenSource();
        return TrainingRun.Run(request, new Canceller(epochs, cancellation), cancellation.Token);
    }

    public static TrainingRequest Resume(TrainingRequest request, ICollection<string>? notes = null) =>
        request with { Resumed = CheckpointFolder.Newest(request.OutputDirectory!, notes ?? []) };

    private sealed class Canceller(int epochs, CancellationTokenSource cancellation) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Done?.Epoch == epochs)
            {
                cancellation.Cancel();
            }
        }
    }
}

using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Rewiring;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Tests.Parallel;

/// <summary>Trainings that take a second, on the generated data set.</summary>
internal sealed record SmallTraining(ClassifierDescription Description, TrainingOptions Options)
{
    public static DataSetRequest Request { get; } = new() { Seed = 3, Limit = 190, Steps = 40 };

    public static DataSet Data { get; } = DataSetCatalog.Find("randman")!.Load(Request);

    /// <summary>By name, for theories. Batches of 80 in chunks of 16 are 5 chunks, and the last batch has 30 examples.</summary>
    public static SmallTraining Of(string name)
    {
        bool isSparse = name != "dense";
        var hidden = new HiddenLayerDescription
        {
            Size = 40,
            Recurrent = true,
            InputDensity = isSparse ? 0.3 : 1,
            RecurrentDensity = isSparse ? 0.2 : 1,
        };
        DeepRDescription? deepR = name switch
        {
            "target" => new DeepRDescription { Scope = DeepRScope.Target, L1Strength = 0.5 },
            "partition" => new DeepRDescription { Scope = DeepRScope.Partition, L1Strength = 0.5 },
            _ => null,
        };
        return new SmallTraining(
            new ClassifierDescription { Hidden = [hidden] }.For(Data.Train),
            new TrainingOptions { Epochs = 2, BatchSize = 80, ChunkSize = 16, DeepR = deepR, Seed = 5 });
    }

    public ClassifierState Start() =>
        InitialClassifier.Create(new ClassifierLayout(Description), Options.Seed, Options.DeepR is not null);

    /// <summary>Trains, and gives the digest of the end and what was told on the way, test accuracy included.</summary>
    public (string Digest, string Metrics) Train(ITrainingWorkers workers)
    {
        using (workers)
        {
            var metrics = new Metrics();
            new Trainer(Data, Options, workers).Run(0, metrics, CancellationToken.None);
            return (ClassifierDigest.OfTraining(workers.State), string.Join('\n', metrics.Told));
        }
    }

    /// <summary>Trains with one worker.</summary>
    public (string Digest, string Metrics) TrainAlone() => Train(new LocalWorker(Data, Start(), Options));

    /// <summary>Whether connections were replaced in every projection that can be.</summary>
    public bool Rewires(string metrics) =>
        Options.DeepR is not null && metrics.Split('\n')[^1].Split(' ')[3..].All(count => count != "0");

    private sealed class Metrics : ITrainingObserver
    {
        public List<string> Told { get; } = [];

        public void OnBatch(BatchMetrics metrics) => Told.Add($"{metrics} {string.Join(' ', metrics.Rewired)}");

        public void OnEpoch(EpochMetrics metrics, ClassifierState state) => Told.Add(
            $"{metrics.Loss} {metrics.TrainAccuracy} {metrics.TestAccuracy} {string.Join(' ', metrics.Rewired)}");
    }
}

using SnnCluster.Engine.Devices;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Optimisers;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Tests.Gpu;

/// <summary>Training through the same replica as on the host.</summary>
[Collection(GpuCollection.Name)]
public sealed class GpuTrainingTests
{
    public static TheoryData<string> Kinds => OpenDevices.Kinds;

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void An_epoch_of_randman_goes_as_on_the_host(string kind)
    {
        OpenDevices.SkipUnlessThereIs(kind);
        DataSet data = new RandmanDataSet().Load(new DataSetRequest { Limit = 120 });
        EpochMetrics gpu = Train(data, kind, out string digest);
        EpochMetrics host = Train(data, DeviceCatalog.Host, out _);

        // Roundings grow from step to step of the optimiser until one decides about a spike.
        Assert.Equal(host.Loss, gpu.Loss, 0.01 * host.Loss);
        Train(data, kind, out string again);
        Assert.Equal(digest, again);
    }

    private static EpochMetrics Train(DataSet data, string device, out string digest)
    {
        var options = new TrainingOptions
        {
            Epochs = 1, BatchSize = 40, ChunkSize = 20, Optimiser = new AdamDescription { LearningRate = 0.01 },
        };
        ClassifierDescription description = new ClassifierDescription { Hidden = [new() { Size = 24 }] }.For(data.Train);
        ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), options.Seed, signed: false);
        using var worker = new LocalWorker(data, state, options, ClassifierDevices.Create(device, state, options));
        var observer = new LastEpoch();
        new Trainer(data, options, worker).Run(0, observer, CancellationToken.None);
        digest = ClassifierDigest.OfTraining(worker.State);
        return observer.Metrics!;
    }

    private sealed class LastEpoch : ITrainingObserver
    {
        public EpochMetrics? Metrics { get; private set; }

        public void OnBatch(BatchMetrics metrics)
        {
            // Epochs are enough.
        }

        public void OnEpoch(EpochMetrics metrics, ClassifierState state) => Metrics = metrics;
    }
}

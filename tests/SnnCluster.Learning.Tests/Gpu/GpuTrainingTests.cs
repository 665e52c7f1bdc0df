using SnnCluster.Engine.Devices;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Optimisers;
using SnnCluster.Learning.Training;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Learning.Tests.Gpu;

/// <summary>Training through the same replica as on the host.</summary>
[Collection(GpuCollection.Name)]
public sealed class GpuTrainingTests(OpenDevices devices)
{
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 1,
        BatchSize = 40,
        ChunkSize = 20,
        Optimiser = new AdamDescription { LearningRate = 0.01 },
    };

    public static TheoryData<string> Kinds => OpenDevices.Kinds;

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void An_epoch_of_randman_goes_as_on_the_host(string kind)
    {
        GpuDevice device = devices.Get(kind);
        DataSet data = new RandmanDataSet().Load(new DataSetRequest { Limit = 80 });
        EpochMetrics gpu = Train(data, state => GpuClassifiers.Create(device, state, Options.Loss), out string digest);
        EpochMetrics host = Train(data, state => ClassifierDevices.Create("host", state, Options), out _);

        // Roundings grow from step to step of the optimiser until one decides about a spike.
        Assert.Equal(host.Loss, gpu.Loss, 0.01 * host.Loss);

        // The same on a device of its own, opened by name.
        Train(data, state => ClassifierDevices.Create(kind, state, Options), out string again);
        Assert.Equal(digest, again);
    }

    private static EpochMetrics Train(DataSet data, Func<ClassifierState, IClassifierDevice> open, out string digest)
    {
        ClassifierDescription description = new ClassifierDescription { Hidden = [new() { Size = 24 }] }.For(data.Train);
        ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), Options.Seed, signed: false);
        using var worker = new LocalWorker(data, state, Options, open(state));
        var observer = new LastEpoch();
        new Trainer(data, Options, worker).Run(0, observer, CancellationToken.None);
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

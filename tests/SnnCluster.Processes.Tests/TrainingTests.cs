using System.Diagnostics;
using SnnCluster.Learning;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel;
using SnnCluster.Learning.Rewiring;
using SnnCluster.Learning.Training;

namespace SnnCluster.Processes.Tests;

/// <summary>Training on worker processes, by a trainer in this one.</summary>
[Collection(WaitingTests.Name)]
public sealed class TrainingTests(TrainingTests.OwnWorkers workers) : IClassFixture<TrainingTests.OwnWorkers>
{
    private static readonly DataSetRequest Request = new() { Seed = 3, Limit = 300, Steps = 40 };

    private static readonly DataSet Data = DataSetCatalog.Find("randman")!.Load(Request);

    private static readonly TrainingOptions Options =
        new() { Epochs = 2, BatchSize = 128, ChunkSize = 32, DeepR = new DeepRDescription { L1Strength = 0.5 } };

    public sealed class OwnWorkers() : Workers(3);

    // One test: its second half takes workers away.
    [SkippableFact]
    public async Task Processes_learn_as_one_worker_does_and_one_that_dies_or_hangs_is_a_loss_that_names_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        string expected;
        using (var alone = new LocalWorker(Data, Start(), Options))
        {
            expected = Train(alone);
        }

        using (ClusterWorkers both = await Open())
        {
            Assert.Equal(workers.Addresses.Order(StringComparer.Ordinal), both.Nodes.Select(node => node.Address));
            Assert.Equal(expected, Train(both));
        }

        await LosesIn("KILL");
        await workers.Until(status => status.Nodes.Count(node => node.State == "up") == 2);
        await LosesIn("STOP");
    }

    private async Task LosesIn(string signal)
    {
        using ClusterWorkers rest = await Open();
        string address = workers.Addresses.Last();
        Assert.Contains(rest.Nodes, node => node.Address == address);
        using Command victim = workers.Take(address);
        int[] batch = [.. Enumerable.Range(0, Options.BatchSize)];
        var outcomes = new ExampleOutcome[batch.Length];
        rest.Learn(batch, outcomes);
        rest.Step(0.001, new int[rest.Rewired.Count]);
        victim.Signal(signal);
        var clock = Stopwatch.StartNew();
        WorkersLostException exception = Assert.Throws<WorkersLostException>(() =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                rest.Learn(batch, outcomes);
                rest.Step(0.001, new int[rest.Rewired.Count]);
            }
        });
        Assert.StartsWith($"node {address} was lost: ", exception.Message);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    private static ClassifierState Start()
    {
        var hidden = new HiddenLayerDescription { Size = 48, Recurrent = true, InputDensity = 0.3, RecurrentDensity = 0.2 };
        ClassifierDescription description = new ClassifierDescription { Hidden = [hidden] }.For(Data.Train);
        return InitialClassifier.Create(new ClassifierLayout(description), Options.Seed, signed: true);
    }

    private static string Train(ITrainingWorkers workers)
    {
        new Trainer(Data, Options, workers).Run(0, new Silent(), CancellationToken.None);
        return ClassifierDigest.OfTraining(workers.State);
    }

    private Task<ClusterWorkers> Open() =>
        ClusterWorkers.OpenAsync(workers.Address, "", null, Data, Request, Start(), Options, CancellationToken.None);

    private sealed class Silent : ITrainingObserver
    {
        public void OnBatch(BatchMetrics metrics)
        {
        }

        public void OnEpoch(EpochMetrics metrics, ClassifierState state)
        {
        }
    }
}

using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel.Nodes;
using SnnCluster.Learning.Parallel.Recovery;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Tests.Parallel.Recovery;

/// <summary>Nodes of a cluster in this process that leave while they train.</summary>
public sealed class ClusterRecoveryTests : IAsyncLifetime
{
    private const string WithFewer = "snncluster.recovery.replacement-wait = 100ms";

    private const string WithAsMany = "snncluster.recovery.replacement-wait = 60s";

    private const string Hasty = "snncluster.recovery.give-up-after = 200ms";

    private readonly LoopbackNodes _nodes = new();
    private readonly Recoveries _recoveries = new();

    public async Task InitializeAsync()
    {
        await _nodes.InitializeAsync();
        await _nodes.Add("host", [_nodes.Address], [TrainingService.Create(null)]);
    }

    public Task DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public void Training_goes_on_with_the_nodes_that_are_left()
    {
        (string digest, int workers) = Train("target", WithFewer, 4, () => _nodes.Remove().Wait());
        Assert.Equal(SmallTraining.Of("target").TrainAlone().Digest, digest);
        Assert.Equal(3, workers);
        TrainingRecovery recovery = Assert.Single(_recoveries.Told);
        Assert.Matches(@"^node 127\.0\.0\.1:\d+ was lost: .+$", recovery.Reason);
        Assert.Equal((4, 3), (recovery.LostAtStep, recovery.ResumedAtStep));
    }

    [Fact]
    public void Training_goes_on_with_a_node_that_joined()
    {
        (string digest, int workers) = Train("dense", WithAsMany, 2, () =>
        {
            _nodes.Add("host,host", [_nodes.Address], [TrainingService.Create(null)]).Wait();
            _nodes.Remove(1).Wait();
        });
        Assert.Equal(SmallTraining.Of("dense").TrainAlone().Digest, digest);
        Assert.Equal(5, workers);
        Assert.Equal((2, 0), (Assert.Single(_recoveries.Told).LostAtStep, _recoveries.Told[0].ResumedAtStep));
    }

    [Fact]
    public void Training_ends_with_one_error_where_no_node_is_left()
    {
        TrainingException exception = Assert.Throws<TrainingException>(() => Train("dense", Hasty, 2, () => _nodes.DisposeAsync().Wait()));
        Assert.Matches(@"^node 127\.0\.0\.1:\d+ was lost: .+; no node of a cluster listens at .+, after \d+ s$", exception.Message);
        Assert.Empty(_recoveries.Told);
    }

    private (string Digest, int Workers) Train(string name, string configuration, long step, Action fault)
    {
        SmallTraining training = SmallTraining.Of(name);
        var source = new ClusterWorkersSource(
            _nodes.Address,
            configuration,
            null,
            SmallTraining.Data,
            SmallTraining.Request,
            training.Options,
            TimeProvider.System);
        using var workers = new RecoveringWorkers(
            source, training.Start(), _recoveries, TimeProvider.System, CancellationToken.None);
        new Trainer(SmallTraining.Data, training.Options, workers).Run(
            0, new AtStep(step, () => workers.State.OptimiserSteps, fault), CancellationToken.None);
        return (ClassifierDigest.OfTraining(workers.State), workers.Count);
    }

    private sealed class AtStep(long step, Func<long> steps, Action fault) : ITrainingObserver
    {
        public void OnBatch(BatchMetrics metrics)
        {
            if (steps() == step)
            {
                fault();
            }
        }

        public void OnEpoch(EpochMetrics metrics, ClassifierState state)
        {
        }
    }

    private sealed class Recoveries : ITrainingRecoveryObserver
    {
        public List<TrainingRecovery> Told { get; } = [];

        public void OnLost(WorkersLostException lost)
        {
        }

        public void OnRecovered(TrainingRecovery recovery, int workers) => Told.Add(recovery);
    }
}

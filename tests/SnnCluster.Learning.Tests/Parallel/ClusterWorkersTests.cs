using SnnCluster.Cluster.Hosting;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Tests.Parallel;

public sealed class ClusterWorkersTests(LoopbackNodes nodes) : IClassFixture<LoopbackNodes>
{
    [Theory]
    [InlineData("dense", 2)]
    [InlineData("target", null)]
    [InlineData("partition", 7)]
    public async Task Nodes_learn_the_same_as_one_worker_to_the_bit(string name, int? count)
    {
        SmallTraining training = SmallTraining.Of(name);
        using ClusterWorkers workers = await nodes.Open(training, count);
        Assert.Equal(count ?? 3, workers.Count);
        Assert.Equal(nodes.Addresses.Order(StringComparer.Ordinal), workers.Nodes.Select(node => node.Address));
        Assert.Equal(training.TrainAlone(), training.Train(workers));
    }

    [Fact]
    public async Task So_they_do_with_weaker_and_slower_recurrent_weights()
    {
        SmallTraining training = SmallTraining.Of("dense");
        training = new SmallTraining(
            training.Description with { RecurrentWeightScale = 0.5 },
            training.Options with { RecurrentLearningRateFactor = 0.1 });
        using ClusterWorkers workers = await nodes.Open(training, 3);
        Assert.Equal(training.TrainAlone(), training.Train(workers));
    }

    [Fact]
    public async Task A_state_in_the_middle_of_training_goes_on_the_same()
    {
        SmallTraining training = SmallTraining.Of("target");
        (string digest, string _) = training.TrainAlone();
        var first = training with { Options = training.Options with { Epochs = 1 } };
        ClassifierState middle = training.Start();
        using (var alone = new LocalWorker(SmallTraining.Data, middle, training.Options))
        {
            new Trainer(SmallTraining.Data, first.Options, alone).Run(0, new Silent(), CancellationToken.None);
            middle = middle.Copy();
        }

        using ClusterWorkers workers = await ClusterWorkers.OpenAsync(
            nodes.Address, "", 3, SmallTraining.Data, SmallTraining.Request, middle, training.Options, CancellationToken.None);
        new Trainer(SmallTraining.Data, training.Options, workers).Run(1, new Silent(), CancellationToken.None);
        Assert.Equal(digest, ClassifierDigest.OfTraining(workers.State));
    }

    [Fact]
    public async Task A_replica_that_differs_is_found()
    {
        using ClusterWorkers workers = await nodes.Open(SmallTraining.Of("dense"), 3);
        workers.CheckReplicas();
        workers.State.Parameters[5] += 1e-6f;
        TrainingException exception = Assert.Throws<TrainingException>(workers.CheckReplicas);
        Assert.Matches(
            @"^replicas differ after step 0 of the optimiser: worker 1 of 3 on node 127\.0\.0\.1:\d+ has sha256:[0-9a-f]{64}, ",
            exception.Message);
    }

    [Fact]
    public async Task Other_examples_on_a_node_are_an_error_that_says_what_differs()
    {
        SmallTraining training = SmallTraining.Of("dense");
        InvalidDescriptionException fewer = await Assert.ThrowsAsync<InvalidDescriptionException>(
            () => nodes.Open(training, 2, SmallTraining.Request with { Limit = 150 }));
        Assert.Contains(fewer.Findings, finding => finding.EndsWith(
            "has another randman: its training set has 150 examples there and 190 here", StringComparison.Ordinal));
        InvalidDescriptionException other = await Assert.ThrowsAsync<InvalidDescriptionException>(
            () => nodes.Open(training, 2, SmallTraining.Request with { Seed = 4 }));
        Assert.All(other.Findings, finding => Assert.Matches(
            "^node .+ has another randman: its (training|test) set is sha256:[0-9a-f]+ there and sha256:[0-9a-f]+ here$",
            finding));
        Assert.Equal(4, other.Findings.Count);
    }

    [Fact]
    public async Task A_node_without_the_files_is_an_error_that_names_it()
    {
        SmallTraining training = SmallTraining.Of("dense");
        InvalidDescriptionException exception = await Assert.ThrowsAsync<InvalidDescriptionException>(() => ClusterWorkers.OpenAsync(
            nodes.Address,
            "",
            2,
            SmallTraining.Data with { Name = "mnist" },
            new DataSetRequest(),
            training.Start(),
            training.Options,
            CancellationToken.None));
        Assert.Matches(@"^node 127\.0\.0\.1:\d+: --data is missing: mnist needs the folder", Assert.Single(exception.Findings));
    }

    [Fact]
    public async Task A_node_that_leaves_is_a_loss_that_names_it()
    {
        var own = new LoopbackNodes();
        await own.InitializeAsync();
        SmallTraining training = SmallTraining.Of("dense");
        using ClusterWorkers workers = await own.Open(training, 3);
        int[] batch = [.. Enumerable.Range(0, 80)];
        workers.Learn(batch, new ExampleOutcome[80]);
        workers.Step(0.001, []);
        await own.DisposeAsync();
        WorkersLostException exception = Assert.Throws<WorkersLostException>(() => workers.Learn(batch, new ExampleOutcome[80]));
        Assert.Contains(workers.Nodes, node => node.Address == exception.Node);
        Assert.StartsWith($"node {exception.Node} was lost: ", exception.Message, StringComparison.Ordinal);
        Assert.Same(exception, Assert.Throws<WorkersLostException>(workers.CheckReplicas));
    }

    [Fact]
    public async Task A_node_that_does_not_train_is_an_error_that_names_it()
    {
        var own = new LoopbackNodes();
        await own.Add("host", [], []);
        ClusterException exception = await Assert.ThrowsAsync<ClusterException>(() => own.Open(SmallTraining.Of("dense"), 1));
        Assert.Equal($"node {own.Address} does not answer as one that trains: it runs another version of snncluster, or was lost a moment ago", exception.Message);
        await own.DisposeAsync();
    }

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

using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Optimisers;
using SnnCluster.Learning.Parallel;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Tests.Parallel;

public sealed class ActorWorkersTests
{
    [Theory]
    [InlineData("dense")]
    [InlineData("sparse")]
    [InlineData("target")]
    [InlineData("partition")]
    public void Any_number_of_workers_learns_the_same_to_the_bit(string name)
    {
        SmallTraining training = SmallTraining.Of(name);
        (string Digest, string Metrics) alone = training.TrainAlone();
        Assert.Equal(name is "target" or "partition", training.Rewires(alone.Metrics));

        // 5 chunks a batch: 7 workers are more than there is work for.
        foreach (int count in new[] { 1, 2, 3, 5, 7 })
        {
            using var workers = new ActorWorkers(SmallTraining.Data, training.Start(), training.Options, count);
            Assert.Equal(count, workers.Count);
            Assert.Equal(alone, training.Train(workers));
        }
    }

    [Theory]
    [InlineData("dense", false)]
    [InlineData("target", false)]
    [InlineData("dense", true)]
    public void So_it_does_where_recurrent_weights_learn_slower(string name, bool descends)
    {
        SmallTraining common = SmallTraining.Of(name);
        if (descends)
        {
            common = common with { Options = common.Options with { Optimiser = new SgdDescription { LearningRate = 1e-4 } } };
        }

        SmallTraining slower = common with { Options = common.Options with { RecurrentLearningRateFactor = 0.1 } };
        (string Digest, string Metrics) alone = slower.TrainAlone();
        Assert.NotEqual(common.TrainAlone(), alone);
        foreach (int count in new[] { 1, 2, 3 })
        {
            using var workers = new ActorWorkers(SmallTraining.Data, slower.Start(), slower.Options, count);
            Assert.Equal(alone, slower.Train(workers));
        }
    }

    [Fact]
    public void A_replica_that_differs_is_found()
    {
        SmallTraining training = SmallTraining.Of("target");
        using var workers = new ActorWorkers(SmallTraining.Data, training.Start(), training.Options, 3);
        int[] batch = [.. Enumerable.Range(0, 80)];
        workers.Learn(batch, new ExampleOutcome[80]);
        workers.Step(0.001, new int[workers.Rewired.Count]);
        workers.CheckReplicas();
        workers.StateOf(1).Parameters[0] += 1e-6f;
        TrainingException exception = Assert.Throws<TrainingException>(workers.CheckReplicas);
        Assert.Matches(
            "^replicas differ after step 1 of the optimiser: worker 2 of 3 has sha256:[0-9a-f]{64}, the first has sha256:[0-9a-f]{64};",
            exception.Message);
    }

    [Fact]
    public void What_goes_wrong_in_a_worker_ends_training_with_one_error()
    {
        SmallTraining training = SmallTraining.Of("dense");
        int made = 0;
        using var workers = new ActorWorkers(
            SmallTraining.Data,
            training.Start(),
            training.Options,
            2,
            state => new FailingDevice(
                HostClassifiers.Create(state, Loss.CrossEntropy, GradientForm.Event), Interlocked.Increment(ref made) == 1));
        var trainer = new Trainer(SmallTraining.Data, training.Options, workers);
        TrainingException exception = Assert.Throws<TrainingException>(
            () => trainer.Run(0, new Silent(), CancellationToken.None));
        Assert.Matches(
            "^worker [12] of 2 cannot learn after step 2 of the optimiser: TimeoutException: no answer from the device$",
            exception.Message);
        Assert.IsType<TimeoutException>(exception.InnerException);

        // Whoever goes on all the same is told the same.
        Assert.Same(exception, Assert.Throws<TrainingException>(workers.CheckReplicas));
    }

    [Fact]
    public void A_worker_that_cannot_start_is_an_error()
    {
        SmallTraining training = SmallTraining.Of("dense");
        TrainingException exception = Assert.Throws<TrainingException>(() => new ActorWorkers(
            SmallTraining.Data, training.Start(), training.Options, 2, _ => throw new InvalidOperationException("no device")));
        Assert.Matches(
            "^worker [12] of 2 cannot start after step 0 of the optimiser: InvalidOperationException: no device$",
            exception.Message);
    }

    [Fact]
    public void A_state_is_not_copied_any_more_when_it_was_freed()
    {
        SmallTraining training = SmallTraining.Of("dense");
        var setup = new ReplicaSetup { Data = SmallTraining.Data, State = training.Start(), Options = training.Options };
        setup.CopyState().Dispose();
        setup.Free(setup.State.Dispose);
        Assert.Throws<ObjectDisposedException>(setup.CopyState);
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

    /// <summary>Works for two batches.</summary>
    private sealed class FailingDevice(IClassifierDevice device, bool fails) : IClassifierDevice
    {
        private int _refreshed;

        public void Refresh()
        {
            _refreshed++;
            device.Refresh();
        }

        public void Evaluate(SpikeExamples examples, ReadOnlySpan<int> chosen, Span<ExampleOutcome> outcomes) =>
            device.Evaluate(examples, chosen, outcomes);

        public void Learn(
            SpikeExamples examples, ReadOnlySpan<int> chosen, Span<float> gradient, Span<ExampleOutcome> outcomes)
        {
            if (fails && _refreshed == 2)
            {
                throw new TimeoutException("no answer from the device");
            }

            device.Learn(examples, chosen, gradient, outcomes);
        }

        public void Dispose() => device.Dispose();
    }
}

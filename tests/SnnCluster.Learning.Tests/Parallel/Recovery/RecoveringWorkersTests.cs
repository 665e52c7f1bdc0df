using SnnCluster.Cluster.Protocol;
using SnnCluster.Learning.Parallel.Recovery;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Tests.Parallel.Recovery;

/// <summary>Two epochs of three batches each, with DEEP R.</summary>
public sealed class RecoveringWorkersTests
{
    private static readonly SmallTraining Training = SmallTraining.Of("target");

    private static readonly Lazy<(string Digest, string Metrics)> Undisturbed = new(Training.TrainAlone);

    [Theory]
    [InlineData("Learn:1", "0-0")]
    [InlineData("Learn:2", "1-0")]
    [InlineData("Learn:3", "2-0")]
    [InlineData("Step:1", "0-0")]
    [InlineData("Step:3", "2-0")]
    [InlineData("Check:1", "3-0")]
    [InlineData("Learn:4", "3-3")]
    [InlineData("Step:5", "4-3")]
    [InlineData("Learn:6", "5-3")]
    [InlineData("Check:2", "6-3")]
    [InlineData("Evaluate:1", "6-6")]
    [InlineData("Open:1", "0-0")]
    [InlineData("Learn:2 Open:2", "1-0")]
    [InlineData("Learn:3 Learn:4", "2-0 0-0")]
    [InlineData("Learn:3 Learn:5", "2-0 1-0")]
    [InlineData("Step:5 Step:6", "4-3 3-3")]
    [InlineData("Step:6 Step:8 Check:2", "5-3 4-3 6-3")]
    public void A_loss_changes_no_bit_of_weights_and_metrics(string losses, string recoveries)
    {
        var source = new LossySource(Training, losses.Split(' '));
        Assert.Equal(Undisturbed.Value, Training.Train(source.Workers()));
        Assert.Equal(
            recoveries, string.Join(' ', source.Recoveries.Select(recovery => $"{recovery.LostAtStep}-{recovery.ResumedAtStep}")));
        Assert.All(
            source.Recoveries, recovery => Assert.Equal(recovery.LostAtStep - recovery.ResumedAtStep, recovery.BatchesRepeated));
        Assert.Equal(losses.Split(' ').Length, source.Lost);
        Assert.Equal(source.Opened, source.Disposed);
    }

    [Fact]
    public void Losses_before_there_are_workers_again_are_one_recovery_with_all_reasons()
    {
        var source = new LossySource(Training, "Learn:2", "Open:2", "Open:3");
        Training.Train(source.Workers());
        Assert.Equal(
            "node n was lost: Learn 2; then node n was lost: Open 2; then node n was lost: Open 3",
            Assert.Single(source.Recoveries).Reason);
    }

    [Fact]
    public void Too_many_losses_in_a_row_are_one_error()
    {
        var source = new LossySource(Training, "Learn:*") { Recovery = new RecoveryOptions { MostLossesInVain = 2 } };
        using RecoveringWorkers workers = source.Workers();
        TrainingException exception = Assert.Throws<TrainingException>(() => Training.Train(workers));
        Assert.Equal(
            "training ends after step 0 of the optimiser: node n was lost: Learn 3; "
                + "it was the loss number 3 without a whole epoch in between",
            exception.Message);
        Assert.Equal(3, source.Disposed);
    }

    [Fact]
    public void The_first_loss_ends_training_where_none_is_allowed()
    {
        var source = new LossySource(Training, "Learn:2") { Recovery = new RecoveryOptions { MostLossesInVain = 0 } };
        using RecoveringWorkers workers = source.Workers();
        TrainingException exception = Assert.Throws<TrainingException>(() => Training.Train(workers));
        Assert.Equal("training ends after step 1 of the optimiser: node n was lost: Learn 2", exception.Message);
    }

    [Fact]
    public void Losses_count_from_the_last_whole_epoch()
    {
        var source = new LossySource(Training, "Learn:2", "Learn:7") { Recovery = new RecoveryOptions { MostLossesInVain = 1 } };
        Assert.Equal(Undisturbed.Value, Training.Train(source.Workers()));
        Assert.Equal(2, source.Recoveries.Count);
    }

    [Fact]
    public void Too_many_losses_at_the_start_are_an_error_too()
    {
        var source = new LossySource(Training, "Open:*");
        TrainingException exception = Assert.Throws<TrainingException>(() => source.Workers());
        Assert.EndsWith("the loss number 6 without a whole epoch in between", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_loss_ends_training_at_once()
    {
        var source = new LossySource(Training);
        using RecoveringWorkers workers = source.Workers();
        source.Failure = new TrainingException("replicas differ");
        Assert.Same(source.Failure, Assert.Throws<TrainingException>(() => Training.Train(workers)));
        Assert.Equal(1, source.Opened);
        Assert.Equal(0, source.Lost);
    }

    [Fact]
    public void Batches_are_not_repeated_when_training_was_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var source = new LossySource(Training, "Learn:3") { Recovered = _ => cancellation.Cancel() };
        using RecoveringWorkers workers = source.Workers(cancellation.Token);
        Assert.Throws<OperationCanceledException>(() => Training.Train(workers));
    }
}

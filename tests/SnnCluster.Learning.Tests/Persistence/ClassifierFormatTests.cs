using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Persistence;

namespace SnnCluster.Learning.Tests.Persistence;

public sealed class ClassifierFormatTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_state_goes_to_bytes_and_back_with_all_that_training_needs(bool signed)
    {
        using ClassifierState state = SavedClassifiers.State(signed);
        byte[] bytes = ClassifierFormat.OfState(state);
        using ClassifierState read = ClassifierFormat.ReadState(bytes, "state");

        Assert.Equal(ClassifierDigest.OfTraining(state), ClassifierDigest.OfTraining(read));
        Assert.Equal(17, read.OptimiserSteps);
        Assert.Equal(state.Parameters.ToArray(), read.Parameters.ToArray());
        Assert.Equal(state.Topologies[0]!.Signs, read.Topologies[0]!.Signs);
        Assert.Equal(bytes, ClassifierFormat.OfState(read));
    }

    [Fact]
    public void A_network_keeps_weights_and_what_it_was_trained_on_but_not_the_optimiser()
    {
        TrainedClassifier network = SavedClassifiers.Network();
        TrainedClassifier read = ClassifierFormat.ReadNetwork(ClassifierFormat.OfNetwork(network), "network");

        Assert.Equal(ClassifierDigest.OfNetwork(network.State), ClassifierDigest.OfNetwork(read.State));
        Assert.Equal(0, read.State.OptimiserSteps);
        Assert.All(read.State.Momentum.ToArray(), value => Assert.Equal(0, value));
        Assert.Equal(network.Data, read.Data);
        Assert.Equal(network.Parameters, read.Parameters);
    }

    [Fact]
    public void A_checkpoint_goes_to_bytes_and_back_with_its_metrics()
    {
        TrainingCheckpoint checkpoint = SavedClassifiers.Checkpoint();
        byte[] bytes = ClassifierFormat.OfCheckpoint(checkpoint);
        TrainingCheckpoint read = ClassifierFormat.ReadCheckpoint(bytes, "checkpoint");

        Assert.Equal(2, read.EpochsDone);
        Assert.Null(read.Epochs[0].ValidationAccuracy);
        Assert.Equal(0.125, read.Epochs[1].TestAccuracy);
        Assert.Equal([3, 4], read.Batches[0].Rewired);
        Assert.Equal(bytes, ClassifierFormat.OfCheckpoint(read));
    }

    [Fact]
    public void A_checkpoint_is_a_network_and_a_network_is_no_checkpoint()
    {
        TrainingCheckpoint checkpoint = SavedClassifiers.Checkpoint();
        TrainedClassifier network = ClassifierFormat.ReadNetwork(ClassifierFormat.OfCheckpoint(checkpoint), "file");
        Assert.Equal(ClassifierDigest.OfNetwork(checkpoint.State), ClassifierDigest.OfNetwork(network.State));

        var exception = Assert.Throws<ClassifierFormatException>(
            () => ClassifierFormat.ReadCheckpoint(ClassifierFormat.OfNetwork(network), "file"));
        Assert.Equal("file: holds a network and not a checkpoint", exception.Message);
    }
}

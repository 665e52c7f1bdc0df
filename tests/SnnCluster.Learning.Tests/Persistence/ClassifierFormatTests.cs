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

    // Written by the last program of version 1: train --hidden 4 --recurrent --recurrent-density 0.5 --input-density 0.1
    // --deep-r --examples 40 --batch 20 --input-steps 20 --epochs 1 --weight-scale 1.5, which told this digest.
    [Fact]
    public void A_network_of_version_2_is_read_and_its_neurons_subtract_the_threshold()
    {
        using Stream stream = typeof(ClassifierFormatTests).Assembly.GetManifestResourceStream("network-version-2.msgpack")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        Assert.Equal(2, FormatEnvelope.Unwrap(bytes, "file").Version);
        using ClassifierState state = ClassifierFormat.ReadNetwork(bytes, "file").State;
        Assert.Equal("sha256:5544b4ccc46800c4099012e918455c2ecbc10e2f063db5354aedb313ac098557", ClassifierDigest.OfNetwork(state));
        Assert.Equal((0.5, null), (state.Layout.Description.RecurrentWeightScale, state.Layout.Description.Hidden[0].ResetPotential));
    }

    [Fact]
    public void A_checkpoint_of_version_1_is_read_with_recurrent_weights_of_the_common_scale()
    {
        using Stream stream = typeof(ClassifierFormatTests).Assembly.GetManifestResourceStream("checkpoint-version-1.msgpack")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        TrainingCheckpoint read = ClassifierFormat.ReadCheckpoint(bytes, "file");
        using ClassifierState state = read.State;
        using ClassifierState network = ClassifierFormat.ReadNetwork(bytes, "file").State;

        const string digest = "sha256:826772f5263306dd15ec2423b7978e4c1362b6cead1ff9286f922ec520c036dc";
        Assert.Equal(digest, ClassifierDigest.OfNetwork(state));
        Assert.Equal(digest, ClassifierDigest.OfNetwork(network));
        Assert.Equal(1.5, state.Layout.Description.WeightScale);
        Assert.Equal(1, state.Layout.Description.RecurrentWeightScale);
        Assert.Equal(2, state.OptimiserSteps);
        Assert.Equal(1, read.EpochsDone);

        byte[] written = ClassifierFormat.OfCheckpoint(read);
        Assert.Equal(ClassifierFormat.Version, FormatEnvelope.Unwrap(written, "file").Version);
        using ClassifierState again = ClassifierFormat.ReadCheckpoint(written, "file").State;
        Assert.Equal(ClassifierDigest.OfTraining(state), ClassifierDigest.OfTraining(again));
    }

    [Fact]
    public void The_scale_of_recurrent_weights_is_kept()
    {
        using ClassifierState saved = SavedClassifiers.State();
        using ClassifierState scaled = InitialClassifier.Create(
            new ClassifierLayout(saved.Layout.Description with { RecurrentWeightScale = 0.25 }), seed: 3, signed: true);
        using ClassifierState read = ClassifierFormat.ReadState(ClassifierFormat.OfState(scaled), "state");
        Assert.Equal(0.25, read.Layout.Description.RecurrentWeightScale);
    }
}

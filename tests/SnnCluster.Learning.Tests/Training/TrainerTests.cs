using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Optimisers;
using SnnCluster.Learning.Rewiring;
using SnnCluster.Learning.Tests.Support;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Tests.Training;

public class TrainerTests
{
    private static readonly ClassifierDescription Description = RandomClassifiers.All["sparse recurrent"];

    private static readonly DataSet Data = new(
        "random", RandomClassifiers.Examples(Description, 90, seed: 1), RandomClassifiers.Examples(Description, 20, seed: 2));

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        TrainingOptions options = Options();
        Assert.Equal(Digest(options, out _), Digest(options, out _));
        Assert.NotEqual(Digest(options, out _), Digest(options with { Seed = 2 }, out _));
    }

    [Fact]
    public void Every_example_is_learnt_once_in_an_epoch_and_validation_examples_never()
    {
        TrainingSplit split = TrainingSplit.Of(Options() with { ValidationFold = 1, Folds = 3 }, 90);
        Assert.Equal(Enumerable.Range(0, 90), split.Train.Concat(split.Validation).Order());
        Assert.Equal(30, split.Validation.Length);
        Assert.Equal(split.Train, split.Order(5, 0).Order());
        Assert.NotEqual(split.Order(5, 0), split.Order(5, 1));
        Assert.Equal(split.Order(5, 1), split.Order(5, 1));
    }

    [Fact]
    public void Metrics_tell_what_happened()
    {
        Digest(Options() with { ValidationFold = 0 }, out Recorder recorder);
        Assert.Equal(2, recorder.Epochs.Count);
        Assert.Equal([32, 32, 17, 32, 32, 17], recorder.Batches.Select(batch => batch.Examples));
        foreach (EpochMetrics epoch in recorder.Epochs)
        {
            BatchMetrics[] batches = [.. recorder.Batches.Where(batch => batch.Epoch == epoch.Epoch)];
            Assert.Equal(batches.Sum(batch => batch.Loss * batch.Examples) / 81, epoch.Loss, 1e-6 * epoch.Loss);
            Assert.Equal(batches.Sum(batch => batch.Rewired[1]), epoch.Rewired[1]);
            Assert.NotNull(epoch.ValidationAccuracy);
        }

        Assert.Null(recorder.Epochs[0].TestAccuracy);
        Assert.NotNull(recorder.Epochs[1].TestAccuracy);
    }

    [Fact]
    public void What_is_no_number_ends_training_and_says_where()
    {
        TrainingOptions options = Options() with { Optimiser = new SgdDescription { LearningRate = 1e38 }, DeepR = null };
        TrainingException exception = Assert.Throws<TrainingException>(() => Digest(options, out _));
        Assert.Matches("(the loss is (not a number|infinite) in|weights are no numbers after) batch [0-9]+ of epoch 1", exception.Message);
    }

    // 1 - 0.77·(1/0.77) is above 0 in single precision, so a neuron at rest has a trace of a pseudo-derivative.
    [Fact]
    public void Neurons_that_only_pad_never_learn()
    {
        ClassifierDescription description =
            RandomClassifiers.With(new HiddenLayerDescription { Size = 5, Recurrent = true, Threshold = 0.77 });
        var data = new DataSet("random", RandomClassifiers.Examples(description, 64, seed: 1), null);
        TrainingOptions options = Options() with { DeepR = null, Epochs = 20 };
        using var worker = new LocalWorker(
            data, InitialClassifier.Create(new ClassifierLayout(description), 1, signed: false), options);
        new Trainer(data, options, worker).Run(0, new Recorder(), CancellationToken.None);
        ClassifierState state = worker.State;
        HashSet<int> used = [.. state.Layout.Projections.SelectMany(projection => ClassifierDigest.Synapses(state, projection))
            .Select(synapse => synapse.Place)];
        for (int place = 0; place < state.Layout.BiasOffset; place++)
        {
            Assert.True(used.Contains(place) || state.Parameters[place] == 0, $"padding at {place}");
        }
    }

    [Fact]
    public void A_chunk_may_be_larger_than_a_batch() =>
        Assert.Equal(1, GradientTree.CountChunks(512, int.MaxValue));

    [Fact]
    public void A_classifier_that_is_too_large_is_refused()
    {
        var errors = new ValidationErrors();
        (Description with { Hidden = [new HiddenLayerDescription { Size = 65536, Recurrent = true }] }).Validate(errors);
        Assert.Matches("weights of the classifier are [0-9]+: must be at most 170000000", Assert.Single(errors.Messages));
    }

    [Fact]
    public void Findings_name_value_and_rule()
    {
        var errors = new ValidationErrors();
        TrainingOptions options = Options() with
        {
            BatchSize = 91,
            Epochs = 0,
            ChunkSize = 0,
            ValidationFold = 10,
            Optimiser = new AdamDescription { LearningRate = 0, Beta1 = 1 },
        };
        options.Validate(RandomClassifiers.All["lif"], Data.Train, errors);
        Assert.Equal(
            [
                "learning rate is 0: must be above 0",
                "Adam beta1 is 1: must be below 1",
                "epochs is 0: must be at least 1",
                "chunk size is 0: must be at least 1",
                "validation fold is 10: must be from 0 to 9",
                "batch size is 91: must be at most the number of training examples, 90",
                "DEEP R is on, but all projections are dense: must have an input or recurrent density below 1",
            ],
            errors.Messages);
    }

    private static TrainingOptions Options() => new()
    {
        Epochs = 2,
        BatchSize = 32,
        ChunkSize = 8,
        DeepR = new DeepRDescription { L1Strength = 1 },
        Optimiser = new AdamDescription { LearningRate = 0.02 },
    };

    private static string Digest(TrainingOptions options, out Recorder recorder)
    {
        recorder = new Recorder();
        ClassifierState state = InitialClassifier.Create(
            new ClassifierLayout(Description), options.Seed, signed: options.DeepR is not null);
        using var worker = new LocalWorker(Data, state, options);
        new Trainer(Data, options, worker).Run(0, recorder, CancellationToken.None);
        return ClassifierDigest.OfTraining(worker.State);
    }

    private sealed class Recorder : ITrainingObserver
    {
        public List<BatchMetrics> Batches { get; } = [];

        public List<EpochMetrics> Epochs { get; } = [];

        public void OnBatch(BatchMetrics metrics) => Batches.Add(metrics);

        public void OnEpoch(EpochMetrics metrics, ClassifierState state) => Epochs.Add(metrics);
    }
}

using SnnCluster.Experiments.Classifiers;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Classifiers;

public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_training_that_is_resumed_gives_what_one_without_interruption_gives(int interruptedAfter)
    {
        TrainingRequest whole = Trainings.Request(In("whole"));
        TrainingResult expected = Trainings.Run(whole);
        TrainingRequest request = whole with { OutputDirectory = In("interrupted") };
        TrainingResult interrupted = Trainings.RunUntil(request, interruptedAfter);
        Assert.False(interrupted.Summary.Complete);
        Assert.Equal(interruptedAfter, interrupted.Summary.Epochs.Count);

        TrainingResult resumed = Trainings.Run(Trainings.Resume(request));

        Assert.True(resumed.Summary.Complete);
        Assert.Equal(expected.Summary.Digest, resumed.Summary.Digest);
        foreach (string file in new[] { "network.msgpack", "batches.csv", "rewiring.csv", "confusion.csv" })
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(In("whole"), file)), File.ReadAllBytes(Path.Combine(In("interrupted"), file)));
        }
    }

    [Theory]
    [InlineData(OptimiserKind.Adam)]
    [InlineData(OptimiserKind.Sgd)]
    public void So_does_one_whose_recurrent_weights_have_a_scale_and_a_rate_of_their_own(OptimiserKind optimiser)
    {
        TrainingRequest whole = Trainings.Request(null, epochs: 3) with
        {
            Optimiser = optimiser,
            LearningRate = 1e-3,
            RecurrentWeightScale = 0.5,
            RecurrentLearningRateFactor = 0.1,
        };
        string digest = Trainings.Run(whole).Summary.Digest!;
        Assert.NotEqual(digest, Trainings.Run(whole with { RecurrentLearningRateFactor = 1 }).Summary.Digest);
        Assert.NotEqual(digest, Trainings.Run(whole with { RecurrentWeightScale = 1 }).Summary.Digest);

        TrainingRequest request = whole with { OutputDirectory = In("interrupted") };
        Assert.False(Trainings.RunUntil(request, 1).Summary.Complete);
        Assert.Equal(digest, Trainings.Run(Trainings.Resume(request)).Summary.Digest);
    }

    [Fact]
    public void A_training_may_get_more_epochs()
    {
        TrainingResult expected = Trainings.Run(Trainings.Request(null, epochs: 4));
        Trainings.Run(Trainings.Request(In("out"), epochs: 2));
        TrainingResult resumed = Trainings.Run(Trainings.Resume(Trainings.Request(In("out"), epochs: 4)));
        Assert.Equal(expected.Summary.Digest, resumed.Summary.Digest);
    }

    [Fact]
    public void A_damaged_checkpoint_is_told_and_the_one_before_is_taken()
    {
        TrainingRequest request = Trainings.Request(In("out"), epochs: 4);
        TrainingResult expected = Trainings.Run(request);
        string newest = TrainingFiles.CheckpointsIn(In("out"))[0].Path;
        using (FileStream file = File.OpenWrite(newest))
        {
            file.SetLength(file.Length / 2);
        }

        var notes = new List<string>();
        TrainingRequest resumed = Trainings.Resume(request, notes);
        Assert.Contains($"{newest}: is cut short", Assert.Single(notes));
        Assert.Equal(3, resumed.Resumed!.EpochsDone);
        Assert.Equal(expected.Summary.Digest, Trainings.Run(resumed).Summary.Digest);
    }

    [Fact]
    public void A_folder_without_a_checkpoint_cannot_be_resumed()
    {
        Assert.Contains(
            "there is no such folder",
            Assert.Throws<InvalidDescriptionException>(() => CheckpointFolder.Newest(In("nowhere"), [])).Message);
        Assert.Contains(
            "has no checkpoint",
            Assert.Throws<InvalidDescriptionException>(() => CheckpointFolder.Newest(_folder.Path, [])).Message);
    }

    [Fact]
    public void A_checkpoint_of_another_network_or_other_data_is_refused()
    {
        TrainingRequest request = Trainings.Request(In("out"), epochs: 1);
        Trainings.Run(request);
        InvalidDescriptionException network = Assert.Throws<InvalidDescriptionException>(
            () => Trainings.Run(Trainings.Resume(request) with { Hidden = [8, 8], Recurrent = false, RecurrentDensity = 1 }));
        Assert.Contains(
            "the checkpoint is of another network: its hidden layers are 16, the training's 8,8", network.Findings);
        InvalidDescriptionException scale = Assert.Throws<InvalidDescriptionException>(
            () => Trainings.Run(Trainings.Resume(request) with { WeightScale = 2 }));
        Assert.Equal(
            "the checkpoint is of another network: its weight scale is 1, the training's 2", Assert.Single(scale.Findings));
        InvalidDescriptionException recurrent = Assert.Throws<InvalidDescriptionException>(
            () => Trainings.Run(Trainings.Resume(request) with { RecurrentWeightScale = 0.5 }));
        Assert.Equal(
            "the checkpoint is of another network: its recurrent weight scale is 1, the training's 0.5",
            Assert.Single(recurrent.Findings));
        InvalidDescriptionException data = Assert.Throws<InvalidDescriptionException>(
            () => Trainings.Run(Trainings.Resume(request) with { Examples = 190 }));
        Assert.Contains("are not those that the training began with", Assert.Single(data.Findings));
    }

    [Fact]
    public void Differences_name_option_and_both_values()
    {
        TrainingRequest before = Trainings.Request(null);
        Assert.Empty(TrainingParameters.Differences(before, before with { Epochs = 9, Workers = 2 }));
        Assert.Equal(
            [
                "--hidden is 8,4, the training has 16: must be the same to resume it",
                "--epochs is 1, the training has 5: a training that is resumed may only have more",
                "--recurrent-learning-rate-factor is 0.1, the training has 1: must be the same to resume it",
                "--recurrent-weight-scale is 0.5, the training has 1: must be the same to resume it",
                "--validation-fold is none, the training has 0: must be the same to resume it",
            ],
            TrainingParameters.Differences(
                before,
                before with
                {
                    Hidden = [8, 4],
                    Epochs = 1,
                    RecurrentLearningRateFactor = 0.1,
                    RecurrentWeightScale = 0.5,
                    ValidationFold = null,
                }));
    }

    [Fact]
    public void Parameters_survive_as_texts()
    {
        TrainingRequest request = Trainings.Request(null) with
        {
            LearningRate = 1.0 / 3,
            RecurrentLearningRateFactor = 1.0 / 7,
            RecurrentWeightScale = 2.0 / 3,
            Seed = ulong.MaxValue,
            TestsEachEpoch = true,
        };
        var errors = new ValidationErrors();
        TrainingRequest read = TrainingParameters.Read(TrainingParameters.TextsOf(request), errors);
        Assert.Empty(errors.Messages);
        Assert.Empty(TrainingParameters.Differences(request, read));
        Assert.Equal(request.LearningRate, read.LearningRate);
    }

    private string In(string name) => Path.Combine(_folder.Path, name);
}

using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Optimisers;
using SnnCluster.Learning.Rewiring;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Training;

/// <summary>How a classifier is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>What training makes small.</summary>
    public Loss Loss { get; init; } = Loss.CrossEntropy;

    /// <summary>How the gradient is computed.</summary>
    public GradientForm Form { get; init; } = GradientForm.Event;

    /// <summary>How parameters follow the gradient.</summary>
    public OptimiserDescription Optimiser { get; init; } = new AdamDescription();

    /// <summary>How the learning rate changes.</summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>
    /// What the learning rate is multiplied by for the weights of recurrent projections, at least 0; 0: they stay as they
    /// began.
    /// </summary>
    public double RecurrentLearningRateFactor { get; init; } = 1;

    /// <summary>DEEP R on sparse projections; null: their wiring stays.</summary>
    public DeepRDescription? DeepR { get; init; }

    /// <summary>Times that every example is learnt, at least 1.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Examples per step of the optimiser, at least 1 and at most those that there are.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>
    /// Examples whose gradients are summed one after the other, at least 1. Sums of such chunks are added pairwise in an
    /// order that their number alone gives (<see cref="GradientTree"/>), so the result does not depend on the number of
    /// workers; but it does, in the last bits, on this. At most as many workers as a batch has chunks are of use.
    /// </summary>
    public int ChunkSize { get; init; } = 64;

    /// <summary>Seed of all random numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Fold that is kept for validation, 0 to <see cref="Folds"/> - 1; examples are dealt to folds at random, the same for
    /// the same seed. Null: none.
    /// </summary>
    public int? ValidationFold { get; init; }

    /// <summary>Folds that training examples are divided into, from 2.</summary>
    public int Folds { get; init; } = 10;

    /// <summary>Whether the test set is passed after every epoch, not only after the last. Nothing is chosen by it.</summary>
    public bool TestsEachEpoch { get; init; }

    /// <summary>Adds an error for every parameter out of range.</summary>
    /// <param name="description">The classifier.</param>
    /// <param name="train">What it is trained on.</param>
    /// <param name="errors">Where errors go.</param>
    public void Validate(ClassifierDescription description, SpikeExamples train, ValidationErrors errors) =>
        Validate(description, train.Count, errors);

    /// <summary>Adds an error for every parameter out of range.</summary>
    /// <param name="description">The classifier.</param>
    /// <param name="count">Examples that there are for training and validation; null: not known yet.</param>
    /// <param name="errors">Where errors go.</param>
    public void Validate(ClassifierDescription description, int? count, ValidationErrors errors)
    {
        Optimiser.Validate(errors);
        Schedule.Validate(errors);
        errors.AtLeast("factor of the learning rate of recurrent projections", RecurrentLearningRateFactor, 0);
        DeepR?.Validate(errors);
        errors.AtLeast("epochs", Epochs, 1);
        errors.AtLeast("batch size", BatchSize, 1);
        errors.AtLeast("chunk size", ChunkSize, 1);
        if (ValidationFold is int fold && errors.AtLeast("folds", Folds, 2))
        {
            errors.Within("validation fold", fold, 0, Folds - 1);
        }

        if (count is int all && TrainingSplit.Of(this, all).Train.Length is int examples && BatchSize > examples)
        {
            errors.Add($"batch size is {BatchSize}: must be at most the number of training examples, {examples}");
        }

        if (DeepR is not null && !description.HasSparseProjection)
        {
            errors.Add("DEEP R is on, but all projections are dense: must have an input or recurrent density below 1");
        }
    }
}

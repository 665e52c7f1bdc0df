using SnnCluster.Experiments.Running;
using SnnCluster.Learning;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>Trains a classifier, and writes what that leaves behind.</summary>
public static class TrainingRun
{
    /// <summary>Adds all that is wrong with a request, as far as it is known without reading a file.</summary>
    /// <param name="request">The request.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static void Check(TrainingRequest request, ValidationErrors errors) => TrainingPlan.Check(request, errors);

    /// <summary>
    /// Trains. When it is cancelled, or cannot go on, it ends early with the epochs that are done, marked incomplete.
    /// </summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Is told how far the training has come.</param>
    /// <param name="cancellation">Ends it after the current batch.</param>
    /// <exception cref="InvalidDescriptionException">Something in the request is wrong; nothing was written.</exception>
    /// <exception cref="Learning.DataSets.DataFileException">A file of the data set is wrong; nothing was written.</exception>
    public static TrainingResult Run(
        TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        progress?.Report(new TrainingProgress("load", request.Epochs, null, double.NaN));
        TrainingPlan plan = TrainingPlan.Create(request);
        foreach (string note in plan.Data.Notes)
        {
            progress?.Report(new TrainingProgress("load", request.Epochs, null, double.NaN, note));
        }

        cancellation.ThrowIfCancellationRequested();
        ClassifierState state = request.Resumed?.State
            ?? plan.Start
            ?? InitialClassifier.Create(new ClassifierLayout(plan.Description), request.Seed, signed: request.DeepR);
        var recoveries = new TrainingRecoveries(plan.Options.Epochs, progress);
        using ITrainingWorkers workers = TrainingWorkersFactory.Create(plan, state, recoveries, cancellation);
        var trainer = new Trainer(plan.Data, plan.Options, workers);
        using OutputFolder? output = Take(request);
        var recorder = new TrainingRecorder(plan, output, workers, recoveries, progress);
        recorder.Begin();
        IReadOnlyList<ConfusionRow> confusion = [];
        bool complete = false;
        string? failure = null;
        try
        {
            trainer.Run(recorder.EpochsDone, recorder, cancellation);
            confusion = Confusion(plan, trainer, workers, cancellation);
            complete = true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What is done is written; the summary says that it is not all.
        }
        catch (TrainingException exception)
        {
            failure = exception.Message;
        }

        return recorder.Complete(confusion, complete, failure);
    }

    // Each epoch is added to what a training that goes on has written.
    private static OutputFolder? Take(TrainingRequest request) => request switch
    {
        { OutputDirectory: null } => null,
        { Resumed: null } => OutputFolder.Open(request.OutputDirectory, request.Force, TrainingFiles.Content),
        _ => OutputFolder.OpenToGoOn(request.OutputDirectory, TrainingFiles.Content),
    };

    // Of the examples that training knows least: the test set, else those kept for validation, else those it learnt.
    private static IReadOnlyList<ConfusionRow> Confusion(
        TrainingPlan plan, Trainer trainer, ITrainingWorkers workers, CancellationToken cancellation)
    {
        if (plan.Data.Test is not null)
        {
            return ConfusionMatrix.Of("test", trainer.Test(cancellation), plan.Description.Classes);
        }

        TrainingSplit split = TrainingSplit.Of(plan.Options, plan.Data.Train.Count);
        (string name, int[] chosen) = split.Validation.Length > 0 ? ("validation", split.Validation) : ("train", split.Train);
        var outcomes = new ExampleOutcome[chosen.Length];
        workers.Evaluate(ExampleSet.Train, chosen, outcomes);
        return ConfusionMatrix.Of(name, outcomes, plan.Description.Classes);
    }
}

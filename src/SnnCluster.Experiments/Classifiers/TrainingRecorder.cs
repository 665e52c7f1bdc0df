using System.Diagnostics;
using System.Text.Json.Nodes;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Persistence;
using SnnCluster.Learning.Training;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>
/// Follows a training: keeps its metrics, and after each epoch writes a checkpoint and the summary as it is then, so that
/// whatever happens next, the folder holds a training that can be resumed.
/// </summary>
internal sealed class TrainingRecorder : ITrainingObserver
{
    private readonly TrainingPlan _plan;
    private readonly OutputFolder? _output;
    private readonly ITrainingWorkers _workers;
    private readonly TrainingRecoveries _recoveries;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly IReadOnlyDictionary<string, string> _parameters;
    private readonly List<EpochMetrics> _epochs = [];
    private readonly List<BatchMetrics> _batches = [];
    private readonly Provenance _provenance;
    private readonly int _firstEpoch;
    private int _batchesOfWholeEpochs;
    private string? _digest;
    private long _begin;

    public TrainingRecorder(
        TrainingPlan plan,
        OutputFolder? output,
        ITrainingWorkers workers,
        TrainingRecoveries recoveries,
        IProgress<TrainingProgress>? progress)
    {
        _plan = plan;
        _output = output;
        _workers = workers;
        _recoveries = recoveries;
        _progress = progress;
        _parameters = TrainingParameters.TextsOf(plan.Request);
        _provenance = Provenance.Of(DateTimeOffset.UtcNow, plan.Request.CommandLine, MachineInfo.OfThis([]));
        if (plan.Request.Resumed is TrainingCheckpoint checkpoint)
        {
            _epochs.AddRange(checkpoint.Epochs);
            _batches.AddRange(checkpoint.Batches);
            _batchesOfWholeEpochs = _batches.Count;
            _digest = ClassifierDigest.OfNetwork(workers.State);
            if (Directory is string directory)
            {
                Checkpoint = CheckpointIn(directory);
            }
        }

        _firstEpoch = _epochs.Count;
    }

    public int EpochsDone => _epochs.Count;

    /// <summary>Path of the last checkpoint.</summary>
    public string? Checkpoint { get; private set; }

    private string? Directory => _output?.Path;

    /// <summary>Writes what is known before the first epoch.</summary>
    public void Begin()
    {
        _begin = Stopwatch.GetTimestamp();
        if (Directory is string directory)
        {
            WriteSummary(directory, complete: false);
        }

        _progress?.Report(new TrainingProgress("train", _plan.Options.Epochs, null, double.NaN));
    }

    public void OnBatch(BatchMetrics metrics) => _batches.Add(metrics);

    public void OnEpoch(EpochMetrics metrics, ClassifierState state)
    {
        _epochs.Add(metrics);
        _batchesOfWholeEpochs = _batches.Count;
        _digest = ClassifierDigest.OfNetwork(state);
        if (Directory is string directory)
        {
            Checkpoint = CheckpointFolder.Write(
                directory, new TrainingCheckpoint(state, _plan.Identity, _parameters, _epochs, WholeBatches));
            WriteSummary(directory, complete: false);
        }

        double perEpoch = Stopwatch.GetElapsedTime(_begin).TotalSeconds / (_epochs.Count - _firstEpoch);
        _progress?.Report(new TrainingProgress(
            "train", _plan.Options.Epochs, RowOf(metrics), perEpoch * (_plan.Options.Epochs - _epochs.Count)));
    }

    /// <summary>Writes everything that there is now, batches of an epoch that did not end left out.</summary>
    public TrainingResult Complete(IReadOnlyList<ConfusionRow> confusion, bool complete, string? failure)
    {
        FigureFiles figures = FigureFiles.None;
        if (Directory is string directory)
        {
            _progress?.Report(new TrainingProgress("write", _plan.Options.Epochs, null, 0));
            TrainingTables.Write(directory, TrainingFiles.Epochs, [.. _epochs.Select(RowOf)]);
            TrainingTables.Write(directory, TrainingFiles.Batches, [.. WholeBatches.Select(RowOf)]);
            TrainingTables.Write(directory, TrainingFiles.Rewiring, [.. WholeBatches.SelectMany(RewiringOf)]);
            TrainingTables.Write(directory, TrainingFiles.Confusion, confusion);
            WriteNetwork(directory, complete);
            figures = TrainingReport.Write(directory, JsonNode.Parse(Summary(complete).ToJson())!.AsObject());
            WriteSummary(directory, complete);
        }

        if (complete && _output is not null)
        {
            _output.Complete();
            Checkpoint = CheckpointIn(_output.Path);
        }

        return new TrainingResult(Summary(complete), confusion, failure, Checkpoint) { Figures = figures, Folder = Directory };
    }

    private string CheckpointIn(string directory) => Path.Combine(directory, TrainingFiles.CheckpointAfter(_epochs.Count));

    private List<BatchMetrics> WholeBatches => _batches[.._batchesOfWholeEpochs];

    // Where training ended early, the state is that of the middle of an epoch: the last checkpoint has the network.
    private void WriteNetwork(string directory, bool complete)
    {
        string path = Path.Combine(directory, TrainingFiles.Network);
        if (complete)
        {
            RunFiles.WriteBytes(
                path, ClassifierFormat.OfNetwork(new TrainedClassifier(_workers.State, _plan.Identity, _parameters)));
        }
        else if (Checkpoint is string checkpoint)
        {
            TrainingCheckpoint last = CheckpointFolder.Read(checkpoint);
            RunFiles.WriteBytes(path, ClassifierFormat.OfNetwork(new TrainedClassifier(last.State, last.Data, last.Parameters)));
            last.State.Dispose();
        }
    }

    private void WriteSummary(string directory, bool complete) =>
        RunFiles.WriteText(Path.Combine(directory, TrainingFiles.Summary), Summary(complete).ToJson() + "\n");

    private TrainingSummary Summary(bool complete) => new()
    {
        DataSet = _plan.Data.Name,
        Parameters = TrainingParameters.All.ToDictionary(
            parameter => parameter.Name, parameter => parameter.Get(_plan.Request)),
        Seed = _plan.Request.Seed,
        Complete = complete,
        Workers = _workers.Count,
        Epochs = [.. _epochs.Select(RowOf)],
        Examples = WholeBatches.Sum(batch => (long)batch.Examples),
        Synapses = _workers.State.Layout.Projections.ToDictionary(shape => shape.Name, shape => shape.Synapses),
        Rewirings = _workers.Rewired.Select((projection, i) => (projection.Name, i))
            .ToDictionary(pair => pair.Name, pair => _epochs.Sum(epoch => epoch.Rewired[pair.i])),
        Recoveries = [.. _recoveries.All],
        Digest = _digest,
        Provenance = _provenance,
    };

    private static EpochRow RowOf(EpochMetrics epoch) => new(
        epoch.Epoch + 1,
        epoch.Loss,
        epoch.TrainAccuracy,
        epoch.ValidationAccuracy ?? double.NaN,
        epoch.TestAccuracy ?? double.NaN,
        epoch.MeanRateHz,
        epoch.LearningRate,
        epoch.Rewired.Sum(),
        epoch.Seconds,
        epoch.ExamplesPerSecond);

    private static BatchRow RowOf(BatchMetrics batch) => new(
        batch.Epoch + 1, batch.Batch + 1, batch.Examples, batch.Loss, batch.Accuracy, batch.MeanRateHz, batch.LearningRate);

    private IEnumerable<BatchRewiringRow> RewiringOf(BatchMetrics batch) => _workers.Rewired.Select(
        (projection, i) => new BatchRewiringRow(batch.Epoch + 1, batch.Batch + 1, projection.Name, batch.Rewired[i]));
}

using System.Text.Json.Nodes;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>What a training gave: the contract of summary.json and of --json.</summary>
public sealed record TrainingSummary
{
    /// <summary>Name of the data set.</summary>
    public required string DataSet { get; init; }

    /// <summary>Every parameter by name; null where it has no value.</summary>
    public required IReadOnlyDictionary<string, object?> Parameters { get; init; }

    /// <summary>Seed of all random numbers.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Whether all epochs are done.</summary>
    public required bool Complete { get; init; }

    /// <summary>Replicas that shared each batch.</summary>
    public required int Workers { get; init; }

    /// <summary>Each epoch that is done.</summary>
    public required IReadOnlyList<EpochRow> Epochs { get; init; }

    /// <summary>Examples that were learnt, each once for every epoch.</summary>
    public required long Examples { get; init; }

    /// <summary>Synapses by projection.</summary>
    public required IReadOnlyDictionary<string, long> Synapses { get; init; }

    /// <summary>Connections that DEEP R replaced, by projection that it rewires.</summary>
    public required IReadOnlyDictionary<string, long> Rewirings { get; init; }

    /// <summary>Losses of nodes that the training went on after, oldest first.</summary>
    public IReadOnlyList<TrainingRecoveryRow> Recoveries { get; init; } = [];

    /// <summary>Digest of the network after the last epoch that is done; null: none is.</summary>
    public required string? Digest { get; init; }

    /// <summary>Where it comes from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>Time that learning took [s], without validation, tests and files.</summary>
    public double LoopSeconds => Epochs.Sum(epoch => epoch.Seconds);

    /// <summary>Examples learnt per second.</summary>
    public double ExamplesPerSecond => Examples / LoopSeconds;

    /// <summary>Accuracy on the test set after the last epoch; not a number: there is none, or it was not reached.</summary>
    public double TestAccuracy => Epochs.Count > 0 ? Epochs[^1].TestAccuracy : double.NaN;

    /// <summary>Accuracy on the validation examples after the last epoch; not a number: there are none.</summary>
    public double ValidationAccuracy => Epochs.Count > 0 ? Epochs[^1].ValidationAccuracy : double.NaN;

    /// <summary>Accuracy on training examples while they were learnt in the last epoch.</summary>
    public double TrainAccuracy => Epochs.Count > 0 ? Epochs[^1].TrainAccuracy : double.NaN;

    /// <summary>As JSON: numbers that are none are null.</summary>
    public string ToJson()
    {
        var parameters = new JsonObject();
        foreach ((string name, object? value) in Parameters)
        {
            parameters[name] = value is null ? null : SummaryValues.ToNode(value);
        }

        var root = new JsonObject
        {
            ["schema"] = 1,
            ["dataset"] = DataSet,
            ["parameters"] = parameters,
            ["seed"] = Seed,
            ["complete"] = Complete,
            ["workers"] = Workers,
            ["testAccuracy"] = Finite(TestAccuracy),
            ["validationAccuracy"] = Finite(ValidationAccuracy),
            ["trainAccuracy"] = Finite(TrainAccuracy),
            ["epochs"] = ResultJson.Node(Epochs),
            ["examplesPerSecond"] = Finite(ExamplesPerSecond),
            ["synapses"] = ResultJson.Node(Synapses),
            ["rewirings"] = ResultJson.Node(Rewirings),
            ["loopSeconds"] = LoopSeconds,
        };
        Provenance.AddTo(root);
        if (Recoveries.Count > 0)
        {
            root["recoveries"] = ResultJson.Node(Recoveries);
        }

        root["digest"] = Digest;
        return root.ToJsonString(ResultJson.Options);
    }

    private static JsonNode? Finite(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}

/// <summary>How a training ended.</summary>
/// <param name="Summary">What it gave.</param>
/// <param name="Confusion">The confusion matrix; empty where it ended early.</param>
/// <param name="Failure">Why it could not go on; null: it could.</param>
/// <param name="Checkpoint">Path of the last checkpoint; null: there is none.</param>
public sealed record TrainingResult(
    TrainingSummary Summary, IReadOnlyList<ConfusionRow> Confusion, string? Failure, string? Checkpoint)
{
    /// <summary>Its figures; none where no folder was named.</summary>
    public FigureFiles Figures { get; init; } = FigureFiles.None;

    /// <summary>
    /// The folder that its files are in: the one that was named, or, where the training ended early and there is an earlier one,
    /// the one within that new results wait in. Null where nothing was written.
    /// </summary>
    public string? Folder { get; init; }
}

/// <summary>How far a training has come.</summary>
/// <param name="Phase">"load", "train", "recover" or "write".</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Done">What the epoch that just ended gave; null: none did.</param>
/// <param name="SecondsLeft">Time that the other epochs will take, as far as is known [s].</param>
/// <param name="Note">What a person should know; null: nothing.</param>
public sealed record TrainingProgress(
    string Phase, int Epochs, EpochRow? Done, double SecondsLeft, string? Note = null);

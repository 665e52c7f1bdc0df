using SnnCluster.Learning;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Nir;
using SnnCluster.Learning.Persistence;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>A test of a trained network as a user asks for it.</summary>
/// <param name="Model">A network or checkpoint, the folder of a training, or a NIR graph.</param>
/// <param name="Texts">Parameters of the data that are given, by name; others are those of the training.</param>
/// <param name="DataFolder">Folder with the data set's files; null: none.</param>
public sealed record EvaluationRequest(string Model, IReadOnlyDictionary<string, string> Texts, string? DataFolder);

/// <summary>What a test gave.</summary>
/// <param name="Model">The file that the network came from.</param>
/// <param name="DataSet">Name of the data set.</param>
/// <param name="Examples">Which of its examples: "test", or "train" where it has no test set.</param>
/// <param name="Count">How many.</param>
/// <param name="Accuracy">Share that was answered right.</param>
/// <param name="Loss">Mean loss of an example.</param>
/// <param name="MeanRateHz">Mean rate of the hidden neurons [Hz].</param>
/// <param name="SameData">Whether the examples are encoded from the very data that the network was trained with.</param>
/// <param name="Digest">Digest of the network; of a graph that is run as it is, of its file.</param>
public sealed record EvaluationResult(
    string Model,
    string DataSet,
    string Examples,
    int Count,
    double Accuracy,
    double Loss,
    double MeanRateHz,
    bool SameData,
    string Digest)
{
    /// <summary>What a person should know of how the data was read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Tests a trained network.</summary>
public static class ClassifierEvaluation
{
    /// <summary>Names of the parameters that an evaluation takes: those that the data set is loaded by.</summary>
    public static IReadOnlyList<string> Parameters { get; } =
        ["dataset", "input-steps", "count-threshold", "downsample", "examples", "test-fraction", "seed", .. OfGraph];

    /// <summary>Names of those that say something of a NIR graph.</summary>
    public static IReadOnlyList<string> OfGraph => ["nir-dt-ms", "nir-method", "nir-reset"];

    /// <summary>Tests a network.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="InvalidDescriptionException">The request is wrong, or the data has another shape.</exception>
    /// <exception cref="ClassifierFormatException">The file holds no network.</exception>
    /// <exception cref="DataFileException">A file of the data set is wrong.</exception>
    public static EvaluationResult Run(EvaluationRequest request, CancellationToken cancellation)
    {
        string path = ModelFiles.Find(request.Model, "--model");
        if (NirModel.IsNamed(path))
        {
            return Run(path, request, cancellation);
        }

        foreach (string parameter in OfGraph.Where(request.Texts.ContainsKey))
        {
            throw new InvalidDescriptionException($"--{parameter} is given, but --model {request.Model} is no NIR graph: leave it out");
        }

        TrainedClassifier trained = ModelFiles.Read(path);
        using ClassifierState state = trained.State;
        TrainingRequest settings = Settings(trained.Data, trained.Parameters, request);
        DataSet data = DataSetCatalog.Find(settings.DataSet)!.Load(settings.Data);
        SpikeExamples examples = data.Test ?? data.Train;
        CheckShape(state.Layout.Description, examples, settings.DataSet);
        cancellation.ThrowIfCancellationRequested();
        using IClassifierDevice device = HostClassifiers.Create(state, settings.Loss, GradientForm.Event);
        var outcomes = new ExampleOutcome[examples.Count];
        device.Evaluate(examples, [.. Enumerable.Range(0, examples.Count)], outcomes);
        ClassifierDescription description = state.Layout.Description;
        return Result(
            path,
            settings,
            data,
            outcomes,
            description.Hidden.Sum(layer => (long)layer.Size),
            description.DtMs,
            DataSetIdentity.Of(data).Fingerprint == trained.Data.Fingerprint,
            ClassifierDigest.OfNetwork(state));
    }

    private static EvaluationResult Run(string path, EvaluationRequest request, CancellationToken cancellation)
    {
        NirModel model = NirModel.Read(path);
        TrainingRequest settings = Settings(model.Data, model.Parameters, request);
        DataSet data = DataSetCatalog.Find(settings.DataSet)!.Load(settings.Data);
        SpikeExamples examples = data.Test ?? data.Train;
        CheckShape(
            new ClassifierDescription { Inputs = model.Inputs, Classes = model.Classes, Steps = examples.Steps }, examples, settings.DataSet);
        cancellation.ThrowIfCancellationRequested();
        NirOutcome outcome = model.Evaluate(settings.Nir, examples, settings.Loss, cancellation);
        return Result(
            path, settings, data, outcome.Outcomes, outcome.Neurons, outcome.DtMs, DataSetIdentity.Of(data).Fingerprint == model.Data?.Fingerprint, outcome.Digest);
    }

    private static EvaluationResult Result(
        string path, TrainingRequest settings, DataSet data, ExampleOutcome[] outcomes, long neurons, double dtMs, bool isSame, string digest)
    {
        double seconds = data.Train.Steps * dtMs / 1000;
        return new EvaluationResult(
            path,
            settings.DataSet,
            data.Test is null ? "train" : "test",
            outcomes.Length,
            Trainer.Accuracy(outcomes) ?? double.NaN,
            outcomes.Average(outcome => outcome.Loss),
            outcomes.Sum(outcome => (double)outcome.HiddenSpikes) / (outcomes.Length * seconds * Math.Max(1, neurons)),
            isSame,
            digest)
        { Notes = data.Notes };
    }

    // The encoding of the training holds for its own data set alone: for another, that set's defaults do.
    private static TrainingRequest Settings(
        DataSetIdentity? trained, IReadOnlyDictionary<string, string> parameters, EvaluationRequest request)
    {
        var errors = new ValidationErrors();
        var texts = new Dictionary<string, string>(parameters);
        if (request.Texts.TryGetValue("dataset", out string? name) && name != trained?.Name)
        {
            foreach (string parameter in Parameters)
            {
                texts.Remove(parameter);
            }
        }

        // What a graph was that the training began with says nothing of the one that came of it.
        foreach (string parameter in OfGraph)
        {
            texts.Remove(parameter);
        }

        foreach ((string parameter, string text) in request.Texts)
        {
            texts[parameter] = text;
        }

        TrainingRequest settings = TrainingParameters.Read(texts, errors) with { DataFolder = request.DataFolder };
        errors.ThrowIfAny();
        return settings;
    }

    private static void CheckShape(ClassifierDescription description, SpikeExamples examples, string dataSet)
    {
        var errors = new ValidationErrors();
        Compare("input channels", description.Inputs, examples.Channels);
        Compare("classes", description.Classes, examples.Classes);
        Compare("steps of an example", description.Steps, examples.Steps);
        errors.ThrowIfAny();

        void Compare(string what, int network, int data)
        {
            if (network != data)
            {
                errors.Add($"--dataset {dataSet}: has {data} {what}, the network is for {network}");
            }
        }
    }
}

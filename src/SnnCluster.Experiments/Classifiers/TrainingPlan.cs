using SnnCluster.Experiments.Running;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Persistence;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>A request that was checked, with its data loaded. Nothing is written on the way.</summary>
internal sealed record TrainingPlan(
    TrainingRequest Request, DataSet Data, DataSetIdentity Identity, ClassifierDescription Description)
{
    // What a network that training begins with has of its own.
    private static readonly string[] OfNetwork =
    [
        "hidden", "neuron", "reset-potential", "refractory-ms", "recurrent", "input-density", "recurrent-density", "weight-scale", "recurrent-weight-scale",
    ];

    /// <summary>The network that training begins with; null: it is drawn, or goes on from a checkpoint.</summary>
    public ClassifierState? Start { get; init; }

    public TrainingOptions Options { get; } = Request.Options;

    /// <summary>Adds all that can be found without reading a file.</summary>
    public static void Check(TrainingRequest request, ValidationErrors errors)
    {
        DataSetSource source = Source(request);
        DataSetSettings? settings = Settings(source, request, errors);
        var found = new ValidationErrors();
        DataSetDefaults defaults = source.Defaults;
        ClassifierDescription description = request.Description with
        {
            Inputs = defaults.Channels,
            Classes = defaults.Classes,
            Steps = settings?.Steps ?? defaults.Steps,
        };
        description.Validate(found);

        // Only what is generated is sure to have as many examples as published.
        int? count = settings is not null && source.Files.Count == 0 ? Math.Min(defaults.TrainCount, settings.Limit) : null;
        request.Options.Validate(description, count, found);
        TrainingFindings.Add(found.Messages, errors);
        TrainingFindings.AddNotes(found.Notes, errors);
        if (request.Momentum is double momentum && request.Optimiser != OptimiserKind.Sgd)
        {
            errors.Add($"--momentum is {ValidationErrors.Text(momentum)}: adam has none, must be given with --optimiser sgd");
        }

        CheckFrom(request, errors);
        if (!request.Recurrent && request.From is null)
        {
            OfRecurrence("recurrent-density", request.RecurrentDensity, request.RecurrentDensity is > 0 and < 1);
            OfRecurrence(
                "recurrent-weight-scale", request.RecurrentWeightScale, request.RecurrentWeightScale is >= 0 and not 1);
            OfRecurrence(
                "recurrent-learning-rate-factor",
                request.RecurrentLearningRateFactor,
                request.RecurrentLearningRateFactor is >= 0 and not 1);
        }

        TrainingWorkersFactory.Check(request, errors);
        if (request.OutputDirectory is string output && request.Resumed is null)
        {
            OutputDirectory.Check(output, request.Force, TrainingFiles.Content, errors);
        }

        // What is out of range was told already.
        void OfRecurrence(string name, double value, bool isUsed)
        {
            if (isUsed && double.IsFinite(value))
            {
                errors.Add($"--{name} is {ValidationErrors.Text(value)}: must be given with --recurrent");
            }
        }
    }

    private static void CheckFrom(TrainingRequest request, ValidationErrors errors)
    {
        var drawn = new TrainingRequest();
        foreach (TrainingParameter parameter in TrainingParameters.All.Where(
            parameter => parameter.Text(request) is string text && text != parameter.Text(drawn)))
        {
            if (request.From is null && parameter.Name.StartsWith("nir-", StringComparison.Ordinal))
            {
                errors.Add($"{parameter.Option} is {parameter.Text(request)}: must be given with --from, which names a NIR graph");
            }
            else if (request.From is not null && OfNetwork.Contains(parameter.Name))
            {
                errors.Add($"{parameter.Option} is {parameter.Text(request)}: must not be given with --from, whose network has its own");
            }
        }

        if (request.From is not null && request.DeepR)
        {
            errors.Add("--deep-r is given with --from: the connections of a network that is taken over have no signs of this seed, leave it out");
        }
    }

    /// <summary>Checks everything, and loads the data.</summary>
    /// <exception cref="InvalidDescriptionException">Something is wrong; it says all that is.</exception>
    /// <exception cref="DataFileException">A file of the data set is not as it should be.</exception>
    public static TrainingPlan Create(TrainingRequest request)
    {
        var errors = new ValidationErrors();
        Check(request, errors);
        errors.ThrowIfAny();
        DataSet data = Source(request).Load(request.Data);
        ClassifierState? start = request.Resumed is null && request.From is not null ? TrainingStart.Load(request, data.Train) : null;
        ClassifierDescription description = (start ?? (request.From is null ? null : request.Resumed?.State))?.Layout.Description.For(data.Train)
            ?? request.Description.For(data.Train);
        var found = new ValidationErrors();
        description.Validate(found);
        request.Options.Validate(description, data.Train, found);
        TrainingFindings.Add(found.Messages, errors);
        DataSetIdentity identity = DataSetIdentity.Of(data);
        if (request.Resumed is TrainingCheckpoint checkpoint)
        {
            CheckpointMatch.Check(checkpoint, description, identity, errors);
        }

        errors.ThrowIfAny();
        return new TrainingPlan(request, data, identity, description) { Start = start };
    }

    private static DataSetSource Source(TrainingRequest request) => DataSetCatalog.Find(request.DataSet)
        ?? throw new InvalidDescriptionException($"--dataset is '{request.DataSet}': there is no such data set");

    private static DataSetSettings? Settings(DataSetSource source, TrainingRequest request, ValidationErrors errors)
    {
        try
        {
            return DataSetSettings.Of(source, request.Data);
        }
        catch (InvalidDescriptionException exception)
        {
            TrainingFindings.Add(exception.Findings, errors);
            return null;
        }
    }
}

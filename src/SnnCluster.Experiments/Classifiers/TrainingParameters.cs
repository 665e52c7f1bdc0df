using SnnCluster.Learning;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Nir;
using SnnCluster.Learning.Rewiring;
using SnnCluster.Model.Networks;
using static SnnCluster.Experiments.Classifiers.ParameterKinds;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>
/// The parameters that decide what a training gives, each in one place: its option, its record in summary and checkpoints,
/// and what is compared when a training is resumed.
/// </summary>
public static class TrainingParameters
{
    /// <summary>All of them, in the order in which a person would read them.</summary>
    public static IReadOnlyList<TrainingParameter> All { get; } =
    [
        new(
            "dataset",
            "NAME",
            $"{string.Join(", ", DataSetCatalog.Names)}; default: {DataSetCatalog.Names[0]}.",
            request => request.DataSet,
            SetDataSet),
        OptionalInteger(
            "input-steps",
            "Steps of 1 ms that an example lasts; default: the data set's.",
            r => r.InputSteps,
            (r, v) => r with { InputSteps = v }),
        OptionalInteger(
            "count-threshold",
            "Events in a step that make a channel spike; default: the data set's.",
            r => r.CountThreshold,
            (r, v) => r with { CountThreshold = v }),
        OptionalInteger(
            "downsample",
            "Pixels, or channels, per side that become one; default: the data set's.",
            r => r.Downsampling,
            (r, v) => r with { Downsampling = v }),
        OptionalInteger(
            "examples",
            "At most so many examples for training, and as many for testing; default: all.",
            r => r.Examples,
            (r, v) => r with { Examples = v }),
        OptionalNumber(
            "test-fraction",
            "Share of the examples that is kept for testing where your own data is one file, above 0 and below 1, dealt by --seed; default: none.",
            r => r.TestFraction,
            (r, v) => r with { TestFraction = v }),
        new(
            "from",
            "DIR|FILE",
            "Begin with this network: a training's folder, network or checkpoint, or a NIR graph (.nir); default: one that is drawn.",
            r => r.From,
            (r, text, errors) => r with { From = text }),
        OptionalNumber(
            "nir-dt-ms",
            "Of a NIR graph: time that a step stands for in its equations [ms], above 0; default: its metadata's, else 1.",
            r => r.Nir.DtMs,
            (r, v) => r with { Nir = r.Nir with { DtMs = v } }),
        OptionalChoice(
            "nir-method",
            [("euler", NirMethod.Euler), ("exact", NirMethod.Exact)],
            "Of a NIR graph: how equations become steps, euler or exact; default: its metadata's, else euler.",
            r => r.Nir.Method,
            (r, v) => r with { Nir = r.Nir with { Method = v } }),
        OptionalChoice(
            "nir-reset",
            [("value", NirReset.Value), ("subtract", NirReset.Subtract)],
            "Of a NIR graph: a spike sets v_reset (value) or subtracts v_threshold (subtract); default: its metadata's, else value.",
            r => r.Nir.Reset,
            (r, v) => r with { Nir = r.Nir with { Reset = v } }),
        Flag(
            "nir-sparse",
            "Of a NIR graph: weights of 0 are connections that do not exist; default: they exist.",
            r => r.Nir.ZerosAreAbsent,
            (r, v) => r with { Nir = r.Nir with { ZerosAreAbsent = v } }),
        new(
            "hidden",
            "LIST",
            "Neurons of each hidden layer, as 256,128 for two; default: 128.",
            r => string.Join(',', r.Hidden.Select(size => size.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            SetHidden),
        Choice(
            "neuron",
            [("lif", HiddenNeuronModel.Lif), ("alif", HiddenNeuronModel.Alif)],
            "Model of hidden neurons: lif or alif; default: lif.",
            r => r.Neuron,
            (r, v) => r with { Neuron = v }),
        OptionalNumber(
            "reset-potential",
            "Potential that a spike of a hidden neuron sets, below its threshold; default: the threshold is subtracted.",
            r => r.ResetPotential,
            (r, v) => r with { ResetPotential = v }),
        Number(
            "refractory-ms",
            "Time after a spike in which a hidden neuron does not spike [ms], at least 1; default: 5.",
            r => r.RefractoryMs,
            (r, v) => r with { RefractoryMs = v }),
        Flag(
            "recurrent",
            "Connect the neurons of a hidden layer to one another; default: they are not.",
            r => r.Recurrent,
            (r, v) => r with { Recurrent = v }),
        Number(
            "input-density",
            "Share of the possible connections into a hidden layer that exists, above 0 to 1; default: 1.0.",
            r => r.InputDensity,
            (r, v) => r with { InputDensity = v }),
        Number(
            "recurrent-density",
            "The same within a hidden layer, with --recurrent; default: 1.0.",
            r => r.RecurrentDensity,
            (r, v) => r with { RecurrentDensity = v }),
        Flag(
            "deep-r",
            "Rewire sparse projections by DEEP R; default: their wiring stays.",
            r => r.DeepR,
            (r, v) => r with { DeepR = v }),
        Choice(
            "deep-r-scope",
            [("target", DeepRScope.Target), ("partition", DeepRScope.Partition)],
            "Where DEEP R draws new connections: among those of the same target, or anywhere (partition); default: target.",
            r => r.DeepRScope,
            (r, v) => r with { DeepRScope = v }),
        Number(
            "l1",
            "Strength of DEEP R's L1 regularisation; default: 0.01.",
            r => r.L1Strength,
            (r, v) => r with { L1Strength = v }),
        Integer("epochs", "Times that every example is learnt; default: 10.", r => r.Epochs, (r, v) => r with { Epochs = v }),
        Integer(
            "batch", "Examples per step of the optimiser; default: 512.", r => r.BatchSize, (r, v) => r with { BatchSize = v }),
        Integer(
            "chunk",
            "Examples whose gradients are summed one after the other; default: 64. At most batch/chunk workers are of use.",
            r => r.ChunkSize,
            (r, v) => r with { ChunkSize = v }),
        Number(
            "learning-rate",
            "Learning rate at the start; default: 0.001.",
            r => r.LearningRate,
            (r, v) => r with { LearningRate = v }),
        Number(
            "learning-rate-factor",
            "What the learning rate is multiplied by every so many epochs, above 0 to 1; default: 1.",
            r => r.LearningRateFactor,
            (r, v) => r with { LearningRateFactor = v }),
        Integer(
            "learning-rate-every",
            "Epochs between two changes of the learning rate; default: 1.",
            r => r.LearningRateEvery,
            (r, v) => r with { LearningRateEvery = v }),
        Number(
            "recurrent-learning-rate-factor",
            "What the learning rate of recurrent weights is multiplied by, with --recurrent, at least 0; default: 1.",
            r => r.RecurrentLearningRateFactor,
            (r, v) => r with { RecurrentLearningRateFactor = v }),
        Choice(
            "optimiser",
            [("adam", OptimiserKind.Adam), ("sgd", OptimiserKind.Sgd)],
            "adam or sgd, gradient descent with momentum; default: adam.",
            r => r.Optimiser,
            (r, v) => r with { Optimiser = v }),
        OptionalNumber(
            "momentum",
            "Momentum of sgd, 0 to below 1; default: 0.9.",
            r => r.Momentum ?? (r.Optimiser == OptimiserKind.Sgd ? 0.9 : null),
            (r, v) => r with { Momentum = v }),
        Choice(
            "eprop",
            [("event", GradientForm.Event), ("online", GradientForm.Online)],
            "How e-prop's gradient is computed: event, or online, per synapse and step; default: event.",
            r => r.Form,
            (r, v) => r with { Form = v }),
        Choice(
            "loss",
            [("cross-entropy", Loss.CrossEntropy), ("mse", Loss.MeanSquareError)],
            "What training makes small: cross-entropy or mse; default: cross-entropy.",
            r => r.Loss,
            (r, v) => r with { Loss = v }),
        Number(
            "rate-strength",
            "Strength of firing-rate regularisation; default: 0.001.",
            r => r.RateStrength,
            (r, v) => r with { RateStrength = v }),
        Number(
            "target-rate-hz",
            "The rate that it keeps [Hz]; default: 10.",
            r => r.TargetRateHz,
            (r, v) => r with { TargetRateHz = v }),
        Number(
            "weight-scale",
            "Initial weights are normal, of deviation scale/sqrt(fan-in); default: 1.",
            r => r.WeightScale,
            (r, v) => r with { WeightScale = v }),
        Number(
            "recurrent-weight-scale",
            "What the scale of initial recurrent weights is multiplied by, with --recurrent, at least 0; default: 1.",
            r => r.RecurrentWeightScale,
            (r, v) => r with { RecurrentWeightScale = v }),
        OptionalInteger(
            "validation-fold",
            "Keep this fold of the training examples, from 0, for validation; default: none.",
            r => r.ValidationFold,
            (r, v) => r with { ValidationFold = v }),
        Integer(
            "folds",
            "Folds that the training examples are divided into; default: 10.",
            r => r.Folds,
            (r, v) => r with { Folds = v }),
        Flag(
            "test-each-epoch",
            "Pass the test set after every epoch; default: after the last.",
            r => r.TestsEachEpoch,
            (r, v) => r with { TestsEachEpoch = v }),
        new(
            "device",
            "DEVICE",
            "host, cuda, opencl, ilgpu-cpu, one of several, as cuda:1, or auto; default: host.",
            request => request.Device,
            (request, text, _) => request with { Device = text }),
        new("seed", "INTEGER", "Seed of all random numbers; default: 1.", r => r.Seed, SetSeed),
    ];

    /// <summary>Values of a request as texts by name, without those that have none.</summary>
    public static IReadOnlyDictionary<string, string> TextsOf(TrainingRequest request)
    {
        var texts = new Dictionary<string, string>();
        foreach (TrainingParameter parameter in All)
        {
            if (parameter.Text(request) is string text)
            {
                texts[parameter.Name] = text;
            }
        }

        return texts;
    }

    /// <summary>A request from texts by name; what is not among them has its default.</summary>
    /// <param name="texts">Texts by name.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static TrainingRequest Read(IReadOnlyDictionary<string, string> texts, ValidationErrors errors)
    {
        var request = new TrainingRequest();
        foreach (TrainingParameter parameter in All)
        {
            if (texts.TryGetValue(parameter.Name, out string? text))
            {
                request = parameter.Set(request, text, errors);
            }
        }

        return request;
    }

    /// <summary>What differs between two trainings, other than more epochs: a line for each, with both values.</summary>
    /// <param name="before">The training that was begun.</param>
    /// <param name="now">What is asked for.</param>
    public static IEnumerable<string> Differences(TrainingRequest before, TrainingRequest now)
    {
        foreach (TrainingParameter parameter in All)
        {
            string was = parameter.Text(before) ?? "none";
            string wanted = parameter.Text(now) ?? "none";
            if (parameter.Name == "epochs")
            {
                if (now.Epochs < before.Epochs)
                {
                    yield return $"--epochs is {wanted}, the training has {was}: a training that is resumed may only have more";
                }
            }
            else if (was != wanted)
            {
                yield return $"{parameter.Option} is {wanted}, the training has {was}: must be the same to resume it";
            }
        }
    }

    private static TrainingRequest SetDataSet(TrainingRequest request, string text, ValidationErrors errors)
    {
        if (DataSetCatalog.Find(text) is DataSetSource source)
        {
            return request with { DataSet = source.Name };
        }

        errors.Add($"--dataset is '{text}': there is no such data set{NearestName.Hint(text, [.. DataSetCatalog.Names])}");
        return request;
    }

    private static TrainingRequest SetHidden(TrainingRequest request, string text, ValidationErrors errors)
    {
        var sizes = new List<int>();
        foreach (string item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (TryInteger(item, out int size))
            {
                sizes.Add(size);
            }
            else
            {
                errors.Add($"--hidden has '{item}': must be a whole number, and others after commas");
                return request;
            }
        }

        return request with { Hidden = sizes };
    }

    private static TrainingRequest SetSeed(TrainingRequest request, string text, ValidationErrors errors)
    {
        if (ulong.TryParse(
            text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out ulong seed))
        {
            return request with { Seed = seed };
        }

        errors.Add($"--seed is '{text}': must be a whole number from 0 to {ulong.MaxValue}");
        return request;
    }
}

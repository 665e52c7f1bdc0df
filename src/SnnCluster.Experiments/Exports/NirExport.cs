using System.Globalization;
using PureHDF;
using SnnCluster.Experiments.Classifiers;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Nir;
using SnnCluster.Learning.Persistence;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Exports;

/// <summary>
/// A trained classifier as a NIR graph of version 1.0: Linear or Affine and LIF for each layer, and an LI for the outputs. Equations are those that Euler's method
/// turns into our steps; what NIR has no word for is in the graph's metadata (<see cref="NirMetadata"/>).
/// </summary>
public static class NirExport
{
    /// <summary>Name of the format on the command line.</summary>
    public const string Name = "nir";

    /// <summary>What it is, for people.</summary>
    public const string Description = "NIR 1.0 graph of a trained classifier; DIR is a training, or its network or checkpoint, and --out the file";

    private const string Version = "1.0";
    private const string Outputs = "outputs";

    /// <summary>Writes a graph.</summary>
    /// <param name="model">A network or checkpoint, or the folder of a training.</param>
    /// <param name="path">The file to write, which must not be there yet; folders that are missing are made.</param>
    /// <param name="notes">Takes what a person should know.</param>
    /// <exception cref="InvalidDescriptionException">There is no network, the file is there, or the network has something that NIR has not; all findings at once.</exception>
    /// <exception cref="ClassifierFormatException">The file holds no network.</exception>
    public static void Write(string model, string path, ICollection<string> notes)
    {
        var errors = new ValidationErrors();
        if (!NirModel.IsNamed(path))
        {
            errors.Add($"--out is '{path}': must be a file whose name ends with .nir");
        }
        else if (File.Exists(path) || Directory.Exists(path))
        {
            errors.Add($"--out {path} is there already: name a file that is not");
        }
        else
        {
            OutputDirectory.CheckFile(path, errors);
        }

        errors.ThrowIfAny();
        TrainedClassifier trained = ModelFiles.Read(ModelFiles.Find(model, "export"));
        using ClassifierState state = trained.State;
        Check(model, state.Layout.Description, errors);
        errors.ThrowIfAny();
        H5File graph = Graph(trained, notes);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        Hdf5Files.Save(graph, path);
    }

    private static void Check(string model, ClassifierDescription description, ValidationErrors errors)
    {
        for (int i = 0; i < description.Hidden.Count; i++)
        {
            HiddenLayerDescription hidden = description.Hidden[i];
            if (hidden.Neuron == HiddenNeuronModel.Alif)
            {
                errors.Add($"export {model}: hidden layer {i + 1} is of ALIF neurons, whose thresholds adapt: NIR 1.0 has no such node, only --neuron lif is exported");
            }

            if (hidden.ResetPotential is null != description.Hidden[0].ResetPotential is null || hidden.RefractoryMs != description.Hidden[0].RefractoryMs)
            {
                errors.Add($"export {model}: hidden layer {i + 1} has another reset or refractory time than layer 1: a graph's metadata has one for all");
            }
        }
    }

    private static H5File Graph(TrainedClassifier trained, ICollection<string> notes)
    {
        ClassifierState state = trained.State;
        ClassifierDescription description = state.Layout.Description;
        HiddenLayerDescription first = description.Hidden[0];
        bool subtracts = first.ResetPotential is null;
        int refractory = (int)Math.Round(first.RefractoryMs / description.DtMs);
        var steps = new NirDiscretisation(description.DtMs, NirMethod.Euler, subtracts ? NirReset.Subtract : NirReset.Value, refractory);
        var nodes = new H5Group { ["input"] = Node("Input", ("shape", new long[] { description.Inputs })) };
        var edges = new List<(string From, string To)>();
        var sparse = new List<string>();
        foreach (ProjectionShape projection in state.Layout.Projections)
        {
            string hidden = $"hidden{projection.Layer + 1}";
            string source = projection.Kind == ProjectionKind.FeedForward ? projection.Layer == 0 ? "input" : $"hidden{projection.Layer}" : hidden;
            string target = projection.Kind == ProjectionKind.Readout ? Outputs : hidden;
            string name = $"{source}_{target}";
            bool hasBias = projection.Kind == ProjectionKind.Readout && projection.Layer == 0;
            float[,] weights = Weights(state, projection);
            nodes[name] = hasBias
                ? Node("Affine", ("weight", weights), ("bias", state.Parameters.Slice(state.Layout.BiasOffset, description.Classes).ToArray()))
                : Node("Linear", ("weight", weights));
            edges.Add((source, name));
            edges.Add((name, target));
            if (projection.IsSparse)
            {
                sparse.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {projection.Synapses} of {(long)projection.Sources * projection.Targets}"));
            }

            if (projection.Kind == ProjectionKind.FeedForward)
            {
                nodes[hidden] = Neurons(description.Hidden[projection.Layer], description, steps);
            }
        }

        nodes[Outputs] = Node("LI", Leak(steps, description.OutputTimeConstantMs, description.Classes));
        nodes["output"] = Node("Output", ("shape", new long[] { description.Classes }));
        edges.Add((Outputs, "output"));
        Tell(subtracts, refractory, sparse, notes);
        return new H5File
        {
            ["version"] = Version,
            ["node"] = new H5Group
            {
                ["type"] = "NIRGraph",
                ["nodes"] = nodes,
                ["edges"] = Pairs(edges),
                ["metadata"] = Metadata(trained, subtracts, refractory, sparse),
            },
        };
    }

    private static void Tell(bool subtracts, int refractory, List<string> sparse, ICollection<string> notes)
    {
        if (subtracts)
        {
            notes.Add("a spike subtracts the threshold, which NIR has no word for: it is in the metadata, and other programs set v_reset, 0, unless told; "
                + "train with --reset-potential 0 for a graph without this");
        }

        if (refractory > 1)
        {
            notes.Add($"neurons are refractory for {refractory} steps, which NIR has no word for: it is in the metadata, and other programs have none; "
                + "train with --refractory-ms 1 for a graph without this");
        }

        if (sparse.Count > 0)
        {
            notes.Add($"connections that do not exist are written as weights of 0 ({string.Join(", ", sparse)})");
        }
    }

    private static H5Group Metadata(TrainedClassifier trained, bool subtracts, int refractory, List<string> sparse)
    {
        ClassifierDescription description = trained.State.Layout.Description;
        var metadata = new H5Group
        {
            [NirMetadata.Writer] = ProgramVersion.Version,
            [NirMetadata.Dt] = description.DtMs / 1000,
            [NirMetadata.Method] = NirMethod.Euler.ToString().ToLowerInvariant(),
            [NirMetadata.Reset] = (subtracts ? NirReset.Subtract : NirReset.Value).ToString().ToLowerInvariant(),
            [NirMetadata.RefractorySteps] = (long)refractory,
            [NirMetadata.EdgeDelaySteps] = 1L,
            [NirMetadata.DataSet] = trained.Data.Name,
            [NirMetadata.DataFingerprint] = trained.Data.Fingerprint,
        };
        if (sparse.Count > 0)
        {
            metadata[NirMetadata.Sparse] = string.Join(", ", sparse);
        }

        foreach (string parameter in ClassifierEvaluation.Parameters.Where(trained.Parameters.ContainsKey))
        {
            metadata[NirMetadata.Parameter + parameter] = trained.Parameters[parameter];
        }

        return metadata;
    }

    private static H5Group Neurons(HiddenLayerDescription hidden, ClassifierDescription description, NirDiscretisation steps) => Node("LIF",
    [
        .. Leak(steps, hidden.MembraneTimeConstantMs, hidden.Size),

        // NIR's neurons spike above the threshold, ours from it on: the number before is the same rule.
        ("v_threshold", Repeated(MathF.BitDecrement(hidden.Constants(description.DtMs, description.Rate).Threshold), hidden.Size)),
        ("v_reset", Repeated(hidden.ResetPotential ?? 0, hidden.Size)),
    ]);

    private static H5Group Node(string type, params (string Name, object Values)[] parameters)
    {
        // The library makes one data set with several names of one text.
        var node = new H5Group { ["type"] = new string(type.AsSpan()) };
        foreach ((string name, object values) in parameters)
        {
            node[name] = values;
        }

        return node;
    }

    private static float[,] Weights(ClassifierState state, ProjectionShape projection)
    {
        var weights = new float[projection.Targets, projection.Sources];
        foreach ((int source, int target, int place) in ClassifierDigest.Synapses(state, projection))
        {
            weights[target, source] = state.Parameters[place];
        }

        return weights;
    }

    private static string[,] Pairs(List<(string From, string To)> edges)
    {
        var pairs = new string[edges.Count, 2];
        for (int i = 0; i < edges.Count; i++)
        {
            (pairs[i, 0], pairs[i, 1]) = edges[i];
        }

        return pairs;
    }

    private static double[] Repeated(double value, int count) => [.. Enumerable.Repeat(value, count)];

    // Euler's method makes our decays and weights of these.
    private static (string Name, object Values)[] Leak(NirDiscretisation steps, double timeConstantMs, int count)
    {
        double tau = steps.Tau(timeConstantMs);
        return [("tau", Repeated(tau, count)), ("r", Repeated(tau / (steps.DtMs / 1000), count)), ("v_leak", Repeated(0, count))];
    }
}

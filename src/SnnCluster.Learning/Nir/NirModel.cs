using System.Security.Cryptography;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Persistence;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Nir;

/// <summary>A NIR graph in a file: to be run as it is, or to be trained on.</summary>
public sealed class NirModel
{
    private readonly NirGraph _graph;

    private NirModel(NirGraph graph) => _graph = graph;

    /// <summary>Input channels.</summary>
    public int Inputs => _graph.Input.Outputs;

    /// <summary>Classes.</summary>
    public int Classes => _graph.Output.Outputs;

    /// <summary>What our own graphs say of the data that they were trained on; null: nothing.</summary>
    public DataSetIdentity? Data => _graph.Texts.TryGetValue(NirMetadata.DataSet, out string? name)
        && _graph.Texts.TryGetValue(NirMetadata.DataFingerprint, out string? fingerprint) ? new DataSetIdentity(name, fingerprint) : null;

    /// <summary>What our own graphs say of their training, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters => _graph.Texts
        .Where(text => text.Key.StartsWith(NirMetadata.Parameter, StringComparison.Ordinal))
        .ToDictionary(text => text.Key[NirMetadata.Parameter.Length..], text => text.Value);

    /// <summary>Whether a file is to be read as a graph: by its name, which ends with .nir.</summary>
    public static bool IsNamed(string path) => NirFile.IsNamed(path);

    /// <summary>Reads a graph.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">It is no HDF5 file, or damaged.</exception>
    /// <exception cref="ClassifierFormatException">It is HDF5 of another layout, or of another version.</exception>
    /// <exception cref="InvalidDescriptionException">It is a graph that cannot be run; all findings at once.</exception>
    public static NirModel Read(string path) => new(NirFile.Read(path));

    /// <summary>The classifier that can be trained.</summary>
    /// <param name="settings">What a user says of the graph.</param>
    /// <param name="steps">Steps of an example.</param>
    /// <exception cref="InvalidDescriptionException">The graph has something that the classifier has not; all findings at once.</exception>
    public ClassifierState ToClassifier(NirSettings settings, int steps) => NirClassifier.Of(_graph, settings, steps);

    /// <summary>Passes examples. Our own graphs run as the classifier that they were, to the same bits; others as they are.</summary>
    /// <param name="settings">What a user says of the graph.</param>
    /// <param name="examples">The examples, of as many channels and classes.</param>
    /// <param name="loss">The loss to tell.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="InvalidDescriptionException">A setting does not fit the graph.</exception>
    public NirOutcome Evaluate(NirSettings settings, SpikeExamples examples, Loss loss, CancellationToken cancellation)
    {
        var outcomes = new ExampleOutcome[examples.Count];
        if (_graph.IsOurs)
        {
            using ClassifierState state = ToClassifier(settings, examples.Steps);
            using IClassifierDevice device = HostClassifiers.Create(state, loss, GradientForm.Event);
            device.Evaluate(examples, [.. Enumerable.Range(0, examples.Count)], outcomes);
            ClassifierDescription description = state.Layout.Description;
            return new NirOutcome(outcomes, description.Hidden.Sum(layer => (long)layer.Size), description.DtMs, ClassifierDigest.OfNetwork(state));
        }

        var errors = new ValidationErrors();
        NirDiscretisation steps = _graph.Discretise(settings, errors);
        errors.ThrowIfAny();
        var simulation = new NirSimulation(_graph, steps, loss);
        for (int example = 0; example < outcomes.Length; example++)
        {
            cancellation.ThrowIfCancellationRequested();
            outcomes[example] = simulation.Pass(examples, example);
        }

        using FileStream file = PlainFiles.OpenNamed(_graph.Path);
        return new NirOutcome(outcomes, simulation.Neurons, steps.DtMs, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}

/// <summary>What a graph made of examples.</summary>
/// <param name="Outcomes">What came out of each.</param>
/// <param name="Neurons">Neurons that can spike.</param>
/// <param name="DtMs">Time of a step [ms].</param>
/// <param name="Digest">Of our own graphs the classifier's digest, of others the file's.</param>
public sealed record NirOutcome(ExampleOutcome[] Outcomes, long Neurons, double DtMs, string Digest);

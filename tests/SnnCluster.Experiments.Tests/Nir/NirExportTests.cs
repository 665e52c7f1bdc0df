using System.Globalization;
using SnnCluster.Experiments.Classifiers;
using SnnCluster.Experiments.Exports;
using SnnCluster.Learning;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Nir;
using SnnCluster.Learning.Persistence;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Nir;

/// <summary>Trained classifiers as NIR graphs: read back by us, and run by NumPy from what h5py reads.</summary>
public sealed class NirExportTests : IDisposable
{
    // Runs any such graph by Euler's method: every node takes what its sources gave in the step before. Prints the answer to each example.
    private const string Euler = """
        import sys, numpy as np, h5py
        file = h5py.File(sys.argv[1], "r")
        assert file["version"][()].decode().split(".")[0] == "1" and file["node/type"][()] == b"NIRGraph"
        nodes = {name: {key: value[()] for key, value in node.items()} for name, node in file["node/nodes"].items()}
        edges = [(a.decode(), b.decode()) for a, b in file["node/edges"][()]]
        metadata = {key: value[()] for key, value in file["node/metadata"].items()}
        dt, refractory = metadata["dt"], int(metadata["refractory_steps"])
        subtract = metadata["reset"] == b"subtract"
        assert metadata["method"] == b"euler" and metadata["edge_delay_steps"] == 1
        sources = {name: [a for a, b in edges if b == name] for name in nodes}
        neurons = [name for name, node in nodes.items() if node["type"] in (b"LIF", b"LI")]
        spikes = [np.array(line.split(), int).reshape(-1, 2) for line in open(sys.argv[2])]
        steps = int(sys.argv[3])

        def given(name, outputs):
            node = nodes[name]
            total = sum(given(source, outputs) if source not in outputs else outputs[source] for source in sources[name])
            return total if node["type"] in (b"LIF", b"LI") else node["weight"].astype(float) @ total + node.get("bias", 0.0)

        for example in spikes:
            data = np.zeros((steps, int(nodes["input"]["shape"][0])))
            data[example[:, 0], example[:, 1]] = 1
            v = {name: np.zeros(len(nodes[name]["tau"])) for name in neurons}
            asleep = {name: np.zeros(len(v[name]), int) for name in neurons}
            outputs = {name: np.zeros(len(v[name])) for name in neurons}
            outputs["input"] = np.zeros(data.shape[1])
            sums = 0
            for step in range(steps):
                new = {"input": data[step]}
                for name in neurons:
                    node = nodes[name]
                    v[name] = v[name] + dt / node["tau"] * (node["v_leak"] - v[name] + node["r"] * given(name, outputs))
                    if node["type"] == b"LI":
                        sums = sums + v[name]
                        new[name] = v[name]
                        continue
                    asleep[name] = np.maximum(asleep[name] - 1, 0)
                    z = (v[name] > node["v_threshold"]) & (asleep[name] == 0)
                    v[name] = np.where(z, v[name] - node["v_threshold"] if subtract else node["v_reset"], v[name])
                    asleep[name][z] = refractory
                    new[name] = z.astype(float)
                outputs = new
            print(int(np.argmax(sums)))
        """;

    private static readonly DataSet Data = DataSetCatalog.Find("randman")!.Load(new DataSetRequest { Limit = 100 });
    private static readonly SpikeExamples Examples = Data.Test!;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // With a reset to 0 and no refractory time NIR's equations are all that there is; else metadata says the rest.
    [SkippableTheory]
    [InlineData(0.0, 1.0)]
    [InlineData(null, 5.0)]
    public void A_graph_runs_in_numpy_as_the_classifier_does(double? resetPotential, double refractoryMs)
    {
        using ClassifierState state = Export(resetPotential, refractoryMs, density: 1);
        string path = _folder["spikes.txt"];
        File.WriteAllLines(path, Enumerable.Range(0, Examples.Count).Select(example =>
            string.Join(' ', Examples.Spikes(example).ToArray().Select(spike => $"{spike.Step} {spike.Channel}"))));
        string[] answers = Python.Run(Euler, _folder["net.nir"], path, Examples.Steps.ToString(CultureInfo.InvariantCulture));
        ExampleOutcome[] outcomes = Pass(state);
        Assert.True(outcomes.Select(outcome => outcome.Answer).Distinct().Count() > 3);
        Assert.Equal(outcomes.Select(outcome => outcome.Answer.ToString(CultureInfo.InvariantCulture)), answers);
    }

    // The round trip of a trained network is a test of the command.
    [Fact]
    public void A_graph_is_evaluated_to_the_same_bits()
    {
        var notes = new List<string>();
        using ClassifierState state = Export(resetPotential: null, refractoryMs: 5, density: 1, notes);
        Assert.Equal(2, notes.Count);
        EvaluationResult network = Evaluate("network.msgpack");
        Assert.True(network.SameData);
        Assert.Equal(ClassifierDigest.OfNetwork(state), network.Digest);
        Assert.Equal(Pass(state).Average(outcome => outcome.Loss), network.Loss);
        EvaluationResult graph = Evaluate("net.nir");
        Assert.Equal(network with { Model = graph.Model, Notes = graph.Notes }, graph);

        // What it was trained with is in its metadata.
        Assert.False(Evaluate("net.nir", ("seed", "2")).SameData);
    }

    [Fact]
    public void A_sparse_graph_is_sparse_again_where_zeros_are_no_connections()
    {
        var notes = new List<string>();
        using ClassifierState state = Export(resetPotential: null, refractoryMs: 5, density: 0.25, notes);
        Assert.Contains("--reset-potential 0", notes[0]);
        Assert.Contains("refractory for 5 steps", notes[1]);
        Assert.Contains("input_hidden1: 256 of 1024", notes[2]);
        NirModel graph = NirModel.Read(_folder["net.nir"]);
        using ClassifierState sparse = graph.ToClassifier(new NirSettings { ZerosAreAbsent = true }, Examples.Steps);
        Assert.Equal(ClassifierDigest.OfNetwork(state), ClassifierDigest.OfNetwork(sparse));

        // Zeros add nothing: the dense network gives the same numbers.
        using ClassifierState dense = graph.ToClassifier(new NirSettings(), Examples.Steps);
        Assert.Equal(Pass(state), Pass(dense));
    }

    [Fact]
    public void What_cannot_be_written_is_refused_and_nothing_is_overwritten()
    {
        Save(new ClassifierDescription { Hidden = [new() { Size = 8, Neuron = HiddenNeuronModel.Alif }] }.For(Examples)).Dispose();
        Assert.Contains("hidden layer 1 is of ALIF neurons", Refused("network.msgpack", "alif.nir"));
        Assert.False(File.Exists(_folder["alif.nir"]));
        File.WriteAllText(_folder["mine.nir"], "mine");
        Assert.Contains("is there already", Refused("network.msgpack", "mine.nir"));
        Assert.Contains("must be a file whose name ends with .nir", Refused("network.msgpack", "net.h5"));
        Assert.Contains("there is no such file or folder", Refused("nothing", "net.nir"));
        Assert.Equal("mine", File.ReadAllText(_folder["mine.nir"]));
    }

    private string Refused(string model, string path) =>
        Assert.Throws<InvalidDescriptionException>(() => NirExport.Write(_folder[model], _folder[path], [])).Message;

    // Two recurrent layers, as they are drawn.
    private ClassifierState Export(double? resetPotential, double refractoryMs, double density, List<string>? notes = null)
    {
        HiddenLayerDescription layer = new()
        {
            Recurrent = true,
            InputDensity = density,
            RecurrentDensity = density,
            ResetPotential = resetPotential,
            RefractoryMs = refractoryMs,
        };
        ClassifierState state = Save(
            new ClassifierDescription { WeightScale = 1.5, RecurrentWeightScale = 0.5, Hidden = [layer with { Size = 16 }, layer with { Size = 12 }] }.For(Examples));
        NirExport.Write(_folder["network.msgpack"], _folder["net.nir"], notes ?? []);
        return state;
    }

    private ClassifierState Save(ClassifierDescription description)
    {
        ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), seed: 1, signed: false);
        var parameters = new Dictionary<string, string> { ["dataset"] = "randman", ["examples"] = "100" };
        var classifier = new TrainedClassifier(state, DataSetIdentity.Of(Data), parameters);
        File.WriteAllBytes(_folder["network.msgpack"], ClassifierFormat.OfNetwork(classifier));
        return state;
    }

    private EvaluationResult Evaluate(string model, params (string Name, string Text)[] texts) => ClassifierEvaluation.Run(
        new EvaluationRequest(_folder[model], texts.ToDictionary(pair => pair.Name, pair => pair.Text), null), CancellationToken.None);

    private static ExampleOutcome[] Pass(ClassifierState state)
    {
        using IClassifierDevice device = HostClassifiers.Create(state, Loss.CrossEntropy, GradientForm.Event);
        var outcomes = new ExampleOutcome[Examples.Count];
        device.Evaluate(Examples, [.. Enumerable.Range(0, Examples.Count)], outcomes);
        return outcomes;
    }
}

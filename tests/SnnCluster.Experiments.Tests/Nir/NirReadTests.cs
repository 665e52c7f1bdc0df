using SnnCluster.Experiments.Classifiers;
using SnnCluster.Experiments.Tests.Classifiers;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Nir;
using SnnCluster.Learning.Persistence;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Nir;

/// <summary>NIR graphs that are not ours: run as they are, trained on, and refused.</summary>
public sealed class NirReadTests : IDisposable
{
    // By the layout that the nir package writes: a graph within the graph whose CubaLIF neurons are recurrent, an IF layer, an LI with a bias before it, texts of
    // fixed and of variable length, packed arrays, a parameter for each neuron. Its plain loop labels random spikes, which go to an NPZ file and to HDF5 files.
    private const string Foreign = """
        import sys, numpy as np, h5py
        folder = sys.argv[1]
        random = np.random.default_rng(3)
        inputs, a, b, classes, steps, dt = 12, 9, 7, 4, 40, 1e-3
        W = random.normal(0, 0.9, (a, inputs)); V = random.normal(0, 0.5, (a, a)); U = random.normal(0, 1, (b, a)); R = random.normal(0, 1, (classes, b))
        bias, last = random.normal(0, 0.05, a), random.normal(0, 0.01, classes)
        tau_syn, tau_mem = random.uniform(4e-3, 8e-3, a), random.uniform(10e-3, 30e-3, a)
        r, leak, threshold, reset, w_in = random.uniform(8, 12, a), random.normal(0, 0.05, a), random.uniform(0.5, 0.9, a), random.normal(0, 0.1, a), random.uniform(2, 4, a)
        tau, gain = random.uniform(10e-3, 30e-3, classes), random.uniform(10, 30, classes)
        text = h5py.string_dtype()

        def node(group, kind, **values):
            group.create_dataset("type", data=kind, dtype=text)
            for name, value in values.items():
                group.create_dataset(name, data=np.asarray(value), compression="gzip")
            return group

        with h5py.File(folder + "/foreign.nir", "w") as file:
            file.create_dataset("version", data="1.0.6", dtype=text)
            graph = file.create_group("node")
            graph.create_dataset("type", data=np.bytes_("NIRGraph"))
            nodes = graph.create_group("nodes")
            node(nodes.create_group("input"), "Input", shape=np.array([inputs]))
            node(nodes.create_group("0"), "Linear", weight=W)
            inner = nodes.create_group("rnn")
            inner.create_dataset("type", data="NIRGraph", dtype=text)
            parts = inner.create_group("nodes")
            node(parts.create_group("input"), "Input", shape=np.array([a]))
            node(parts.create_group("lif"), "CubaLIF", tau_syn=tau_syn, tau_mem=tau_mem, r=r, v_leak=leak, v_threshold=threshold, v_reset=reset, w_in=w_in)
            node(parts.create_group("w_rec"), "Affine", weight=V.astype("f4"), bias=bias)
            node(parts.create_group("output"), "Output", shape=np.array([a]))
            inner.create_dataset("edges", data=[("input", "lif"), ("lif", "w_rec"), ("w_rec", "lif"), ("lif", "output")])
            node(nodes.create_group("2"), "Linear", weight=U)
            node(nodes.create_group("3"), "IF", r=np.full(b, 1 / dt), v_threshold=np.full(b, 1.5))
            node(nodes.create_group("4"), "Affine", weight=R, bias=last)
            node(nodes.create_group("5"), "LI", tau=tau, r=gain, v_leak=np.zeros(classes))
            node(nodes.create_group("output"), "Output", shape=np.array([classes]))
            graph.create_dataset("edges", data=np.array([[b"input", b"0"], [b"0", b"rnn"], [b"rnn", b"2"], [b"2", b"3"], [b"3", b"4"], [b"4", b"5"], [b"5", b"output"]]))

        V = V.astype("f4").astype(float); W = W.astype("f4"); U = U.astype("f4"); R = R.astype("f4")
        times, units, offsets, labels, spiking = [], [], [0], [], 0
        for example in range(120):
            x = (random.random((steps, inputs)) < random.uniform(0.02, 0.2, inputs)).astype(float)
            i, v, z = np.zeros(a), np.zeros(a), np.zeros(a)
            u, y, sums, back = np.zeros(b), np.zeros(classes), np.zeros(classes), np.zeros(a)
            for step in range(steps):
                before = i
                i = i + dt / tau_syn * (-i + w_in * (W @ x[step] + back))
                v = v + dt / tau_mem * (leak - v + r * before)
                z = (v > threshold).astype(float)
                v = np.where(z > 0, reset, v)
                back = V @ z + bias
                u = u + dt * (1 / dt) * (U @ z)
                s = (u > 1.5).astype(float)
                u = np.where(s > 0, 0, u)
                y = y + dt / tau * (-y + gain * (R @ s + last))
                sums += y
                spiking += z.sum() + s.sum()
            step, channel = np.nonzero(x)
            times.append(step * 1e-3 + 0.5e-3); units.append(channel); offsets.append(offsets[-1] + len(step)); labels.append(int(np.argmax(sums)))
        np.savez(folder + "/data.npz", times=np.concatenate(times), units=np.concatenate(units), offsets=np.array(offsets), labels=np.array(labels), channels=inputs, classes=classes, time_unit="s")
        import os
        os.mkdir(folder + "/h5")
        for name, chosen in (("train", range(0, 60)), ("test", range(60, 120))):
            with h5py.File(folder + "/h5/" + name + ".h5", "w") as file:
                for key, lists, kind in (("times", times, "f4"), ("units", units, "u2")):
                    data = file.create_dataset("spikes/" + key, (60,), dtype=h5py.vlen_dtype(np.dtype(kind)))
                    for place, one in enumerate(chosen):
                        data[place] = lists[one].astype(kind)
                file.create_dataset("labels", data=np.array([labels[one] for one in chosen], "u2"))
                file.create_dataset("extra/keys", data=["a", "b", "c", "d"], dtype=text)
        print(len(set(labels)), spiking)
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void A_graph_and_data_that_h5py_and_numpy_wrote_are_answered_as_a_plain_loop_does()
    {
        string[] found = Python.Run(Foreign, _folder.Path)[0].Split(' ');
        Assert.True(int.Parse(found[0], System.Globalization.CultureInfo.InvariantCulture) >= 3);
        EvaluationResult all = Evaluate("foreign.nir", _folder["data.npz"], ("input-steps", "40"));
        Assert.Equal((120, "train", 1.0), (all.Count, all.Examples, all.Accuracy));

        // Every spike is the loop's: the rate of 16 neurons over 40 ms.
        Assert.Equal(double.Parse(found[1], System.Globalization.CultureInfo.InvariantCulture), all.MeanRateHz * 120 * 0.04 * 16, 1e-6);
        EvaluationResult test = Evaluate("foreign.nir", _folder["h5"], ("input-steps", "40"));
        Assert.Equal((60, "test", 1.0), (test.Count, test.Examples, test.Accuracy));

        // Another discretisation is another network.
        Assert.NotEqual(all.MeanRateHz, Evaluate("foreign.nir", _folder["data.npz"], ("input-steps", "40"), ("nir-method", "exact")).MeanRateHz);
        string refusal = Assert.Throws<InvalidDescriptionException>(() => TrainingRun.Run(
            new TrainingRequest { DataSet = "events", DataFolder = _folder["data.npz"], BatchSize = 120, From = _folder["foreign.nir"] }, null, CancellationToken.None)).Message;
        Assert.Contains("node 'rnn.lif', a CubaLIF, cannot be trained: hidden layers must be LIF", refusal);
        Assert.Contains("node '3', a IF, cannot be trained", refusal);
    }

    [Fact]
    public void A_small_graph_gives_what_is_computed_by_hand()
    {
        // One spike of channel 0 in step 0: 1·20·0.05 = 1 > 0.5 makes neuron 0 spike in the same step; output 0 gets 1, output 1 its bias of 0.125 in each.
        NirGraphs.Small().Save(_folder["small.nir"]);
        Data(_folder["data.npz"]);
        EvaluationResult result = Evaluate("small.nir", _folder["data.npz"], ("input-steps", "4"));
        Assert.Equal((2, 1.0), (result.Count, result.Accuracy));
        Assert.False(result.SameData);

        // Example 0: spikes of neuron 0 in step 0, and by its 0.25 · 1 none of neuron 1. Example 1: of channel 1, neuron 1 in step 0, then 0.5 is not above 0.5.
        Assert.Equal(2, result.MeanRateHz * 2 * 2 * 0.004, 1e-9);
    }

    [Fact]
    public void A_graph_is_trained_on_and_goes_on_after_an_interruption()
    {
        NirGraphs graph = NirGraphs.Small().Add("input", "Input", ("shape", new long[] { 64 }))
            .Add("fc", "Linear", ("weight", Weights(20, 64)))
            .Add("lif", "LIF", ("tau", new[] { 0.02 }), ("r", new[] { 20.0 }), ("v_leak", new double[1]), ("v_threshold", new[] { 0.5 }))
            .Add("rec", "Linear", ("weight", Weights(20, 20)))
            .Add("readout", "Affine", ("weight", Weights(10, 20)), ("bias", new float[10]))
            .Add("li", "LI", ("tau", new[] { 0.02 }), ("r", new[] { 20.0 }), ("v_leak", new double[1]))
            .Add("output", "Output", ("shape", new long[] { 10 }));
        graph.Save(_folder["start.nir"]);
        TrainingRequest request = new()
        {
            From = _folder["start.nir"],
            Examples = 200,
            BatchSize = 50,
            ChunkSize = 50,
            LearningRate = 0.01,
            Epochs = 4,
            OutputDirectory = _folder["out"],
        };
        TrainingResult whole = Trainings.Run(request with { OutputDirectory = null });
        Assert.True(whole.Summary.Epochs[^1].Loss < whole.Summary.Epochs[0].Loss);
        Trainings.RunUntil(request, epochs: 2);
        Assert.Equal(whole.Summary.Digest, Trainings.Run(Trainings.Resume(request)).Summary.Digest);
        using ClassifierState trained = ClassifierFormat.ReadNetwork(File.ReadAllBytes(Path.Combine(_folder["out"], TrainingFiles.Network)), "network").State;
        HiddenLayerDescription hidden = trained.Layout.Description.Hidden[0];
        Assert.Equal((20, true, 0.0, 1.0, MathF.BitIncrement(0.5f)), (hidden.Size, hidden.Recurrent, hidden.ResetPotential, hidden.RefractoryMs, (float)hidden.Threshold!));

        // Decay by 1 - 1/20 in a step of 1 ms is that of a time constant of 1/-ln(0.95) ms.
        Assert.Equal(-1 / Math.Log(0.95), hidden.MembraneTimeConstantMs, 1e-9);

        // A training's network is taken over as well, and keeps its own layers.
        TrainingResult more = Trainings.Run(request with { From = _folder["out"], Epochs = 1, OutputDirectory = null });
        Assert.True(more.Summary.Epochs[0].Loss < whole.Summary.Epochs[0].Loss);

        // Without the weights that are 0: none on the diagonal here, so that each neuron has one recurrent connection less.
        float[,] recurrent = Weights(20, 20);
        for (int i = 0; i < 20; i++)
        {
            recurrent[i, i] = 0;
        }

        graph.Add("rec", "Linear", ("weight", recurrent)).Save(_folder["sparse.nir"]);
        TrainingResult sparse = Trainings.Run(
            request with { From = _folder["sparse.nir"], Nir = new NirSettings { ZerosAreAbsent = true }, Epochs = 1, OutputDirectory = null, Workers = 2 });
        Assert.Equal(20 * 19, sparse.Summary.Synapses["hidden1-hidden1"]);
    }

    [Theory]
    [InlineData("hidden", "--hidden is 64: must not be given with --from")]
    [InlineData("deep-r", "--deep-r is given with --from")]
    [InlineData("nir", "--nir-dt-ms is 1: must be given with --from")]
    [InlineData("channels", "is for 4 input channels, --dataset events has 3")]
    [InlineData("leak", "node 'lif', a LIF, has v_leak 0.1: must be 0")]
    [InlineData("taus", "node 'lif', a LIF, has tau 0.02 and 0.03: must be the same for all neurons of a layer")]
    [InlineData("bias", "node 'fc', a Affine, has biases for hidden neurons of 'lif': must be 0")]
    [InlineData("outputs", "takes node 'lif', a LIF: must take an LI")]
    [InlineData("reset", "reset potential of hidden layer 1 is 0.5: must be below its threshold")]
    [InlineData("times", "membrane time constant of hidden layer 1 [ms] is")]
    public void What_cannot_be_trained_is_named(string what, string message)
    {
        NirGraphs graph = NirGraphs.Small();
        _ = what switch
        {
            "channels" => graph.Set("node/nodes/input/shape", new long[] { 4 }).Add("fc", "Linear", ("weight", new float[2, 4])),
            "leak" => graph.Set("node/nodes/lif/v_leak", new[] { 0.1, 0.1 }),
            "taus" => graph.Set("node/nodes/lif/tau", new[] { 0.02, 0.03 }),
            "bias" => graph.Add("fc", "Affine", ("weight", new float[2, 3]), ("bias", new float[] { 0, 1 })),
            "outputs" => graph.Set("node/edges", NirGraphs.Pairs("input fc", "fc lif", "lif rec", "rec lif", "lif output", "lif readout", "readout li")),
            "reset" => graph.Set("node/nodes/lif/v_reset", new[] { 0.5001, 0.5001 }),
            "times" => graph.Set("node/nodes/lif/tau", new[] { 0.03, 0.03 }),
            _ => graph,
        };
        graph.Save(_folder["graph.nir"]);
        var request = new TrainingRequest
        {
            DataSet = "events",
            DataFolder = _folder["data.npz"],
            InputSteps = 10,
            BatchSize = 2,
            From = _folder["graph.nir"],
            OutputDirectory = _folder["out"],
        };
        Data(_folder["data.npz"]);
        request = what switch
        {
            "hidden" => request with { Hidden = [64] },
            "deep-r" => request with { DeepR = true },
            "nir" => request with { From = null, Nir = new NirSettings { DtMs = 1 } },
            _ => request,
        };
        string found = Assert.Throws<InvalidDescriptionException>(() => Trainings.Run(request)).Message;
        Assert.Contains(message, what == "reset" ? found.Replace("0.5001", "0.5", StringComparison.Ordinal) : found);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private EvaluationResult Evaluate(string model, string data, params (string Name, string Text)[] texts) => ClassifierEvaluation.Run(
        new EvaluationRequest(_folder[model], texts.Append(("dataset", "events")).ToDictionary(pair => pair.Item1, pair => pair.Item2), data), CancellationToken.None);

    // Two examples of three channels and two classes: channel 0 spikes in step 0, then channel 1.
    private static void Data(string path) => NpzFiles.Write(
        path, ("times", new[] { 0.0, 0 }), ("units", new[] { 0.0, 1 }), ("offsets", new[] { 0.0, 1, 2 }), ("labels", new[] { 0.0, 1 }), ("channels", new[] { 3.0 }));

    private static float[,] Weights(int targets, int sources)
    {
        var weights = new float[targets, sources];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i / sources, i % sources] = (float)(Math.Sin((i + 1) * 12.9898) / Math.Sqrt(sources));
        }

        return weights;
    }
}

using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Exports;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Sonata;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Tests.Sonata;

/// <summary>300 neurons and 100 virtual nodes, as a circuit and as the same network in C#, whose numbers come from the formulas of make.py.</summary>
public sealed class ThreeHundredTests : IClassFixture<ThreeHundredTests.Runs>, IDisposable
{
    private static readonly int[] Sizes = [80, 80, 80, 30, 30];

    private readonly Runs _runs;
    private readonly TemporaryFolder _folder = new();

    public ThreeHundredTests(Runs runs) => _runs = runs;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_circuit_is_the_same_network_as_its_numbers_in_CSharp()
    {
        RunSummary ours = SonataFiles.Run(new NetworkExperiment("same", Same()), new RunOptions { DurationMs = 200 }).Summary;
        Assert.Equal(ours.Digest, _runs.Circuit.Summary.Digest);
        Assert.Equal(ours.Spikes, _runs.Circuit.Summary.Spikes);
        Assert.True(ours.Spikes > 5000);
        Assert.Equal(200, _runs.Circuit.Summary.SimulatedMs);
    }

    [Fact]
    public void No_cut_changes_it() =>
        Assert.Equal(_runs.Circuit.Summary.Digest, SonataFiles.Run(_runs.Experiment, new RunOptions { Partitions = 3 }).Summary.Digest);

    [Fact]
    public void Spikes_and_reports_are_recorded()
    {
        StateRow[] states = [.. StateFile.Read(_runs.Folder).SelectMany(group => group)];
        Assert.Equal(
            [("internal-100", 0), ("internal-101", 0), ("internal-101", 1), ("internal-102", 0), ("internal-103", 0), ("internal-104", 0)],
            states.Select(row => (row.Population, row.Neuron)).Distinct().Order());
        Assert.Equal(6 * 400, states.Length);
        Assert.All(states, row => Assert.Equal("V", row.Variable));
    }

    [Fact]
    public void As_a_description_it_travels_and_is_the_same()
    {
        var settings = new ExperimentSettings(0.1, 1, new Dictionary<string, object>());
        IReadOnlyList<string> files = DescriptionFolder.Write(_folder["network.json"], NetworkFile.Of(_runs.Experiment, settings));
        var described = DescribedExperiment.Read(files[0]);
        Assert.Equal((200, "spikes"), (described.DefaultDurationMs, described.Run.Record.Single()));
        Assert.Equal(_runs.Circuit.Summary.Digest, SonataFiles.Run(described).Summary.Digest);

        // As a node of a cluster gets it, without any file of the circuit.
        NetworkReference reference = NetworkReferences.Of(_runs.Experiment, new Dictionary<string, string>(), 0.1, 1);
        Assert.All(reference.Files, file => Assert.NotNull(file.Content));
        var received = DescribedExperiment.Of(reference, folder: null);
        Assert.Equal(_runs.Circuit.Summary.Digest, SonataFiles.Run(received).Summary.Digest);
    }

    [Fact]
    public void Spikes_of_a_run_are_input_of_another()
    {
        RunExports.Write(_runs.Folder, "sonata", _folder["spikes"]);
        string config = SonataFiles.Copy(SonataFiles.ThreeHundred, _folder["copy"]);
        File.Copy(_folder["spikes/spikes.h5"], _folder["copy/inputs/external_spike_trains.h5"], overwrite: true);
        Assert.Equal(_runs.Circuit.Summary.Digest, SonataFiles.Run(SonataExperiment.Read(config)).Summary.Digest);
    }

    [Fact]
    public void A_run_goes_on_from_a_checkpoint_without_the_circuit()
    {
        using var ending = new CancellationTokenSource();
        ExperimentRunner.Run(
            _runs.Experiment,
            new RunOptions { Device = "host", DrawsFigures = false, OutputDirectory = _folder["run"], CheckpointEveryMs = 20 },
            new Ender(ending),
            ending.Token);
        RunResult whole = ExperimentRunner.Resume(
            new RunOptions { OutputDirectory = _folder["run"], DrawsFigures = false, Device = "host" },
            reference => DescribedExperiment.Of(reference, null),
            null,
            CancellationToken.None);
        Assert.Equal((true, _runs.Circuit.Summary.Digest), (whole.Summary.Complete, whole.Summary.Digest));
    }

    // The numbers of make.py. NEST's alpha currents act a step later than ours, so that delays have a step more.
    private static NetworkDescription Same()
    {
        int[] begins = [.. Sizes.Select((_, i) => Sizes.Take(i).Sum())];
        int PartOf(int node) => Array.FindLastIndex(begins, begin => begin <= node);
        PopulationDescription[] cells =
        [
            .. Sizes.Select((size, i) => new PopulationDescription
            {
                Name = $"internal-{100 + i}",
                Size = size,
                Model = new LifDescription
                {
                    CapacitanceNf = 0.239 - (0.01 * i),
                    MembraneTimeConstantMs = 20 + i,
                    RestingPotentialMv = -78 + i,
                    ResetPotentialMv = -65 - i,
                    ThresholdMv = -50,
                    RefractoryPeriodMs = 3,
                },
                Receptors =
                [
                    new("excitatory", new AlphaCurrentDescription { TimeConstantMs = 2 }), new("inhibitory", new AlphaCurrentDescription { TimeConstantMs = 2 }),
                ],
            }),
        ];
        var inner = from s in Enumerable.Range(0, 300)
                    from t in Enumerable.Range(0, 300)
                    where ((s * 31) + (t * 17) + (s * t)) % 13 == 0
                    group (S: s, T: t) by (From: PartOf(s), To: PartOf(t)) into pair
                    orderby pair.Key
                    let inhibitory = pair.Key.From >= 3
                    let weight = inhibitory ? (pair.Key.To >= 3 ? -0.012 : -0.03) : pair.Key.To >= 3 ? 0.014 : 0.005
                    select Projection(
                        $"{cells[pair.Key.From].Name} {cells[pair.Key.To].Name}",
                        cells[pair.Key.From].Name,
                        cells[pair.Key.To].Name,
                        inhibitory ? "inhibitory" : "excitatory",
                        weight,
                        2.1,
                        pair.Select(edge => (edge.S - begins[pair.Key.From], edge.T - begins[pair.Key.To])));
        var outer = from s in Enumerable.Range(0, 100)
                    from t in Enumerable.Range(0, 300)
                    where ((s * 7) + (t * 5)) % 4 != 0
                    group (S: s, T: t) by PartOf(t) into part
                    orderby part.Key
                    select Projection(
                        $"external {part.Key}",
                        "external",
                        cells[part.Key].Name,
                        "excitatory",
                        part.Key >= 3 ? 0.065 : 0.05,
                        part.Key >= 3 ? 2.1 : 1.6,
                        part.Select(edge => (edge.S, edge.T - begins[part.Key])));
        (int Id, int Step)[] spikes = [.. Enumerable.Range(0, 100)
            .SelectMany(id => Enumerable.Range(0, 16).Select(k => (id, ((id * 5) % 125) + (125 * k) + 3))).OrderBy(spike => spike.Item2)];
        return new NetworkDescription
        {
            DtMs = 0.1,
            Populations =
            [
                .. cells,
                new PopulationDescription { Name = "external", Size = 100, Model = new ParrotDescription(), Receptors = [new("spikes", new DeltaDescription())] },
            ],
            Projections = [.. inner, .. outer],
            Inputs =
            [
                new ListedSpikes
                {
                    Name = "spikes", Population = "external", Ids = [.. spikes.Select(spike => spike.Id)], TimesMs = [.. spikes.Select(spike => spike.Step / 10.0)],
                },
            ],
        };
    }

    private static ProjectionDescription Projection(
        string name, string source, string target, string receptor, double weight, double delayMs, IEnumerable<(int S, int T)> edges) => new()
        {
            Name = name,
            Source = source,
            Target = target,
            Receptor = receptor,
            Weight = weight,
            DelayMs = delayMs,
            Connectivity = new ConnectionList([.. edges.Select(edge => edge.S)], [.. edges.Select(edge => edge.T)]),
        };

    /// <summary>One run of the circuit, for all tests.</summary>
    public sealed class Runs : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Runs() => Circuit = SonataFiles.Run(Experiment, new RunOptions { OutputDirectory = Folder, Record = Experiment.Run.Record });

        public SonataExperiment Experiment { get; } = SonataExperiment.Read(SonataFiles.ThreeHundred);

        public string Folder => _folder["run"];

        internal RunResult Circuit { get; }

        public void Dispose() => _folder.Dispose();
    }

    private sealed class Ender(CancellationTokenSource ending) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.SimulatedMs > 0)
            {
                ending.Cancel();
            }
        }
    }
}

using BenchmarkDotNet.Attributes;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Benchmarks.Micro;

/// <summary>
/// Spike delivery, in time per synaptic event. Every source spikes once in 50 steps of 1 ms (20 Hz), in random order and
/// in lists that are given to the partition, so that the number of events is known; the targets spike at 27 Hz of
/// themselves. The targets' update is included: at steps of 1 ms it is 50 neuron updates per 8 events, and the column
/// of static weights shows what is left of it.
/// </summary>
public class SpikeDelivery
{
    private const int InDegree = 8;
    private const int Cycle = 50;
    private const double Weight = 0.001;
    private const int SmallSide = 32;
    private const int LargeSide = 512;
    private IPartition? _partition;
    private int[][] _spikes = [];

    /// <summary>The synapse model, one of <see cref="Models"/>.</summary>
    [ParamsSource(nameof(Names))]
    public string Model { get; set; } = "";

    public static IEnumerable<string> Names => Models.Keys;

    private static Dictionary<string, SynapseDescription> Models { get; } = new()
    {
        ["static"] = new StaticSynapseDescription(),
        ["pair"] = new PairStdpDescription
        {
            MaximumWeight = Weight,
            Potentiation = 0.1 * Weight,
            Depression = 0.1 * Weight * 20 / 64,
        },
        ["triplet"] = new TripletStdpDescription
        {
            MaximumWeight = Weight,
            TripletPotentiation = 0.01 * Weight,
            PairDepression = 0.01 * Weight,
        },
        ["tsodyks2"] = new Tsodyks2Description { FacilitationTimeConstantMs = 100 },
        ["tsodyks"] = new TsodyksDescription { FacilitationTimeConstantMs = 100 },
        ["tsodyks2 of each synapse"] = new Tsodyks2PerSynapseDescription { FacilitationRate = 0.01 },
        ["dopamine"] = new DopamineStdpDescription { MaximumWeight = Weight, Potentiation = 1e-6, Depression = 1e-6 },
    };

    [GlobalSetup(Target = nameof(Neurons1024))]
    public void CreateSmall() => Create(SmallSide);

    [GlobalSetup(Target = nameof(Neurons262144))]
    public void CreateLarge() => Create(LargeSide);

    [GlobalCleanup]
    public void Free() => _partition!.Dispose();

    [Benchmark(OperationsPerInvoke = InDegree * SmallSide * SmallSide)]
    public void Neurons1024() => RunCycle();

    [Benchmark(OperationsPerInvoke = InDegree * LargeSide * LargeSide)]
    public void Neurons262144() => RunCycle();

    private void Create(int side)
    {
        var grid = new GridGeometry(side, side);
        var network = new NetworkDescription
        {
            DtMs = 1,
            Populations = [Partitions.Sources(grid), Partitions.Targets(grid)],
            Projections =
            [
                new ProjectionDescription
                {
                    Name = "feed-forward",
                    Source = Partitions.Source,
                    Target = Partitions.Target,
                    Connectivity = new FixedInDegreeByDistance(InDegree, new GaussianKernel(2.5)),
                    Weight = new InitialValue.Uniform(0, Weight),
                    DelayMs = 1,
                    Synapse = Models[Model],
                    Modulator = Model == "dopamine" ? Model : null,
                },
            ],
            Modulators = [new ModulatorDescription { Name = "dopamine", Source = Partitions.Source, DelayMs = 1 }],
        };

        // The sources are another partition's: this one takes their spikes and does not compute them.
        _partition = Partitions.Create(network, [new Slice(0, 0), new Slice(0, grid.Size)]);
        int[] order = [.. Enumerable.Range(0, grid.Size)];
        new Random(1).Shuffle(order);
        _spikes = [.. Enumerable.Range(0, Cycle).Select(step =>
            order.Where((_, index) => index % Cycle == step).Order().ToArray())];
        for (int i = 0; i < 10; i++)
        {
            RunCycle();
        }
    }

    private void RunCycle()
    {
        IPartition partition = _partition!;
        foreach (int[] spikes in _spikes)
        {
            partition.Deliver();
            partition.Update();
            partition.Rewire();
            partition.Receive(0, partition.Step, spikes);
            partition.EndStep();
        }
    }
}

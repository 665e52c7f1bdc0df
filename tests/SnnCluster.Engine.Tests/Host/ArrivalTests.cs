using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Host;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Engine.Tests.Snapshots;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Host;

/// <summary>
/// Whether what synapses with dendritic delays deliver is added when a spike comes or when it arrives, nothing tells one from the other: in any cut, and with a snapshot in between,
/// which holds what has not arrived yet.
/// </summary>
public sealed class ArrivalTests
{
    private const int Step = 293;
    private const int Steps = 600;
    private static readonly int[] Cuts = [1, 2, 3, 5];

    [Fact]
    public void The_result_is_that_of_adding_at_the_time_of_the_spike()
    {
        using var early = new HostDevice { AddsOnArrival = false };
        using var onArrival = new HostDevice { AddsOnArrival = true };
        Continuation expected = Continuation.Undisturbed(Network, early, 0, Steps);
        Assert.InRange(expected.Events, 300_000, long.MaxValue);
        Assert.All(Cuts, cut => Assert.Equal(expected, Continuation.Undisturbed(Network, onArrival, 0, Steps, cut)));
    }

    [Fact]
    public void Weights_of_16_bits_are_added_and_read_as_they_were_rounded()
    {
        NetworkDescription network = Network with { Projections = [.. Network.Projections.Select(one => one with { WeightBits = 16 })] };
        using var early = new HostDevice { AddsOnArrival = false };
        using var onArrival = new HostDevice { AddsOnArrival = true };
        Continuation expected = Continuation.Undisturbed(network, early, 0, Steps);
        Assert.NotEqual(Continuation.Undisturbed(Network, early, 0, Steps), expected);
        Assert.All(Cuts, cut => Assert.Equal(expected, Continuation.Undisturbed(network, onArrival, 0, Steps, cut)));
        IReadOnlyList<PartitionSnapshot> snapshots = Continuation.Capture(network, onArrival, Step, partitions: 2);
        Assert.Equal(Continuation.Undisturbed(network, early, Step, Steps), Continuation.Resumed(network, onArrival, snapshots, Steps, partitions: 3));
        AssertSameSynapses(network);

        using Simulation rounded = Simulation.Create(network, onArrival);
        using Simulation drawn = Simulation.Create(Network, onArrival);
        float unit = MathF.ScaleB(1, -20);
        Assert.All(
            rounded.ReadSynapses(0).Zip(drawn.ReadSynapses(0)),
            pair => Assert.Equal(MathF.Round(pair.Second.Weight / unit) * unit, pair.First.Weight));
    }

    [Fact]
    public void Targets_of_which_16_bits_do_not_hold_the_number_are_reached_in_rows_longer_than_a_run()
    {
        const int Targets = 70_000;
        var network = new NetworkDescription
        {
            DtMs = 1,
            Seed = 3,
            Populations =
            [
                new() { Name = "one", Size = 1, Model = new LifDescription { BiasCurrentNa = 100 } },
                new() { Name = "many", Size = Targets, Model = new LifDescription(), Receptors = [new ReceptorDescription("input", new DeltaDescription())] },
                new() { Name = "few", Size = 3, Model = new LifDescription(), Receptors = [new ReceptorDescription("input", new DeltaDescription())] },
            ],
            Projections =
            [
                ToAll("to many", "many", new InitialValue.Uniform(0, 40)) with { DendriticDelayMs = null },
                ToAll("to many with 16 bits", "many", new InitialValue.Uniform(0, 5)) with { WeightBits = 16 },
                ToAll("to few", "few", 30),
            ],
        };
        using var early = new HostDevice { AddsOnArrival = false };
        using var onArrival = new HostDevice { AddsOnArrival = true };
        Continuation expected = Continuation.Undisturbed(network, early, 0, 40);
        Assert.Contains(expected.LaterSpikes.Split(' '), spike => spike.StartsWith("1:6999", StringComparison.Ordinal));
        Assert.Equal(expected, Continuation.Undisturbed(network, onArrival, 0, 40));
        Assert.Equal(expected, Continuation.Undisturbed(network, onArrival, 0, 40, partitions: 2));
        AssertSameSynapses(network);
    }

    [Fact]
    public void Synapses_are_read_with_their_delays_as_they_were_drawn()
    {
        AssertSameSynapses(Network);
        using Simulation simulation = Simulation.Create(Network, new HostDevice());
        Assert.True(simulation.ReadSynapses(0).Select(synapse => synapse.DelaySteps).Distinct().Count() > 20);
    }

    [Fact]
    public void Projections_share_rows_that_have_source_and_delay_in_common_and_sums_that_fit_the_cache()
    {
        PopulationDescription neurons = Network.Populations[0];
        ProjectionDescription one = Network.Projections[0];
        var network = new NetworkDescription
        {
            DtMs = Network.DtMs,
            Seed = 1,
            Populations = [neurons, neurons with { Name = "large", Size = 65_500 }, neurons with { Name = "larger", Size = 65_500 }, neurons with { Name = "largest", Size = 66_000 }],
            Projections =
            [
                one,
                one with { Name = "later", DelayMs = 0.4 },
                one with { Name = "large", Target = "large" },
                one with { Name = "large again", Target = "large" },
                one with { Name = "back", Source = "large", Target = "neurons" },
                one with { Name = "other receptor", Receptor = "other" },
                one with { Name = "larger", Target = "larger" },
                one with { Name = "largest", Target = "largest" },
            ],
        };
        Slice[] slices = [.. network.Populations.Select(population => new Slice(0, population.Size))];
        ProjectionPlan[] plans = ProjectionPlan.CreateAll(network);
        Assert.Equal(
            [[0, 2, 3, 5], [6], [1], [4], [7]],
            ArrivalPlan.Groups(plans, slices, [.. plans.Select(_ => true)]));
    }

    [Fact]
    public void A_run_goes_on_either_way()
    {
        HostDevice[] devices = [.. new[] { false, true }.Select(onArrival => new HostDevice { AddsOnArrival = onArrival })];
        Continuation expected = Continuation.Undisturbed(Network, devices[0], Step, Steps);
        foreach (HostDevice from in devices)
        {
            IReadOnlyList<PartitionSnapshot> snapshots = Continuation.Capture(Network, from, Step, partitions: 2);
            Assert.Contains(snapshots[0].Populations[0].Inputs[0].Steps, step => step > Step + 5);
            Assert.All(devices, to => Assert.Equal(expected, Continuation.Resumed(Network, to, snapshots, Steps, partitions: 3)));
        }
    }

    [Fact]
    public void A_run_goes_on_after_a_snapshot_as_if_there_had_been_none()
    {
        using var device = new HostDevice { AddsOnArrival = true };
        Continuation expected = Continuation.Undisturbed(Network, device, 0, Steps);
        using Simulation simulation = Simulation.Create(Network, device, partitions: 2, recordSpikes: true);
        for (int step = 0; step < Steps; step += 100)
        {
            simulation.Run(100);
            simulation.Capture();
        }

        Assert.Equal(expected, Continuation.Of(simulation));
    }

    private static void AssertSameSynapses(NetworkDescription network)
    {
        using Simulation early = Simulation.Create(network, new HostDevice { AddsOnArrival = false });
        using Simulation onArrival = Simulation.Create(network, new HostDevice { AddsOnArrival = true });
        for (int projection = 0; projection < network.Projections.Count; projection++)
        {
            (IPartition one, IPartition other) = (early.Partitions[0], onArrival.Partitions[0]);
            Synapse[] expected = one.ReadSynapses(projection);
            AssertSame(expected, other.ReadSynapses(projection));
            AssertSame(expected, [.. other.SynapsesInOrder(projection).SelectMany(some => some.ToArray())]);
            Slice targets = one.Slices[network.IndexOfPopulation(network.Projections[projection].Target)];
            AssertSame(ByTarget(one, projection, targets), ByTarget(other, projection, targets));
            var visited = new List<Synapse>();
            other.VisitSynapses(projection, some => visited.AddRange(some));
            AssertSame(expected, [.. visited.OrderBy(synapse => (synapse.Source, synapse.Target, synapse.K))]);
        }
    }

    // Assert.Equal takes far longer for as many as there are.
    private static void AssertSame(Synapse[] expected, Synapse[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        int differs = expected.AsSpan().CommonPrefixLength(actual);
        Assert.True(differs == expected.Length, $"synapse {differs} differs");
    }

    private static Synapse[] ByTarget(IPartition partition, int projection, Slice targets)
    {
        ISynapsesByTarget synapses = partition.ReadByTarget(projection, targets);
        var read = new Synapse[partition.SynapseCount(projection)];
        synapses.Read(0, synapses.InDegrees.Length, read);
        return read;
    }

    // All neurons get input of the first receptor in each step, and some of the second.
    private static NetworkDescription Network { get; } = new()
    {
        DtMs = 0.1,
        Seed = 7,
        Populations =
        [
            new()
            {
                Name = "neurons",
                Size = 300,
                Model = new LifDescription { RestingPotentialMv = 0, ResetPotentialMv = 0, ThresholdMv = 20 },
                Receptors =
                [
                    new ReceptorDescription("driven", new DeltaDescription()),
                    new ReceptorDescription("other", new DeltaDescription()),
                ],
            },
        ],
        Inputs =
        [
            new PoissonDrive { Name = "drive", Population = "neurons", Receptor = "driven", RateHz = 20_000, Weight = 0.1, Neurons = new NeuronSelection.All() },
        ],
        Projections =
        [
            Projection("drawn weights", "driven", new InitialValue.Uniform(-0.01, 0.02), new InitialValue.Uniform(0, 2.4)),
            Projection("one weight", "driven", 0.01, new InitialValue.Uniform(0.5, 0.9)),
            Projection("others", "other", new InitialValue.Uniform(-0.02, 0.02), new InitialValue.Uniform(1, 3)),
            Projection("one weight for others", "other", -0.01, 0.7) with { Connectivity = new FixedInDegree(20, AllowMultapses: true) },
            Projection("others at once", "other", 0.01, null),
        ],
    };

    private static ProjectionDescription ToAll(string name, string target, InitialValue weight) => new()
    {
        Name = name,
        Source = "one",
        Target = target,
        Connectivity = new AllToAll(),
        Weight = weight,
        DelayMs = 2,
        DendriticDelayMs = new InitialValue.Uniform(0, 1),
    };

    private static ProjectionDescription Projection(string name, string receptor, InitialValue weight, InitialValue? delay) => new()
    {
        Name = name,
        Source = "neurons",
        Target = "neurons",
        Receptor = receptor,
        Connectivity = new FixedProbability(0.3),
        Weight = weight,
        DelayMs = 0.3,
        DendriticDelayMs = delay,
    };
}

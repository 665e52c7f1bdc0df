using SnnCluster.Engine.Devices;
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
    public void Targets_of_which_16_bits_do_not_hold_the_number_are_reached()
    {
        NetworkDescription network = Network with
        {
            Populations = [Network.Populations[0], Network.Populations[0] with { Name = "many", Size = 66_000 }],
            Projections =
            [
                Network.Projections[0] with { Target = "many", Connectivity = new FixedProbability(0.001) },
                Network.Projections[1] with { Target = "many", Connectivity = new FixedProbability(0.001) },
                Network.Projections[4] with { Target = "many", Connectivity = new FixedProbability(0.001), Weight = 20 },
            ],
        };
        using var early = new HostDevice { AddsOnArrival = false };
        using var onArrival = new HostDevice { AddsOnArrival = true };
        Continuation expected = Continuation.Undisturbed(network, early, 0, 250);
        Assert.Contains(expected.LaterSpikes.Split(' '), spike => spike.StartsWith("1:6599", StringComparison.Ordinal));
        Assert.Equal(expected, Continuation.Undisturbed(network, onArrival, 0, 250));
        Assert.Equal(expected, Continuation.Undisturbed(network, onArrival, 0, 250, partitions: 2));
    }

    [Fact]
    public void Synapses_are_read_with_their_delays_as_they_were_drawn()
    {
        using Simulation early = Simulation.Create(Network, new HostDevice { AddsOnArrival = false });
        using Simulation onArrival = Simulation.Create(Network, new HostDevice { AddsOnArrival = true });
        for (int projection = 0; projection < Network.Projections.Count; projection++)
        {
            (IPartition one, IPartition other) = (early.Partitions[0], onArrival.Partitions[0]);
            Synapse[] expected = one.ReadSynapses(projection);
            Assert.Equal(expected, other.ReadSynapses(projection));
            Assert.Equal(expected, other.SynapsesInOrder(projection).SelectMany(some => some.ToArray()));
            Assert.Equal(ByTarget(one, projection), ByTarget(other, projection));
            var visited = new List<Synapse>();
            other.VisitSynapses(projection, some => visited.AddRange(some));
            Assert.Equal(expected.ToHashSet(), [.. visited]);
            Assert.Equal(expected.Length, visited.Count);
        }

        Assert.True(early.ReadSynapses(0).Select(synapse => synapse.DelaySteps).Distinct().Count() > 20);
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

    private static Synapse[] ByTarget(IPartition partition, int projection)
    {
        ISynapsesByTarget synapses = partition.ReadByTarget(projection, partition.Slices[0]);
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

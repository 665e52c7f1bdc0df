using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Engine.Tests.Host;

/// <summary>Dendritic delays that lie half way between two steps, where double and single precision round apart.</summary>
public sealed class DelayRoundingTests
{
    private const double DtMs = 0.1;

    public static TheoryData<double> Halves => [0.15, 2.45, 10.05];

    [Theory]
    [MemberData(nameof(Halves))]
    public void A_spike_arrives_after_the_delay_that_its_synapse_reports(double dendriticMs)
    {
        using Simulation simulation = Simulation.Create(Network(dendriticMs), new HostDevice());
        int reported = Assert.Single(simulation.ReadSynapses(0)).DelaySteps;
        Assert.InRange(reported * DtMs, DtMs + dendriticMs - (DtMs / 1.99), DtMs + dendriticMs + (DtMs / 1.99));
        var steps = new List<int>();
        for (int step = 0; step < 300; step++)
        {
            simulation.Run(1);
            if (simulation.Jumps()[0] != 0)
            {
                steps.Add(step);
            }
        }

        Assert.Equal([reported], steps);
    }

    [Theory]
    [MemberData(nameof(Halves))]
    public void A_snapshot_of_such_a_network_goes_on(double dendriticMs)
    {
        NetworkDescription network = Network(dendriticMs);
        using Simulation simulation = Simulation.Create(network, new HostDevice());
        simulation.Run(1);
        IReadOnlyList<PartitionSnapshot> snapshots = simulation.Capture();
        using Simulation restored = Simulation.Create(network, new HostDevice(), from: snapshots);
        simulation.Run(200);
        restored.Run(200);
        Assert.Equal(simulation.Digest(), restored.Digest());
    }

    [Fact]
    public void No_draw_of_a_delay_lies_beyond_the_largest()
    {
        // The upper end is a half of a step: the largest draws round as the end itself does.
        NetworkDescription network = Network(new InitialValue.Uniform(0.1499999, 0.15), targets: 400);
        using Simulation simulation = Simulation.Create(network, new HostDevice());
        Assert.Equal(
            simulation.Digest(),
            Restored(network, simulation).Digest());
    }

    private static Simulation Restored(NetworkDescription network, Simulation simulation) =>
        Simulation.Create(network, new HostDevice(), from: simulation.Capture());

    private static NetworkDescription Network(InitialValue dendritic, int targets = 1) => new()
    {
        DtMs = DtMs,
        Populations =
        [
            TinyNetwork.Scripted(TinyNetwork.Source, SpikeTable.Silent(1)),
            TinyNetwork.Scripted(TinyNetwork.Target, SpikeTable.Silent(targets)),
        ],
        Inputs = [TinyNetwork.Script(TinyNetwork.Source, new SpikeTable(1).Add(0, 0), DtMs)],
        Projections =
        [
            TinyNetwork.Projection(new AllToAll()) with { DelayMs = DtMs, DendriticDelayMs = dendritic },
        ],
    };
}

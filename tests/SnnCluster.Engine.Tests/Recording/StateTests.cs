using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Engine.Tests.Recording;

public sealed class StateTests
{
    private static readonly NetworkDescription Network = new()
    {
        DtMs = 1,
        Populations =
        [
            TinyNetwork.Scripted("small", SpikeTable.Silent(2)),
            new PopulationDescription
            {
                Name = "large",
                Size = 53,
                Model = new LifDescription { InitialPotentialMv = new InitialValue.Uniform(-70, -60) },
            },
        ],
    };

    [Fact]
    public void State_is_read_over_all_partitions_in_the_order_of_ids()
    {
        using Simulation whole = TinyNetwork.Simulate(Network);
        float[] expected = Read(whole, 53);
        Assert.Equal(53, expected.Distinct().Count());
        foreach (int partitions in new[] { 2, 7, 53 })
        {
            using Simulation cut = TinyNetwork.Simulate(Network, partitions);
            Assert.Equal(expected, Read(cut, 53));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(52)]
    public void A_part_of_a_population_can_be_read(int count)
    {
        using Simulation simulation = TinyNetwork.Simulate(Network, partitions: 7);
        Assert.Equal(Read(simulation, 53)[..count], Read(simulation, count));
    }

    [Fact]
    public void A_population_smaller_than_the_number_of_partitions_is_read_whole()
    {
        NetworkDescription network = Network with
        {
            Populations = [TinyNetwork.Scripted("small", SpikeTable.Silent(2)), Network.Populations[1]],
            Inputs = [TinyNetwork.Script("small", new SpikeTable(2).Add(0, 1))],
        };
        using Simulation simulation = TinyNetwork.Simulate(network, partitions: 9);
        simulation.Run(1);
        var fire = new float[2];
        simulation.ReadState(0, 0, fire);
        Assert.Equal([0f, 1f], fire);
    }

    [Fact]
    public void State_decays_as_the_model_says_on_every_lane()
    {
        // Without input, V = V_rest + (V(0) - V_rest)·exp(-t/tau_m); 100 single-precision steps round 100 times, each by
        // at most half a unit in the last place of 70, 3.8e-6.
        foreach (Type lane in new[] { typeof(ScalarLane), typeof(Lane4), typeof(Lane8), typeof(Lane16) })
        {
            using var device = new Devices.HostDevice(lane);
            using Simulation simulation = Simulation.Create(Network, device, partitions: 3);
            float[] start = Read(simulation, 53);
            simulation.Run(100);
            float[] end = Read(simulation, 53);
            for (int i = 0; i < 53; i++)
            {
                Assert.Equal(-70 + ((start[i] + 70) * Math.Exp(-100 / 20.0)), end[i], 1e-3);
            }
        }
    }

    /// <summary>State lies outside the managed heap: whoever names what is not there would read whatever lies there.</summary>
    [Theory]
    [InlineData(-1, 0, 1)]
    [InlineData(40, 0, 1)]
    [InlineData(100_000, 0, 1)]
    [InlineData(int.MaxValue, 0, 1)]
    [InlineData(0, -1, 1)]
    [InlineData(0, 54, 0)]
    [InlineData(0, 53, 1)]
    [InlineData(0, int.MaxValue, 1)]
    [InlineData(0, 0, 54)]
    public void State_that_is_not_there_is_not_read(int variable, int first, int count)
    {
        foreach (IDevice device in (IDevice[])[new HostDevice(), GpuDevice.OpenCpuAccelerator()])
        {
            using (device)
            using (IPartition partition = device.CreatePartition(Network, [new Slice(0, 2), new Slice(0, 53)]))
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => partition.ReadState(1, variable, new float[count], first));
            }
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(53)]
    [InlineData(int.MaxValue)]
    public void A_spike_of_a_neuron_that_is_not_there_is_not_taken(int neuron)
    {
        using var device = new HostDevice();
        using IPartition partition = device.CreatePartition(Network, [new Slice(0, 2), new Slice(0, 53)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => partition.Receive(1, 0, [0, neuron]));
    }

    private static float[] Read(Simulation simulation, int count)
    {
        var values = new float[count];
        simulation.ReadState(1, 0, values);
        return values;
    }
}

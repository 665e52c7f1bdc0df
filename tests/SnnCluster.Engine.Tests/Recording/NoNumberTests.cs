using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Engine.Tests.Recording;

/// <summary>State that is not a number ends a run, wherever in a partition it is.</summary>
public sealed class NoNumberTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Samples_digests_and_captures_tell_population_neuron_variable_and_steps(int partitions)
    {
        using Simulation simulation = Simulation.Create(FaultyNetworks.Diverging(), new HostDevice(), partitions);
        simulation.Run(150);
        simulation.Digest();
        simulation.Run(150);
        Action[] looks =
        [
            () => simulation.Sample(lastStep: 300),
            () => simulation.Digest(),
            () => simulation.Capture(),
        ];
        Assert.All(looks, look => Assert.Equal(
            FaultyNetworks.NoNumber(steps: 300), Assert.Throws<SimulationException>(look).Message));
    }

    [Fact]
    public void It_is_looked_for_now_and_then_while_nothing_is_recorded()
    {
        using Simulation simulation = Simulation.Create(FaultyNetworks.Diverging(), new HostDevice());
        var error = Assert.Throws<SimulationException>(() => simulation.Run(5000));
        Assert.Equal(FaultyNetworks.NoNumber(steps: 1024), error.Message);
    }

    [Fact]
    public void Infinite_state_goes_on()
    {
        // A neuron that a stimulus has put infinitely far below its threshold stays there.
        NetworkDescription silenced = Single(new LifDescription(), new Setting("V", -70, float.NegativeInfinity) { Name = "setting", Population = "sources" });
        using Simulation simulation = Simulation.Create(silenced, new HostDevice());
        simulation.Run(2000);
        Assert.Equal(0, simulation.SpikeCount(0));
        simulation.Digest();
    }

    [Theory]
    [InlineData(2f, "2")]
    [InlineData(-1f, "-1")]
    [InlineData(float.NaN, "NaN")]
    public void A_stimulus_must_not_ask_for_more_than_a_spike_per_step(float rate, string text)
    {
        NetworkDescription network = Single(new PoissonDescription(), new Setting("RatePerStep", 0, rate) { Name = "setting", Population = "sources" });
        using Simulation simulation = Simulation.Create(network, new HostDevice());
        simulation.Run(10);
        var error = Assert.Throws<SimulationException>(() => simulation.Run(1));
        Assert.Equal(
            $"the stimulus of population sources sets RatePerStep of neuron 2 to {text} in step 10: must be from 0 to 1 spike "
            + "per step, since a neuron spikes at most once per step",
            error.Message);
    }

    private static NetworkDescription Single(NeuronModelDescription model, Stimulus stimulus) => new()
    {
        DtMs = 1,
        Populations = [new PopulationDescription { Name = "sources", Size = 3, Model = model }],
        Inputs = [stimulus],
    };

    /// <summary>Sets a state variable of all neurons to one value, and of the last to another at the second presentation.</summary>
    private sealed record Setting(string Field, float Others, float Value) : Stimulus
    {
        public override double PeriodMs => 10;

        public override IReadOnlyList<string> Fields => [Field];

        public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values)
        {
            values.Fill(Others);
            values[^1] = presentation == 1 ? Value : Others;
        }
    }
}

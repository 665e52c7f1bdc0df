using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Tests.Networks;
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
            () => simulation.Sample(new SamplingPlan(), lastStep: 300),
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
        // The mean interval of a source that never fires is infinite.
        using Simulation simulation = Simulation.Create(Poisson(stimulus: null), new HostDevice());
        simulation.Run(2000);
        Assert.Equal(0, simulation.SpikeCount(0));
        simulation.Digest();
    }

    [Theory]
    [InlineData(0.5f, "0.5")]
    [InlineData(float.NaN, "NaN")]
    public void A_stimulus_must_not_ask_for_more_than_a_spike_per_step(float interval, string text)
    {
        using Simulation simulation = Simulation.Create(Poisson(new Interval(interval)), new HostDevice());
        simulation.Run(10);
        var error = Assert.Throws<SimulationException>(() => simulation.Run(1));
        Assert.Equal(
            $"the stimulus of population sources sets MeanInterval of neuron 2 to {text} in step 10: must be at least 1 step, "
            + "since a neuron spikes at most once per step",
            error.Message);
    }

    private static NetworkDescription Poisson(Stimulus? stimulus) => new()
    {
        DtMs = 1,
        Populations =
        [
            new PopulationDescription { Name = "sources", Size = 3, Model = new PoissonDescription(), Stimulus = stimulus },
        ],
    };

    /// <summary>Gives the last of three neurons another interval at the second presentation.</summary>
    private sealed class Interval(float interval) : Stimulus
    {
        public override double PeriodMs => 10;

        public override IReadOnlyList<string> Fields => ["MeanInterval"];

        public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values)
        {
            values.Fill(1);
            values[^1] = presentation == 1 ? interval : 1;
        }
    }
}

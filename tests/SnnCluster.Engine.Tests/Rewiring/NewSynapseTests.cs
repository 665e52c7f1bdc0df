using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Tests.Rewiring;

/// <summary>
/// What a synapse that rewiring forms knows of spikes before: those in the axon reach it, those that have passed do not,
/// and traces, which belong to neurons, count both.
/// </summary>
public sealed class NewSynapseTests
{
    private const double Weight = 0.5;

    // Formed in the first update, which is that of the step 9: at the end of the 10th ms.
    private const int FormedIn = 9;

    [Theory]
    [InlineData(FormedIn - 5, false)]
    [InlineData(FormedIn - 4, true)]
    [InlineData(FormedIn, true)]
    public void Spikes_that_are_in_the_axon_reach_a_new_synapse_and_earlier_ones_do_not(int spike, bool arrives)
    {
        // A spike of step s with a delay of 5 steps is an event of step s + 4, after the wiring of that step has changed.
        using Simulation simulation = TinyNetwork.Simulate(Network(
            new SpikeTable(1).Add(spike, 0), SpikeTable.Silent(1), new StaticSynapseDescription(), delay: 5));
        var inputs = new List<int>();
        for (int step = 0; step < 30; step++)
        {
            simulation.Run(1);
            if (simulation.Jumps()[0] != 0)
            {
                inputs.Add(step);
            }
        }

        Assert.Equal(arrives ? [spike + 5] : [], inputs);
    }

    [Fact]
    public void The_trace_of_the_source_counts_its_events_from_before_a_synapse_was_formed()
    {
        // Source's event in step 5, target's spike in step 15: the synapse was formed between both.
        float weight = WeightAfter(new SpikeTable(1).Add(5, 0), new SpikeTable(1).Add(15, 0));
        Assert.Equal(Weight + (0.1 * Math.Exp(-10 / 20.0)), weight, 1e-6);
    }

    [Fact]
    public void The_trace_of_the_target_counts_its_spikes_from_before_a_synapse_was_formed()
    {
        float weight = WeightAfter(new SpikeTable(1).Add(15, 0), new SpikeTable(1).Add(5, 0));
        Assert.Equal(Weight - (0.1 * Math.Exp(-10 / 40.0)), weight, 1e-6);
    }

    [Fact]
    public void Pairs_of_spikes_from_before_a_synapse_was_formed_do_not_change_it()
    {
        float weight = WeightAfter(new SpikeTable(1).Add(3, 0).Add(6, 0), new SpikeTable(1).Add(4, 0).Add(7, 0));
        Assert.Equal((float)Weight, weight);
    }

    private static float WeightAfter(SpikeTable source, SpikeTable target)
    {
        var update = new PairStdpDescription
        {
            SourceTimeConstantMs = 20,
            TargetTimeConstantMs = 40,
            Potentiation = 0.1,
            Depression = 0.1,
            MaximumWeight = 1,
        };
        using Simulation simulation = TinyNetwork.Simulate(Network(source, target, update, delay: 1));
        simulation.Run(FormedIn);
        Assert.Empty(simulation.ReadSynapses(0));
        simulation.Run(30 - FormedIn);
        Synapse synapse = Assert.Single(simulation.ReadSynapses(0));
        return synapse.Weight;
    }

    private static NetworkDescription Network(
        SpikeTable source, SpikeTable target, SynapseDescription update, int delay) => TinyNetwork.Of(
        source,
        target,
        TinyNetwork.Projection(new FixedProbability(0), Weight) with
        {
            DelayMs = delay,
            Synapse = update,
            Rewiring = new PairAttemptsDescription
            {
                IntervalMs = FormedIn + 1,
                AttemptsPerUpdate = 1,
                FormationProbability = 1,
                FormationSigma = double.PositiveInfinity,
                WeakEliminationProbability = 0,
                StrongEliminationProbability = 0,
                NewWeight = Weight,
            },
        });
}

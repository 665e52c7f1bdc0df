using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Engine.Tests.Plasticity;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Host;

public sealed class MultapseTests
{
    private const int Steps = 200;

    private static readonly SpikeTable Source = SpikeTable.Random(6, Steps, seed: 61);
    private static readonly SpikeTable Target = SpikeTable.Random(13, Steps, seed: 62);

    private static readonly NetworkDescription Network = TinyNetwork.Of(
        Source,
        Target,
        TinyNetwork.Projection(new FixedInDegree(20, AllowMultapses: true)) with
        {
            Weight = new InitialValue.Uniform(0, 1),
            DendriticDelayMs = new InitialValue.Uniform(0, 4),
            Synapse = new PairStdpDescription { MaximumWeight = 1 },
        });

    [Fact]
    public void Synapses_of_a_pair_are_numbered_from_zero_without_gaps()
    {
        using Simulation simulation = TinyNetwork.Simulate(Network, partitions: 2);
        Synapse[] synapses = simulation.ReadSynapses(0);
        Assert.Equal(13 * 20, synapses.Length);
        Assert.All(synapses.GroupBy(synapse => synapse.Target), target => Assert.Equal(20, target.Count()));
        Assert.All(
            synapses.GroupBy(synapse => (synapse.Source, synapse.Target)),
            pair => Assert.Equal(Enumerable.Range(0, pair.Count()), pair.Select(synapse => synapse.K)));
        Assert.Contains(synapses, synapse => synapse.K > 3);
    }

    [Fact]
    public void Each_synapse_of_a_pair_draws_its_own_weight_and_delay()
    {
        using Simulation simulation = TinyNetwork.Simulate(Network);
        Synapse[] synapses = simulation.ReadSynapses(0);
        Assert.Equal(synapses.Length, synapses.DistinctBy(synapse => synapse.Weight).Count());
        Assert.Contains(
            synapses.GroupBy(synapse => (synapse.Source, synapse.Target)),
            pair => pair.Select(synapse => synapse.DelaySteps).Distinct().Count() > 2);
    }

    [Fact]
    public void Multapses_learn_and_deliver_one_by_one() =>
        EagerComparison.Run(Network, Source, Target, Steps, compareEvery: 40, partitions: 3);

    [Fact]
    public void The_result_does_not_depend_on_the_cut()
    {
        string Digest(int partitions)
        {
            using Simulation simulation = TinyNetwork.Simulate(Network, partitions);
            simulation.Run(Steps);
            return simulation.Digest();
        }

        string whole = Digest(1);
        Assert.All(new[] { 2, 3, 5, 8 }, partitions => Assert.Equal(whole, Digest(partitions)));
    }

    [Fact]
    public void A_rule_that_connects_a_pair_twice_without_declaring_it_is_refused()
    {
        NetworkDescription network = TinyNetwork.Silent(2, 2, TinyNetwork.Projection(new Undeclared()) with { Name = "twice" });
        var error = Assert.Throws<InvalidDescriptionException>(() => TinyNetwork.Simulate(network));
        Assert.Contains("twice connects source 1 to target 0 twice", Assert.Single(error.Findings));
    }

    [Fact]
    public void A_source_that_does_not_exist_is_refused()
    {
        NetworkDescription network = TinyNetwork.Silent(2, 2, TinyNetwork.Projection(new PairList((2, 0))));
        var error = Assert.Throws<InvalidDescriptionException>(() => TinyNetwork.Simulate(network));
        Assert.Contains("connects source 2: must be from 0 to 1", Assert.Single(error.Findings));
    }

    private sealed record Undeclared : ConnectivityDescription
    {
        public override Connector CreateConnector(ConnectivityContext context) =>
            new PairList((1, 0), (1, 0)).CreateConnector(context);
    }
}

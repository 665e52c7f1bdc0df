using SnnCluster.Cluster.Hosting;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Tests;

/// <summary>A network of a script on a node of a cluster, which knows nothing of the script.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task It_is_the_same_on_a_cluster_with_its_lists_and_what_it_records()
    {
        var options = new NodeOptions
        {
            Port = 0,
            Devices = "host,host",
            Networks = new ExperimentNetworks(reference => DescribedExperiment.Of(reference, null), new Dictionary<string, string>()),
            Configuration = "akka.loglevel = OFF",
        };
        await using ClusterNode node = await ClusterNode.StartAsync(options, CancellationToken.None);

        // More numbers than stand in a description's text, so that they travel in a file.
        Network network = SmallNetwork.Create();
        double[] thresholds = [.. Enumerable.Range(0, 1500).Select(i => 15 + (0.001 * i))];
        network.Add("many", thresholds.Length, new HeterogeneousLifDescription { ThresholdMv = thresholds, RestingPotentialMv = 20, ResetPotentialMv = 0, InitialPotentialMv = 0 });
        network.Populations[^1].RecordSpikes(new NeuronSelection.Every(3));
        network.Record("many.V:at-ms=5+8");

        using Run here = network.Run(SmallNetwork.DurationMs, seed: 3);
        using Run there = network.Run(SmallNetwork.DurationMs, seed: 3, cluster: node.Address);
        Assert.Equal(here.Digest, there.Digest);
        Assert.Equal(2, there.Summary.Partitions.Count);
        Assert.True(here.Spikes("many").Count > 0);
        Assert.Equal(here.Spikes("many").Neurons.ToArray(), there.Spikes("many").Neurons.ToArray());
        Assert.Equal(here.Weights("cells-cells").Weights.ToArray(), there.Weights("cells-cells").Weights.ToArray());
        Assert.Equal(16, there.States("many", "V").Neurons.Length);
        Assert.Equal([4.5, 7.5], there.States("many", "V").TimesMs.ToArray());
    }
}

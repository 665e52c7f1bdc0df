using SnnCluster.Cluster.Hosting;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Tests;

/// <summary>What a script says of a network, and what is wrong with it.</summary>
public sealed class NetworkTests
{
    [Fact]
    public void All_that_is_wrong_is_told_at_once_in_the_words_of_a_script()
    {
        var network = new Network();
        Population cells = network.Add("cells", 10, new LifDescription { RefractoryPeriodMs = -1 }, new DeltaDescription()).Record("U");
        network.Connect(cells, cells, new FixedInDegree(20), weight: 1, delayMs: 0.05);
        Assert.Equal(
            ["durationMs 10.05 ms is not a multiple of dt 0.1 ms", "partitions is -2: must be at least 1", "output is '': must be a folder"],
            Findings(() => network.Run(10.05, partitions: -2, output: "")));
        IReadOnlyList<string> findings = Findings(() => network.Run(10));
        Assert.Contains("cells refractory period [ms] is -1: must be at least 0", findings);
        Assert.Contains("cells-cells in-degree is 20: must be from 0 to 10, the number of sources", findings);
        Assert.Contains("delay of cells-cells 0.05 ms is below dt 0.1 ms", findings);
        Assert.Equal(
            ["device is 'abacus'"],
            Findings(() => SmallNetwork.Create().Run(10, device: "abacus")).Select(finding => finding.Split(": must be auto, ")[0]));
    }

    [Fact]
    public void A_state_variable_that_there_is_not_is_refused()
    {
        Network network = SmallNetwork.Create();
        network.Populations[0].Record("U");
        Assert.Contains("there is no state variable 'U'", Assert.Single(Findings(() => network.Run(10))), StringComparison.Ordinal);
        Assert.Equal(["cells.U is recorded already"], Findings(() => network.Populations[0].Record("U", everyMs: 2)));
        network = SmallNetwork.Create();
        network.Record("cells.U");
        Assert.StartsWith("record is 'cells.U': must be one of", Assert.Single(Findings(() => network.Run(10))), StringComparison.Ordinal);
    }

    [Fact]
    public void Populations_of_another_network_are_refused()
    {
        Network one = SmallNetwork.Create();
        Network other = SmallNetwork.Create();
        Assert.Equal(
            ["target is 'cells' of another network: must be a population of this one"],
            Findings(() => one.Connect(one.Populations[0], other.Populations[0], new OneToOne(), 1, 1)));
    }

    [Fact]
    public void Names_that_nobody_gives_are_unique()
    {
        Network network = SmallNetwork.Create();
        Population cells = network.Populations[0].Drive(1, 1);
        network.Connect(cells, cells, new OneToOne(), weight: 1, delayMs: 1);
        network.Connect(cells, cells, new OneToOne(), weight: 1, delayMs: 1);
        NetworkDescription description = network.Describe();
        Assert.Equal(["cells-cells", "cells-cells-2", "cells-cells-3"], description.Projections.Select(projection => projection.Name));
        Assert.Equal(["drive of cells", "drive of cells-2"], description.Inputs.Select(input => input.Name));
        Assert.Equal("delta", description.Populations[0].Receptors[0].Name);
        description.Validate();
    }

    [Fact]
    public void A_network_comes_back_from_its_description_file()
    {
        string folder = Directory.CreateTempSubdirectory("snncluster-facade-").FullName;
        try
        {
            string path = Path.Combine(folder, "small.json");
            SmallNetwork.Create().Save(path);
            using Run read = Network.Read(path).Run(20);
            using Run own = SmallNetwork.Create().Run(20);
            Assert.Equal(own.Digest, read.Digest);
            Assert.Equal(own.Summary.Experiment, read.Summary.Experiment);
            Assert.Contains("is there already", Assert.Single(Findings(() => SmallNetwork.Create().Save(path))), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Several_receptors_have_the_names_that_were_given()
    {
        var network = new Network();
        Population cells = network.Add("cells", 2, new LifDescription(), ("fast", new ExponentialCurrentDescription()), ("slow", new AlphaCurrentDescription()));
        network.Connect(cells, cells, new OneToOne(), weight: 1, delayMs: 1, receptor: "slow");
        using Run run = network.Run(1);
        Assert.True(run.IsComplete);
        network.Connect(cells, cells, new OneToOne(), weight: 1, delayMs: 1, receptor: "slower");
        Assert.Contains("slower", Assert.Single(Findings(() => network.Run(1))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_that_is_not_there_and_what_it_cannot_run_are_told()
    {
        Network network = SmallNetwork.Create();
        Assert.Throws<ClusterException>(() => network.Run(1, cluster: "127.0.0.1:1"));
        IReadOnlyList<string> findings = Findings(() => network.Run(1, cluster: "here", clientConfig: "nowhere.hocon"));
        Assert.Equal(2, findings.Count);
        Assert.StartsWith("clientConfig is 'nowhere.hocon': it cannot be read: ", findings[0], StringComparison.Ordinal);
        Assert.Equal("cluster is 'here': must be host:port of any node of the cluster, with a port from 1 to 65535", findings[1]);
        network.Add("own", 1, new OwnDescription());
        Assert.EndsWith(
            "is a OwnDescription, which only code can make: no description has it",
            Assert.Single(Findings(() => network.Run(1, cluster: "127.0.0.1:1"))),
            StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Findings(Action action) => Assert.Throws<InvalidDescriptionException>(action).Findings;

    private sealed record OwnDescription : NeuronModelDescription<NoConstants>
    {
        public override string Name => "own";

        public override Type ModelType => typeof(Parrot<>);

        public override NoConstants Constants(double dtMs) => default;

        public override void Validate(string name, double dtMs, ValidationErrors errors)
        {
        }
    }
}

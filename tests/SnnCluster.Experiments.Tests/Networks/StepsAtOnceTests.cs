using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Networks;

/// <summary>
/// Sources are computed for many steps at once, and arrivals wait until somebody needs them. Whoever looks at a network after every step has
/// each step computed by itself: nothing may depend on that, in any built-in network.
/// </summary>
public sealed class StepsAtOnceTests
{
    // No whole number of the steps that are computed at once.
    private const int Steps = 333;

    public static TheoryData<string> Networks => [.. SmallNetworks.All.Keys];

    [Fact]
    public void All_built_in_networks_are_looked_at() =>
        Assert.Equal(
            from type in typeof(Experiment).Assembly.GetExportedTypes()
            where type.IsSubclassOf(typeof(Experiment)) && !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null
            select ((Experiment)Activator.CreateInstance(type)!).Name into name
            orderby name
            select name,
            SmallNetworks.All.Keys.Order());

    [Theory]
    [MemberData(nameof(Networks))]
    public void Many_steps_at_once_give_what_single_steps_give(string name)
    {
        (Experiment experiment, Dictionary<string, string> set) = SmallNetworks.All[name];
        NetworkDescription network = experiment.Describe(ExperimentSettings.Of(experiment, set));
        using Simulation many = Create(network);
        many.Run(Steps);
        string expected = many.FullDigest();
        Assert.True(Enumerable.Range(0, network.Populations.Count).Sum(many.SpikeCount) > 0);

        using Simulation single = Create(network);
        for (int step = 0; step < Steps; step++)
        {
            single.Run(1);
            Look(single);
            if (step % 50 == 17)
            {
                single.Capture();
                single.Digest();
            }
        }

        Assert.Equal(expected, single.FullDigest());
    }

    private static void Look(Simulation simulation)
    {
        NetworkDescription network = simulation.Network;
        for (int population = 0; population < network.Populations.Count; population++)
        {
            var values = new float[network.Populations[population].Size];
            for (int variable = 0; variable < StateVariables.Of(network, population).Count; variable++)
            {
                simulation.ReadState(population, variable, values);
            }
        }
    }

    private static Simulation Create(NetworkDescription network) => Simulation.Create(network, new HostDevice(), partitions: 2);
}

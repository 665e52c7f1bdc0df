namespace SnnCluster.Processes.Tests;

/// <summary>Three workers for all tests that leave them as they were.</summary>
public sealed class ThreeWorkers() : Workers(3);

/// <summary>
/// Three workers for all tests that take some away, and start others in their place. They give up one that is missing after a
/// shorter time than the default, and runs go on soon with those that are left.
/// </summary>
public sealed class FaultyWorkers() : Workers(3, Settings)
{
    /// <summary>Settings of nodes that give up one that is missing sooner than by default.</summary>
    internal const string Settings = """
        snncluster.recovery.replacement-wait = 1s
        akka.cluster.split-brain-resolver.stable-after = 3s
        """;
}

/// <summary>
/// Tests with worker processes: one after the other, since they share the cores of the machine, and a starved node looks
/// like a lost one.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ClusterTests : ICollectionFixture<ThreeWorkers>, ICollectionFixture<FaultyWorkers>
{
    public const string Name = "cluster";
}

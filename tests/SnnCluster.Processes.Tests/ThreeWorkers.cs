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
/// Tests with three workers: one after the other, since they share them. Each collection of tests has nodes of its own, so that they run beside each other: they wait
/// more than they compute.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ClusterTests : ICollectionFixture<ThreeWorkers>
{
    public const string Name = "cluster";
}

/// <summary>The same with workers of which tests take some away.</summary>
[CollectionDefinition(Name)]
public sealed class FaultTests : ICollectionFixture<FaultyWorkers>
{
    public const string Name = "faults";
}

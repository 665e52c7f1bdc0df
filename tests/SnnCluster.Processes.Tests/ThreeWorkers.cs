namespace SnnCluster.Processes.Tests;

/// <summary>Three workers for all tests that leave them as they were.</summary>
public sealed class ThreeWorkers() : Workers(3);

/// <summary>
/// Tests with worker processes: one after the other, since they share the cores of the machine, and a starved node looks
/// like a lost one.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ClusterTests : ICollectionFixture<ThreeWorkers>
{
    public const string Name = "cluster";
}

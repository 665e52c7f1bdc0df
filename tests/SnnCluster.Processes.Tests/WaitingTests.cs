using Xunit.Abstractions;

// Nodes wait more than they compute, so that more collections than processors run beside each other.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer("SnnCluster.Processes.Tests.LongestFirst", "SnnCluster.Processes.Tests")]

namespace SnnCluster.Processes.Tests;

/// <summary>
/// Tests with nodes of their own that mostly wait, for an answer that does not come or for a node to be given up: one after
/// the other.
/// </summary>
[CollectionDefinition(Name)]
public sealed class WaitingTests
{
    public const string Name = "waiting";
}

/// <summary>The longest collections begin first, so that the short ones run beside them and not after them.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] First = [FaultTests.Name, WaitingTests.Name, ClusterTests.Name];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.IndexOf(First, collection.DisplayName) is >= 0 and int place ? place : First.Length);
}

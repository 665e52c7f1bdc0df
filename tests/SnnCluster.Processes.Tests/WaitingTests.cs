using Xunit.Abstractions;

[assembly: TestCollectionOrderer("SnnCluster.Processes.Tests.ClusterTestsFirst", "SnnCluster.Processes.Tests")]

namespace SnnCluster.Processes.Tests;

/// <summary>
/// Tests with nodes of their own that mostly wait, for an answer that does not come or for a node to be given up: one after
/// the other, beside those of <see cref="ClusterTests"/>, which leave the processors idle as well while they wait.
/// </summary>
[CollectionDefinition(Name)]
public sealed class WaitingTests
{
    public const string Name = "waiting";
}

/// <summary>The longest collections begin first, so that the short ones run beside them and not after them.</summary>
public sealed class ClusterTestsFirst : ITestCollectionOrderer
{
    private static readonly string[] First = [ClusterTests.Name, WaitingTests.Name];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.IndexOf(First, collection.DisplayName) is >= 0 and int place ? place : First.Length);
}

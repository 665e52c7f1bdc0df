using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Learning.Parallel.Nodes;

namespace SnnCluster.Learning.Tests.Parallel;

public sealed class TrainingPlacementTests
{
    [Theory]
    [InlineData(null, "a:0+1 b:1+3")]
    [InlineData(1, "a:0+1")]
    [InlineData(2, "a:0+1 b:1+1")]
    [InlineData(3, "a:0+1 b:1+2")]
    [InlineData(7, "a:0+3 b:3+4")]
    public void Workers_go_to_nodes_in_turn_as_far_as_cores_reach(int? workers, string expected)
    {
        ClusterStatus status = Cluster(("b", 3, "up"), ("a", 1, "up"), ("c", 0, "up"), ("d", 4, "unreachable"));
        Assert.Equal(
            expected,
            string.Join(' ', TrainingPlacement.Of(status, workers, "a").Select(node => $"{node.Address}:{node.First}+{node.Workers}")));
    }

    [Fact]
    public void Without_a_core_there_is_an_error() => Assert.Equal(
        "no node of the cluster of a:1 offers a core to train on (--devices of the nodes)",
        Assert.Throws<ClusterException>(() => TrainingPlacement.Of(Cluster(("a:1", 0, "up")), 2, "a:1")).Message);

    private static ClusterStatus Cluster(params (string Address, int Cores, string State)[] nodes) => new()
    {
        Coordinator = "a",
        Runs = [],
        Nodes =
        [
            .. nodes.Select(node => new NodeStatus
            {
                State = node.State,
                Report = new NodeReport
                {
                    ProtocolVersion = 1,
                    Address = node.Address,
                    ProgramVersion = "",
                    Devices =
                    [
                        new DeviceOffer { Name = "cuda:0", Kind = "cuda", MemoryBytes = 1 },
                        .. Enumerable.Repeat(new DeviceOffer { Name = "host", Kind = "host", MemoryBytes = 1 }, node.Cores),
                    ],
                },
            }),
        ],
    };
}

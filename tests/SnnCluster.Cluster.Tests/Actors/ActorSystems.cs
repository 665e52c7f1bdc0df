using Akka.Actor;
using Akka.Configuration;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Actors;

/// <summary>Actor systems and messages for tests of single actors.</summary>
internal static class ActorSystems
{
    public static ActorSystem Create() => ActorSystem.Create(
        "test", ConfigurationFactory.ParseString("akka.loggers = []").WithFallback(NodeConfiguration.OfProcess()));

    public static NodeReport Report { get; } = new()
    {
        ProtocolVersion = WireProtocol.Version,
        Address = "local",
        ProgramVersion = "",
        Devices = [new DeviceOffer { Name = "host", Kind = "host", MemoryBytes = 1L << 40 }],
        Machine = "m",
    };

    /// <summary>One partition of a small map on one node.</summary>
    public static PrepareRun Prepare(string run, string network, int steps) => new()
    {
        RunId = run,
        Specification = TestNetworks.Run(network, steps),
        Node = 0,
        Placement = new RunPlacement
        {
            Nodes = ["local"],
            Transport = "shared",
            Partitions =
            [
                new PartitionPlacement
                {
                    Node = 0,
                    Device = "host",
                    DeviceIndex = 0,
                    Slices = [new SliceContract { Begin = 0, End = 399 }, new SliceContract { Begin = 0, End = 399 }],
                    Neurons = 798,
                    ExpectedSynapses = 0,
                    MemoryBytes = 0,
                    CostShare = 1,
                },
            ],
        },
    };
}

using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Tests.Actors;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Tests.Runs;

/// <summary>Numbers of nodes and slices that a node is told are those of the run, or the attempt ends with a reason.</summary>
public sealed class NodeRunTests
{
    private const string Map = "delay-10";

    private static readonly NetworkDescription Network = SmallMap.Named(Map).Describe();

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void Frames_of_a_node_that_is_no_other_of_the_run_end_the_attempt(int node)
    {
        var host = new Host();
        using NodeRun run = Built(host, Preparation());
        run.Receive(new FrameEnvelope { RunId = "r", Node = node, Number = 0, Bytes = [1, 2, 3] });
        Assert.Equal(
            $"frames came in the name of node number {node}: the others of the run are 0, 2", host.OnlyFailure().Reason);
    }

    [Fact]
    public void Bytes_of_another_node_that_are_no_frames_end_the_attempt()
    {
        var host = new Host();
        using NodeRun run = Built(host, Preparation());
        run.Receive(new FrameEnvelope { RunId = "r", Node = 2, Number = 0, Bytes = [1, 2, 3] });
        Assert.StartsWith("node c:1 sent what is no frame", host.OnlyFailure().Reason);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(1)]
    public void Frames_that_a_node_wants_which_is_no_other_of_the_run_end_the_attempt(int node)
    {
        var host = new Host();
        using NodeRun run = Built(host, Preparation());
        run.Again(new FramesAgain { RunId = "r", Node = node, Interval = 0 });
        Assert.Equal(
            $"frames are wanted in the name of node number {node}: the others of the run are 0, 2", host.OnlyFailure().Reason);
    }

    [Fact]
    public void Frames_that_are_wanted_before_there_are_links_are_asked_for_again()
    {
        var host = new Host();
        using NodeRun run = Built(host, Preparation());
        run.Again(new FramesAgain { RunId = "r", Node = 2, Interval = 0 });
        Assert.Empty(host.Failures);
    }

    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(2, 0, false)]
    [InlineData(0, 1, false)]
    [InlineData(1, 1, false)]
    [InlineData(3, 1, false)]
    public void Only_nodes_of_a_higher_number_invite(int listener, int connector, bool isRight)
    {
        var host = new Host();
        using NodeRun run = Built(host, Preparation());
        run.Connect(new ConnectRun
        {
            RunId = "r",
            Invitations = [new DirectInvitation { Listener = listener, Connector = connector, Host = "c", Port = 1, Token = [] }],
        });
        Assert.Equal(isRight, host.Connected);
        Assert.Equal(isRight ? 0 : 1, host.Failures.Count);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(3, 0, 1)]
    [InlineData(0, -1, 1)]
    [InlineData(0, 1, 4)]
    [InlineData(0, 1, 1)]
    public void What_cannot_be_of_other_nodes_partitions_ends_the_attempt(int partition, int begin, int end)
    {
        var host = new Host();
        using NodeRun run = Built(host, Preparation());
        run.Connect(new ConnectRun
        {
            RunId = "r",
            Takers = [new SpikeTakerContract { Partition = partition, Of = [new SliceContract { Begin = begin, End = end }] }],
        });
        Assert.False(host.Connected);
        Assert.StartsWith("what the coordinator says of other nodes' partitions cannot be: partition ", host.OnlyFailure().Reason, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Layouts => new()
    {
        { "its own number", "this node is number 3: nodes are numbered from 0 to 2" },
        { "a partition's node", "partition 1 is on node 3: nodes are numbered from 0 to 2" },
        { "a negative node", "partition 2 is on node -1: nodes are numbered from 0 to 2" },
        { "no partition here", "this node is number 1: no partition is on it" },
        { "no partition", "the run has no partition" },
        { "a slice less", "its partitions are not a cut of source" },
        { "a gap", "its partitions are not a cut of target" },
        { "a slice that ends before it begins", "its partitions are not a cut of source" },
        { "too few neurons", $"its partitions end at neuron 1 of source, which has {Network.Populations[0].Size}" },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_layout_that_cannot_be_ends_the_attempt(string change, string finding)
    {
        PrepareRun right = Preparation();
        PartitionPlacement[] partitions = [.. right.Placement.Partitions];
        PrepareRun With(params PartitionPlacement[] changed) =>
            right with { Placement = right.Placement with { Partitions = changed } };
        SliceContract[] Slices(int partition, int population, int begin, int end)
        {
            SliceContract[] slices = [.. partitions[partition].Slices];
            slices[population] = new SliceContract { Begin = begin, End = end };
            return slices;
        }

        PrepareRun wrong = change switch
        {
            "its own number" => right with { Node = 3 },
            "a partition's node" => With(partitions[0], partitions[1] with { Node = 3 }, partitions[2]),
            "a negative node" => With(partitions[0], partitions[1], partitions[2] with { Node = -1 }),
            "no partition here" => With([.. partitions.Select(partition => partition with { Node = 0 })]),
            "no partition" => With(),
            "a slice less" => With(partitions[0], partitions[1] with { Slices = [.. partitions[1].Slices.Take(1)] }, partitions[2]),
            "a gap" => With(
                partitions[0] with { Slices = Slices(0, 1, 0, partitions[0].Slices[1].End - 1) }, partitions[1], partitions[2]),
            "a slice that ends before it begins" => With(
                partitions[0] with { Slices = Slices(0, 0, 0, -1) }, partitions[1], partitions[2]),
            _ => With(
                partitions[0] with { Slices = Slices(0, 0, 0, 1) },
                partitions[1] with { Slices = Slices(1, 0, 1, 1) },
                partitions[2] with { Slices = Slices(2, 0, 1, 1) }),
        };
        var host = new Host();
        using NodeRun run = Built(host, wrong);
        Assert.Equal($"the coordinator's layout of the run cannot be: {finding}", host.OnlyFailure().Reason);
        Assert.Empty(host.Started);
    }

    public static TheoryData<string, string> Specifications => new()
    {
        { "goal.V", "--record is 'goal.V': must be one of " },
        { "target.Vm", "--record is 'target.Vm': must be one of " },
        { "target.V:neurons=first-0", "state variable target.V selects 0 neurons from 0 on: target has those from 0 to 398" },
        { "target.V:neurons=first-400", "state variable target.V selects 400 neurons from 0 on: target has those from 0 to 398" },
        { "target.V:neurons=7-2147483647", "state variable target.V selects 2147483641 neurons from 7 on: target has those from 0 to 398" },
        { "target.V:every-steps=1000000", "state variable target.V interval " },
        { "target.correlation:bin-ms=0.05", "--record target.correlation:bin-ms=0.05 bin-ms 0.05 ms is below dt 0.1 ms" },
        { "spikes:from-ms=1e9", "spikes begin of its window 1000000000 ms is more than 2147483647 steps of dt 0.1 ms" },
        { "feed-forward.weights:lower=0:upper=1:bins=1000000", "weights of feed-forward number of bins of its histogram is 1000000: must be from 1 to 65536" },
        { "more samples than steps", "number of intervals that samples take together is 11: must be from 1 to 10" },
        { "no folder", "checkpoints are to be written, and the run names no folder for them" },
    };

    [Theory]
    [MemberData(nameof(Specifications))]
    public void What_the_network_does_not_have_ends_the_attempt(string change, string finding)
    {
        PrepareRun right = Preparation();
        PrepareRun wrong = right with
        {
            Specification = change switch
            {
                "no folder" => right.Specification with { CheckpointSteps = 10 },
                "more samples than steps" => right.Specification with { SampleSteps = 10, SamplesTogether = 11 },
                _ => right.Specification with { Record = [change] },
            },
        };
        var host = new Host();
        using NodeRun run = Built(host, wrong);
        RunFailure failure = host.OnlyFailure();
        Assert.StartsWith(finding, failure.Reason, StringComparison.Ordinal);
        Assert.True(failure.IsInput);
        Assert.Empty(host.Started);
    }

    private static NodeRun Built(Host host, PrepareRun prepare)
    {
        var run = new NodeRun(prepare, new TestNetworks(), TimeSpan.FromSeconds(1), new PartitionProgress(), host);
        run.Build();
        return run;
    }

    // The second of three nodes with a partition each.
    private static PrepareRun Preparation()
    {
        PartitionPlan plan = PartitionPlan.Even(Network, 3);
        return new PrepareRun
        {
            RunId = "r",
            Whole = "r",
            Node = 1,
            Specification = TestNetworks.Run(Map, steps: 100, partitions: 3),
            Placement = new RunPlacement
            {
                Nodes = ["a:1", "b:1", "c:1"],
                Transport = "actors",
                Partitions =
                [
                    .. Enumerable.Range(0, 3).Select(p => new PartitionPlacement
                    {
                        Node = p,
                        Device = "host",
                        DeviceIndex = 0,
                        Slices = [.. plan[p].Select(slice => new SliceContract { Begin = slice.Begin, End = slice.End })],
                        Neurons = 0,
                        ExpectedSynapses = 0,
                        MemoryBytes = 0,
                        CostShare = 1,
                    }),
                ],
            },
        };
    }

    private sealed class Host : INodeRunHost
    {
        public List<RunFailure> Failures { get; } = [];

        public List<PartitionSetup> Started { get; } = [];

        public bool Connected { get; private set; }

        public RunFailure OnlyFailure() => Assert.Single(Failures);

        public void ToCoordinator(IWireMessage message) => Failures.AddRange(new[] { message }.OfType<RunFailure>());

        public void ToPeer(int peer, IWireMessage message)
        {
        }

        public void ToPartitions(IWireMessage message)
        {
        }

        public void StartPartition(PartitionSetup setup) => Started.Add(setup);

        public void BeginLooking()
        {
        }

        public ICheckpointDisk Folder(string path) => new CheckpointDirectory(path);

        public ICheckpointPeers Peers(string path) => new NoPeers();

        public IReadOnlyList<DirectInvitation> Listen() => [];

        public void Connect(IReadOnlyList<DirectInvitation> invitations, FrameExchange exchange) => Connected = true;

        public void Warn(string text)
        {
        }
    }
}

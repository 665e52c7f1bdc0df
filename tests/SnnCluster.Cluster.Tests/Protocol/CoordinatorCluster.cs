using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Tests.Protocol;

/// <summary>A coordinator's protocol with what it said, and short ways to tell it what nodes and clients say.</summary>
internal sealed class CoordinatorCluster
{
    private static readonly NetworkDescription Network = SmallMap.Named("delay-1").Describe() with { Projections = [] };

    private int _runs;

    /// <param name="nodes">How many nodes there are, of two devices each: a:1, b:1 and so on.</param>
    /// <param name="keptRuns">How many runs that are over are kept.</param>
    /// <param name="losses">How many losses in a row a run survives.</param>
    /// <param name="largestMessage">The most bytes of a message to a node.</param>
    public CoordinatorCluster(int nodes = 2, int keptRuns = 8, int losses = 0, long largestMessage = long.MaxValue)
    {
        Protocol = new CoordinatorProtocol(
            new Networks(),
            () => $"r{++_runs}",
            new RecoveryOptions { MostLossesInVain = losses },
            Clock,
            keptRuns,
            largestMessage);
        for (int node = 0; node < nodes; node++)
        {
            Tell(Report(node));
        }
    }

    public CoordinatorProtocol Protocol { get; }

    public VirtualClock Clock { get; } = new();

    /// <summary>Effects of the last message.</summary>
    public IReadOnlyList<CoordinatorEffect> Effects { get; private set; } = [];

    /// <summary>Messages to nodes among them.</summary>
    public IEnumerable<(string Address, IWireMessage Message)> ToNodes =>
        Effects.OfType<CoordinatorEffect.ToNode>().Select(effect => (effect.Address, effect.Message));

    /// <summary>Answers to clients and nodes among them.</summary>
    public IEnumerable<IWireMessage> Answers => Effects.OfType<CoordinatorEffect.ToClient>().Select(effect => effect.Message);

    public static string Address(int node) => $"{(char)('a' + node)}:1";

    public static NodeReport Report(int node, int version = WireProtocol.Version) => new()
    {
        ProtocolVersion = version,
        Address = Address(node),
        ProgramVersion = "9.9",
        Devices = [.. Enumerable.Repeat(new DeviceOffer { Name = "host", Kind = "host", MemoryBytes = 1L << 40 }, 2)],
        Machine = Address(node),
    };

    public static SubmitRun Submission(
        int partitions = 4, string experiment = "map", bool waits = true, bool isDry = false) => new()
        {
            ProtocolVersion = WireProtocol.Version,
            Specification = new RunSpecification
            {
                Network = new NetworkReference { Experiment = experiment, DtMs = 0.1, Seed = 1 },
                Steps = 1000,
                Partitions = partitions,
            },
            WaitsIfBusy = waits,
            IsDryRun = isDry,
        };

    public IReadOnlyList<CoordinatorEffect> Tell(IWireMessage message) => Effects = Protocol.Receive(message, "somebody");

    public IReadOnlyList<CoordinatorEffect> Lose(int node, bool isGone = false) =>
        Effects = Protocol.NodeLost(Address(node), "it does not answer", isGone);

    public RunPage Page(string run) => Protocol.PageOf(run)!;

    public void Prepare(string run, int nodes = 2) => Each(nodes, node => new NodePrepared { RunId = run, Node = node });

    public void Connect(string run, int nodes = 2) => Each(nodes, node => new NodeConnected { RunId = run, Node = node });

    public void Finish(string run, int step, int partitions = 4) => Each(partitions, partition => End(run, partition, step));

    public void Release(string run, int nodes = 2) =>
        Each(nodes, node => new NodeReleased { RunId = run, Address = Address(node) });

    /// <summary>Brings a run to its first step.</summary>
    public void Start(string run, int nodes = 2)
    {
        Prepare(run, nodes);
        Connect(run, nodes);
    }

    public void Progress(string run, params int[] steps) => Tell(new RunProgressReport
    {
        RunId = run,
        Partitions = [.. Enumerable.Range(0, steps.Length)],
        Steps = steps,
        LoopSeconds = [.. steps.Select(step => step * 1e-5)],
    });

    /// <summary>Lets time pass.</summary>
    public void Wait(TimeSpan time)
    {
        Clock.Advance(time);
        Effects = Protocol.Tick();
    }

    // The last part of a partition's last report, after its figures.
    private ReportPart End(string run, int partition, int step)
    {
        Tell(new ReportPart { RunId = run, Partition = partition, Step = step, Kind = ReportKind.Final });
        return new ReportPart { RunId = run, Partition = partition, Step = step, Kind = ReportKind.End };
    }

    private void Each(int count, Func<int, IWireMessage> message)
    {
        for (int i = 0; i < count; i++)
        {
            Tell(message(i));
        }
    }

    private sealed class Networks : INetworkSource
    {
        public IReadOnlyDictionary<string, string> Models { get; } = new Dictionary<string, string>();

        public NetworkDescription Create(NetworkReference reference) => reference.Experiment switch
        {
            "unknown" => throw new InvalidDescriptionException("there is no experiment 'unknown'"),
            "broken" => throw new DivideByZeroException("in its own code"),
            _ => Network,
        };
    }
}

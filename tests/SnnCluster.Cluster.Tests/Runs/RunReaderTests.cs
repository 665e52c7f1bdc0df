using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Tests.Exchange;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Cluster.Tests.Runs;

/// <summary>What whoever follows a run is told, and when.</summary>
public sealed class RunReaderTests : IRunFollower
{
    private const int Step = 10;

    private static readonly RunPage Page = new()
    {
        RunId = "r",
        State = RunState.Building,
        PartsThere = 7,
        Step = 0,
        LoopSeconds = 0,
        Log = "log",
        Specification = new RunSpecification
        {
            Network = new NetworkReference { Experiment = "map", DtMs = 0.1, Seed = 1 },
            Steps = Step,
        },
        Placement = new RunPlacement
        {
            Nodes = ["a:1"],
            Partitions =
            [
                new PartitionPlacement
                {
                    Node = 0, Device = "host", DeviceIndex = 0, Slices = [], Neurons = 1, ExpectedSynapses = 1, MemoryBytes = 1, CostShare = 1,
                },
            ],
            Transport = "actors",
        },
    };

    private readonly RunReader _reader;
    private readonly List<NetworkSample> _samples = [];
    private int _placed;

    private readonly ObservationPlan _plan =
        ObservationLog.Plan(SmallMap.Named("small-populations").Describe(), Step, SampleTimes.None, "connectivity", "synapses", "spikes");

    public RunReaderTests() => _reader = new RunReader("r", _ => _plan, this);

    // Whoever is told begins to write, and a checkpoint that a partition cannot read may be the last one.
    [Theory]
    [InlineData(RunState.Waiting)]
    [InlineData(RunState.Building)]
    [InlineData(RunState.Recovering)]
    public void Nothing_is_told_of_a_run_before_its_partitions_have_begun(RunState state)
    {
        Assert.False(_reader.Take(Page with { State = state }));
        Assert.Equal(0, _placed);
        Assert.Equal(long.MaxValue, _reader.Next.From);
        Assert.True(_reader.Take(Page with { State = RunState.Failed, Failure = "no checkpoint is whole" }));
        Assert.Equal(0, _placed);
    }

    [Fact]
    public void Once_it_runs_its_reports_are_asked_for_from_the_first_on()
    {
        Assert.False(_reader.Take(Page));
        Assert.False(_reader.Take(Page with { State = RunState.Running }));
        Assert.Equal(1, _placed);
        Assert.Equal(0, _reader.Next.From);
    }

    // The start alone has the synapses that never change.
    [Fact]
    public void Where_the_reports_of_the_start_are_lost_it_is_computed_again()
    {
        using var cluster = new WorkerCluster(_plan.Network, [0], new ShuffledNetwork(1), seed: 1, _plan);
        cluster.Run(Step);
        PartitionReporter reporter = new("r", 0, _plan, hasFullDigest: false, cluster.Exchanges[0], 0.5);
        ReportPart attempt = new()
        {
            RunId = "r",
            Partition = -1,
            Step = Step - 1,
            Kind = ReportKind.Attempt,
            Data = ContractBytes.Of(new AttemptStart { Step = Step - 1, Placement = Page.Placement! }),
        };
        ReportPart[] parts = [attempt, .. reporter.Report(cluster.Workers[0], Step)];
        RunPage page = Page with { State = RunState.Finished, PartsThere = parts.Length };
        Assert.False(_reader.Take(page with { State = RunState.Running, Log = "" }));
        Assert.True(_reader.Take(page with { Log = "", Parts = parts }));

        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(_plan.Network, device, observation: _plan);
        Assert.Equal([0, Step], _samples.Select(sample => sample.Step));
        NetworkSample start = simulation.Sample(Step);
        Assert.Equal(start.Synapses.Select(stream => stream!.ToArray()), _samples[0].Synapses.Select(stream => stream!.ToArray()));
        Assert.Equal(ObservationLog.Of(_plan, [start])[0], ObservationLog.Of(_plan, [_samples[0]])[0]);
        Assert.True(_samples[1].FollowsLoss);
        Assert.Equal([new LostReports(0, Step)], _reader.Outcome(page).Lost);
    }

    void IRunFollower.OnPlaced(RunSpecification specification, RunPlacement placement) => _placed++;

    void IRunFollower.OnSample(NetworkSample sample) => _samples.Add(ObservationLog.Held(sample));

    void IRunFollower.OnProgress(RunPage page)
    {
    }
}

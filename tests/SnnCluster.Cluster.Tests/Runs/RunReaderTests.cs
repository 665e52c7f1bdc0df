using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Recording;

namespace SnnCluster.Cluster.Tests.Runs;

/// <summary>What whoever follows a run is told, and when.</summary>
public sealed class RunReaderTests : IRunFollower
{
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
            Steps = 10,
        },
        Placement = new RunPlacement
        {
            Nodes = ["a:1"],
            Partitions =
            [
                new PartitionPlacement
                {
                    Node = 0, Device = "host", Slices = [], Neurons = 1, ExpectedSynapses = 1, MemoryBytes = 1, CostShare = 1,
                },
            ],
            Transport = "actors",
        },
    };

    private readonly RunReader _reader;
    private int _placed;

    public RunReaderTests() => _reader = new RunReader("r", _ => SmallMap.Named("small-populations").Describe(), this);

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

    void IRunFollower.OnPlaced(RunSpecification specification, RunPlacement placement) => _placed++;

    void IRunFollower.OnSample(NetworkSample sample)
    {
    }

    void IRunFollower.OnProgress(RunPage page)
    {
    }
}

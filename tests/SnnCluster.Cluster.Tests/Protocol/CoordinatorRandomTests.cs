using CsCheck;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Protocol;

public sealed class CoordinatorRandomTests
{
    private static readonly Gen<string> RunIds = Gen.OneOf("r1", "r2", "r3", "r9");
    private static readonly Gen<int> Numbers = Gen.Int[-2, 7];

    private static readonly Gen<IWireMessage> Messages = Gen.OneOf<IWireMessage>(
        Gen.Int[1, 6].Select(partitions => (IWireMessage)CoordinatorCluster.Submission(partitions)),
        Gen.OneOf("unknown", "broken").Select(name => (IWireMessage)CoordinatorCluster.Submission(experiment: name)),
        Gen.Int[0, 3].Select(node => (IWireMessage)CoordinatorCluster.Report(node)),
        RunIds.Select(run => (IWireMessage)new CancelRun { RunId = run }),
        Gen.Select(RunIds, Numbers).Select((run, node) => (IWireMessage)new NodePrepared { RunId = run, Node = node }),
        Gen.Select(RunIds, Numbers).Select((run, node) => (IWireMessage)new NodeConnected { RunId = run, Node = node }),
        Gen.Select(RunIds, Numbers).Select((run, p) => (IWireMessage)new PartitionHeld { RunId = run, Partition = p, Step = 5 }),
        Gen.Select(RunIds, Numbers.Array[0, 3], Numbers.Array[0, 3]).Select((run, partitions, steps) =>
            (IWireMessage)new RunProgressReport { RunId = run, Partitions = partitions, Steps = steps, LoopSeconds = [1] }),
        Gen.Select(RunIds, Numbers, Gen.Enum<ReportKind>()).Select((run, partition, kind) =>
            (IWireMessage)new ReportPart { RunId = run, Partition = partition, Step = 5, Kind = kind }),
        Gen.Select(RunIds, Numbers, Numbers, Numbers).Select((run, node, partition, lost) =>
            (IWireMessage)new RunFailure { RunId = run, Node = node, Partition = partition, LostNode = lost, Reason = "x" }),
        Gen.Select(RunIds, Gen.Int[0, 3]).Select((run, node) =>
            (IWireMessage)new NodeReleased { RunId = run, Address = CoordinatorCluster.Address(node) }));

    [Fact]
    public void No_sequence_of_messages_is_an_exception_or_leaves_a_run_behind() => Messages.Array[0, 60].Sample(messages =>
    {
        var cluster = new CoordinatorCluster(nodes: 2, keptRuns: 2);
        foreach (IWireMessage message in messages)
        {
            cluster.Tell(message);
            AssertNoneIsForgotten(cluster);
        }
    });

    /// <summary>
    /// Nodes that do as they are told, but slowly and in any order, and whose messages may come twice; clients that cancel;
    /// nodes that are lost and come back. In the end every run is over, and a lost node's only with one failure.
    /// </summary>
    [Fact]
    public void Every_run_ends_whatever_is_lost_or_cancelled() => Gen.Select(Gen.Int, Gen.Int[1, 4]).Sample((seed, runs) =>
    {
        var random = new Random(seed);
        var cluster = new CoordinatorCluster(nodes: 3, keptRuns: 8);
        var nodes = new NodeModel(random);
        for (int run = 0; run < runs; run++)
        {
            cluster.Tell(CoordinatorCluster.Submission(partitions: random.Next(1, 7)));
            nodes.Take(cluster.Effects);
        }

        for (int disturbances = 5; nodes.HasWork || IsReachedAgain(); disturbances--)
        {
            for (int turn = 0; turn < 8 && nodes.HasWork; turn++)
            {
                nodes.Take(cluster.Tell(nodes.Next()));
                AssertNoneIsForgotten(cluster);
            }

            if (disturbances > 0)
            {
                int node = random.Next(3);
                nodes.Take(random.Next(3) switch
                {
                    0 => cluster.Tell(new CancelRun { RunId = $"r{random.Next(1, runs + 1)}" }),
                    1 when random.Next(2) == 0 => cluster.Lose(node),
                    _ => cluster.Protocol.NodeReachable(CoordinatorCluster.Address(node)),
                });
            }
        }

        for (int run = 1; run <= runs; run++)
        {
            RunPage page = cluster.Page($"r{run}");
            Assert.True(page.State is RunState.Finished or RunState.Failed, $"r{run} is {page.State}");
            Assert.Equal(page.State == RunState.Failed, page.Failure is not null);
        }

        // A run waits as long as nodes that are known cannot be reached: in the end they can.
        bool IsReachedAgain()
        {
            for (int node = 0; node < 3 && cluster.Protocol.Status("x").Runs.Any(run => run.State == RunState.Waiting); node++)
            {
                nodes.Take(cluster.Protocol.NodeReachable(CoordinatorCluster.Address(node)));
            }

            return nodes.HasWork;
        }
    });

    // Each device has one run at most; where none is at work and there are nodes, none waits; and none overtakes another.
    private static void AssertNoneIsForgotten(CoordinatorCluster cluster)
    {
        IReadOnlyList<RunStatus> runs = cluster.Protocol.Status("x").Runs;
        var held = new Dictionary<(string, int), string>();
        foreach (RunStatus run in runs.Where(run => run.State is RunState.Building or RunState.Running or RunState.Stopping))
        {
            RunPlacement placement = cluster.Page(run.RunId).Placement!;
            foreach (PartitionPlacement partition in placement.Partitions)
            {
                (string, int) device = (placement.Nodes[partition.Node], partition.DeviceIndex);
                Assert.Equal(run.RunId, held.GetValueOrDefault(device, run.RunId));
                held[device] = run.RunId;
            }
        }

        if (runs.Any(run => run.State == RunState.Waiting))
        {
            Assert.Contains(runs, run => run.Partitions.Count > 0);
            Assert.All(runs.SkipWhile(run => run.State != RunState.Waiting), run => Assert.Empty(run.Partitions));
        }
    }
}

using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Protocol;

/// <summary>
/// What the nodes of a cluster answer to a coordinator, as one bag of messages that are on their way: the next one that
/// arrives is drawn from it, and one in five arrives twice.
/// </summary>
internal sealed class NodeModel(Random random)
{
    private readonly List<IWireMessage> _onTheirWay = [];
    private readonly Dictionary<string, RunPlacement> _placements = [];

    public bool HasWork => _onTheirWay.Count > 0;

    /// <summary>The message that arrives next.</summary>
    public IWireMessage Next()
    {
        int index = random.Next(_onTheirWay.Count);
        IWireMessage message = _onTheirWay[index];

        // The figures of a partition come before the end of its report: one actor sends both.
        if (message is ReportPart { Kind: ReportKind.End } end)
        {
            int figures = _onTheirWay.FindIndex(other => other is ReportPart { Kind: ReportKind.Final } part
                && part.RunId == end.RunId && part.Partition == end.Partition);
            (index, message) = figures < 0 ? (index, message) : (figures, _onTheirWay[figures]);
        }

        if (random.Next(5) > 0)
        {
            _onTheirWay.RemoveAt(index);
        }

        return message;
    }

    /// <summary>Does what the coordinator wants.</summary>
    public void Take(IReadOnlyList<CoordinatorEffect> effects)
    {
        foreach (CoordinatorEffect.ToNode effect in effects.OfType<CoordinatorEffect.ToNode>())
        {
            switch (effect.Message)
            {
                case PrepareRun prepare:
                    _placements[prepare.RunId] = prepare.Placement;
                    _onTheirWay.Add(new NodePrepared { RunId = prepare.RunId, Node = prepare.Node });
                    break;
                case ConnectRun connect:
                    _onTheirWay.Add(new NodeConnected { RunId = connect.RunId, Node = NodeOf(connect.RunId, effect.Address) });
                    break;
                case RunTo runTo:
                    foreach (int partition in PartitionsOf(runTo.RunId, effect.Address))
                    {
                        _onTheirWay.Add(Part(runTo, partition, ReportKind.Final));
                        _onTheirWay.Add(Part(runTo, partition, ReportKind.End));
                    }

                    break;
                case HoldRun hold:
                    // Some have ended already, the others stand still where they are.
                    foreach (int partition in PartitionsOf(hold.RunId, effect.Address))
                    {
                        _onTheirWay.Add(
                            new PartitionHeld { RunId = hold.RunId, Partition = partition, Step = random.Next(1000) });
                    }

                    break;
                case ReleaseRun release:
                    _onTheirWay.Add(new NodeReleased { RunId = release.RunId, Address = effect.Address });
                    break;
            }
        }
    }

    private static ReportPart Part(RunTo runTo, int partition, ReportKind kind) =>
        new() { RunId = runTo.RunId, Partition = partition, Step = runTo.Step, Kind = kind };

    private int NodeOf(string run, string address) => _placements[run].Nodes.ToList().IndexOf(address);

    private IEnumerable<int> PartitionsOf(string run, string address)
    {
        IReadOnlyList<PartitionPlacement> all = _placements[run].Partitions;
        int node = NodeOf(run, address);
        return Enumerable.Range(0, all.Count).Where(partition => all[partition].Node == node);
    }
}

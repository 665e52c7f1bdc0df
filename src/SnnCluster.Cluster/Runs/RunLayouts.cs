using System.Security.Cryptography;
using System.Text;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Runs;

/// <summary>Turns what came over the wire into what the exchange and the partitions work with.</summary>
internal static class RunLayouts
{
    public static ExchangeLayout LayoutOf(PrepareRun run, NetworkDescription network) => new(
        BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(run.RunId))),
        ExchangeSchedule.Of(network),
        [.. run.Placement.Partitions.Select(partition => partition.Node)],
        [
            .. run.Placement.Partitions.Select(partition =>
                (IReadOnlyList<Slice>)[.. partition.Slices.Select(slice => new Slice(slice.Begin, slice.End))]),
        ]);

    public static SamplingPlan SamplingOf(RunSpecification run) => new()
    {
        SampleSteps = run.SampleSteps,
        StateSteps = run.StateSteps,
        States = [.. run.States.Select(state => new StateChoice(state.Population, state.Variable, state.Neurons))],
        RecordsSpikes = run.RecordsSpikes,
    };
}

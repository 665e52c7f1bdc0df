using System.Security.Cryptography;
using System.Text;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Runs;

/// <summary>Turns a placement that came over the wire into what the exchange works with.</summary>
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
}

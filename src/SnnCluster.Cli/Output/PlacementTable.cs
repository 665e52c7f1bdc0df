using System.Text.Json.Nodes;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Running;
using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>Shows how a run would be laid out.</summary>
internal static class PlacementTable
{
    public static void Write(CommandContext context, PlannedRun planned, bool json)
    {
        RunPlacement placement = planned.Placement;
        if (json)
        {
            context.Output.WriteLine(Json.Text(new JsonObject
            {
                ["transport"] = placement.Transport,
                ["nodes"] = new JsonArray([.. placement.Nodes.Select(node => (JsonNode)node)]),
                ["partitions"] = new JsonArray([.. placement.Partitions.Select((partition, index) => Describe(partition, index, placement))]),
                ["notes"] = new JsonArray([.. planned.Notes.Select(note => (JsonNode)note)]),
            }));
            return;
        }

        Table table = Tables.Create("> Partition", "Node", "Device", "> Neurons", "> Synapses", "> Memory", "> Cost");
        for (int p = 0; p < placement.Partitions.Count; p++)
        {
            PartitionPlacement partition = placement.Partitions[p];
            Tables.AddRow(
                table,
                Numbers.Count(p),
                placement.Nodes[partition.Node],
                partition.Device,
                Numbers.Count(partition.Neurons),
                Numbers.Count(Math.Round(partition.ExpectedSynapses)),
                Numbers.Bytes((long)partition.MemoryBytes),
                partition.CostShare.ToString("P1", System.Globalization.CultureInfo.InvariantCulture));
        }

        Consoles.Output(context).Write(table);
        context.Output.WriteLine(
            $"Memory: {Numbers.Bytes((long)placement.Partitions.Sum(partition => partition.MemoryBytes))} in all. "
            + $"Spikes go by: {placement.Transport}.");
    }

    private static JsonNode Describe(PartitionPlacement partition, int index, RunPlacement placement) => new JsonObject
    {
        ["index"] = index,
        ["node"] = placement.Nodes[partition.Node],
        ["device"] = partition.Device,
        ["neurons"] = partition.Neurons,
        ["expectedSynapses"] = Math.Round(partition.ExpectedSynapses),
        ["memoryBytes"] = Math.Round(partition.MemoryBytes),
        ["costShare"] = partition.CostShare,
        ["slices"] = new JsonArray([.. partition.Slices.Select(slice => new JsonArray(slice.Begin, slice.End))]),
    };
}

using System.Text.Json.Nodes;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;
using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>Shows how a run would be laid out, and how finely its input would be summed.</summary>
internal static class DryRunTables
{
    public static void Write(CommandContext context, DryRun run, bool json)
    {
        RunPlacement placement = run.Placement;
        if (json)
        {
            context.Output.WriteLine(Json.Text(new JsonObject
            {
                ["transport"] = placement.Transport,
                ["nodes"] = new JsonArray([.. placement.Nodes.Select(node => (JsonNode)node)]),
                ["partitions"] = new JsonArray([.. placement.Partitions.Select((partition, index) => Describe(partition, index, placement))]),
                ["processMemoryBytes"] = Math.Round(run.MemoryBytes),
                ["receptors"] = new JsonArray([.. run.Inputs.Select(Describe)]),
                ["notes"] = new JsonArray([.. run.Notes.Select(note => (JsonNode)note)]),
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
                Numbers.Percent(partition.CostShare));
        }

        Consoles.Output(context).Write(table);
        context.Output.WriteLine(
            $"Memory: {Numbers.Bytes((long)placement.Partitions.Sum(partition => partition.MemoryBytes))} in all partitions, "
            + $"{Numbers.Bytes((long)run.MemoryBytes)} at the peak of this process. "
            + $"Spikes go by: {placement.Transport}.");
        WriteInputs(context, run.Inputs);
    }

    private static void WriteInputs(CommandContext context, IReadOnlyList<ReceptorInput> inputs)
    {
        Table table = Tables.Create("Population", "Receptor", "> Largest sum", "> Weights in steps of");
        foreach (ReceptorInput input in inputs)
        {
            Tables.AddRow(
                table, input.Population, input.Receptor, Numbers.Significant(input.Bound), Numbers.Significant(input.Resolution));
        }

        Consoles.Output(context).Write(table);
    }

    private static JsonNode Describe(ReceptorInput input) => new JsonObject
    {
        ["population"] = input.Population,
        ["receptor"] = input.Receptor,
        ["largestSum"] = input.Bound,
        ["resolution"] = input.Resolution,
    };

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

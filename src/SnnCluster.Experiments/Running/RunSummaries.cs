using System.Diagnostics;
using System.Text.Json.Nodes;
using SnnCluster.Engine;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Makes the summary of a run.</summary>
internal static class RunSummaries
{
    public static RunSummary Create(
        RunPlan plan,
        Simulation simulation,
        Dictionary<string, Synapse[]> start,
        Dictionary<string, Synapse[]> end,
        IReadOnlyDictionary<string, JsonNode> additional)
    {
        NetworkDescription network = plan.Network;
        double simulatedMs = simulation.Step * network.DtMs;
        using Process process = Process.GetCurrentProcess();
        return new RunSummary
        {
            Experiment = plan.Experiment.Name,
            Parameters = plan.Settings.Values,
            Seed = plan.Settings.Seed,
            Complete = simulation.Step == plan.Steps,
            DtMs = network.DtMs,
            Partitions = [.. simulation.Partitions.Select((partition, index) => new PartitionSummary(
                index, partition.Device, "local", partition.Slices.Sum(slice => (long)slice.Count)))],
            Populations = [.. network.Populations.Select(population => new PopulationSummary(
                population.Name, population.Size, population.Grid?.Width ?? 0, population.Grid?.Height ?? 0))],
            Projections = [.. network.Projections.Select(projection => new ProjectionSummary(
                projection.Name, projection.Source, projection.Target, (int)Math.Round(projection.DelayMs / network.DtMs)))],
            Neurons = network.Populations.Sum(population => (long)population.Size),
            Synapses = network.Projections.ToDictionary(
                projection => projection.Name,
                projection => new SynapseCounts(start[projection.Name].Length, end[projection.Name].Length)),
            Rewiring = Rewiring(network, simulation.Partitions),
            SimulatedMs = simulatedMs,
            BuildSeconds = simulation.BuildSeconds,
            LoopSeconds = simulation.LoopSeconds,
            RealTimeFactor = simulatedMs > 0 ? simulation.LoopSeconds / (simulatedMs / 1000) : 0,
            PhaseSeconds = simulation.PhaseSeconds.ToDictionary(
                phase => phase.Key.ToString().ToLowerInvariant(), phase => phase.Value),
            SynapticEvents = simulation.SynapticEvents,
            MeanRateHz = network.Populations.Select((population, index) => (population, index)).ToDictionary(
                pair => pair.population.Name,
                pair => simulatedMs > 0
                    ? simulation.SpikeCount(pair.index) / (double)pair.population.Size / (simulatedMs / 1000)
                    : 0),
            PeakMemoryBytes = process.PeakWorkingSet64,
            Digest = simulation.Digest(),
            Additional = additional,
        };
    }

    private static Dictionary<string, RewiringTotals> Rewiring(
        NetworkDescription network, IReadOnlyList<IPartition> partitions)
    {
        var totals = new Dictionary<string, RewiringTotals>();
        for (int p = 0; p < network.Projections.Count; p++)
        {
            RewiringCounts[] counts = [.. partitions.Select(partition => partition.Rewiring(p)).OfType<RewiringCounts>()];
            if (counts.Length > 0)
            {
                totals[network.Projections[p].Name] = new RewiringTotals(
                    counts.Sum(count => count.Attempts),
                    counts.Sum(count => count.Formed),
                    counts.Sum(count => count.Eliminated));
            }
        }

        return totals;
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Makes the summary of a run.</summary>
internal static class RunSummaries
{
    public static RunSummary Create(
        RunPlan plan,
        RunFacts facts,
        RunCollector collector,
        IReadOnlyDictionary<string, JsonNode> additional)
    {
        NetworkDescription network = plan.Network;
        NetworkCounts last = collector.End;
        double simulatedMs = plan.TimeMs(collector.LastStep);
        return new RunSummary
        {
            Experiment = plan.Experiment.Name,
            Parameters = plan.Settings.Values,
            Seed = plan.Settings.Seed,
            Complete = collector.LastStep == plan.Steps && facts.Lost.Count == 0,
            Lost = [.. facts.Lost.Select(lost => new LostTime(plan.TimeMs(lost.AfterStep), plan.TimeMs(lost.BeforeStep)))],
            Notes = plan.Notes,
            DtMs = network.DtMs,
            SampleIntervalMs = plan.SampleIntervalMs,
            Provenance = Provenance.Of(plan.Began, plan.Options.CommandLine, MachineInfo.OfThis(
                facts.Partitions.Select(partition => partition.Device), areHere: plan.Options.Cluster is null)),
            Partitions = facts.Partitions,
            Populations = [.. network.Populations.Select(population => new PopulationSummary(
                population.Name, population.Size, population.Grid?.Width ?? 0, population.Grid?.Height ?? 0))],
            Projections = [.. network.Projections.Select(projection => new ProjectionSummary(
                projection.Name, projection.Source, projection.Target, StepCount.Of(projection.DelayMs, network.DtMs)))],
            Neurons = network.Populations.Sum(population => (long)population.Size),
            Synapses = network.Projections.Select((projection, p) => (projection.Name, p)).ToDictionary(
                pair => pair.Name,
                pair => new SynapseCounts(collector.Start.Synapses[pair.p], last.Synapses[pair.p])),
            Rewiring = Rewiring(network, last),
            SimulatedMs = simulatedMs,
            BuildSeconds = facts.BuildSeconds,
            LoopSeconds = facts.LoopSeconds,
            RecordingSeconds = facts.SamplingSeconds + collector.RecordingSeconds,
            RealTimeFactor = simulatedMs > 0 ? facts.LoopSeconds / (simulatedMs / 1000) : 0,
            PhaseSeconds = facts.PhaseSeconds.ToDictionary(
                phase => phase.Key.ToString().ToLowerInvariant(), phase => phase.Value),
            SynapticEvents = facts.SynapticEvents,
            Spikes = last.Spikes.Sum(),
            MeanRateHz = network.Populations.Select((population, index) => (population, index)).ToDictionary(
                pair => pair.population.Name,
                pair => ActivityDescription.MeanRateHz(pair.population.Name, collector.Observations) is double rate && double.IsFinite(rate) ? rate
                    : simulatedMs > 0 ? last.Spikes[pair.index] / (double)pair.population.Size / (simulatedMs / 1000)
                    : 0),
            Activity = plan.Experiment.Activity(plan.Settings)?.Summarise(network, collector.Observations),
            References = plan.Experiment.References(plan.Settings),
            PeakMemoryBytes = facts.PeakMemoryBytes ?? PeakOfThis(),
            Digest = facts.Digest,
            FullDigest = facts.FullDigest,
            Cluster = facts.Cluster,
            Recoveries = [.. facts.Recoveries.Select(recovery => new RecoverySummary(
                DateTimeOffset.FromUnixTimeMilliseconds(recovery.TimeMs).UtcDateTime,
                recovery.Reason,
                recovery.LostAtStep,
                recovery.ResumedAtStep,
                Math.Max(0, recovery.LostAtStep - recovery.ResumedAtStep),
                recovery.Seconds))],
            Checkpoints = facts.Checkpoints is not CheckpointCosts costs ? null : new CheckpointSummary(
                costs.Written, costs.Failed, costs.Bytes, costs.PauseSeconds, costs.WriteSeconds, costs.LastFailure),
            Additional = additional,
        };
    }

    private static long PeakOfThis()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static Dictionary<string, RewiringTotals> Rewiring(NetworkDescription network, NetworkCounts last)
    {
        var totals = new Dictionary<string, RewiringTotals>();
        for (int p = 0; p < network.Projections.Count; p++)
        {
            if (last.Rewiring[p] is RewiringSample sample)
            {
                totals[network.Projections[p].Name] = new RewiringTotals(sample.Attempts, sample.Formed, sample.Eliminated);
            }
        }

        return totals;
    }
}

using System.Diagnostics;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Running;

/// <summary>Runs a network on the thread that asks for it: one partition, and no actor to wait for.</summary>
internal static class LockstepExecution
{
    // Long enough that the clock and the progress bar cost nothing, short enough that Ctrl-C feels immediate.
    private const double ChunkSeconds = 0.05;

    public static RunFacts Run(
        RunPlan plan, RunCollector collector, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        using IDevice device = DeviceCatalog.Open(plan.Options.Device, DeviceCatalog.NeuronsOf(plan.Network));
        using Simulation simulation = Simulation.Create(
            plan.Network, device, Math.Max(1, plan.Options.Partitions), observation: plan.Observation);
        collector.Take(() => simulation.Sample(plan.Steps));
        Advance(plan, simulation, collector, progress, cancellation);
        return new RunFacts
        {
            Partitions = [.. simulation.Partitions.Select((partition, index) => new PartitionSummary(
                index, partition.Device, "local", partition.Slices.Sum(slice => (long)slice.Count)))],
            BuildSeconds = simulation.BuildSeconds,
            LoopSeconds = simulation.LoopSeconds,
            PhaseSeconds = simulation.PhaseSeconds,
            SynapticEvents = simulation.SynapticEvents,
            Digest = simulation.Digest(),
            FullDigest = plan.Request.HasFullDigest ? simulation.FullDigest() : null,
            Notes = plan.DeviceNotes,
        };
    }

    private static void Advance(
        RunPlan plan,
        Simulation simulation,
        RunCollector collector,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        int chunk = 1;
        bool ended = false;
        while (!ended)
        {
            int stop = plan.Observation.NextStop(simulation.Step, plan.Steps);
            int until = Math.Min(stop, simulation.Step + chunk);
            long began = Stopwatch.GetTimestamp();
            simulation.Run(until - simulation.Step);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (seconds < ChunkSeconds / 2)
            {
                chunk = Math.Min(2 * chunk, 1 << 20);
            }
            else if (seconds > 2 * ChunkSeconds)
            {
                chunk = Math.Max(1, chunk / 2);
            }

            ended = simulation.Step == plan.Steps || cancellation.IsCancellationRequested;
            if (simulation.Step == stop || ended)
            {
                int lastStep = ended ? simulation.Step : plan.Steps;
                collector.Take(() => simulation.Sample(lastStep));
            }

            progress?.Report(new RunProgress(
                "run", plan.TimeMs(simulation.Step), plan.DurationMs, simulation.LoopSeconds, collector.SamplesSeconds));
        }
    }
}
